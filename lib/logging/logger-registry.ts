import type { ComponentLogger } from './logger';

/** Loggers that are kept by name whether or not anybody else has them. */
const MOST_KEPT = 1_000;

/**
 * The loggers of all components. Names may be made up without end: beyond the first thousand a logger is known for as long
 * as the application has it, or one made from it, and for no longer.
 */
export class LoggerRegistry {
  readonly #kept = new Map<string, ComponentLogger>();
  readonly #others = new Map<string, WeakRef<ComponentLogger>>();
  readonly #collected = new FinalizationRegistry<string>((name) => {
    if (this.#others.get(name)?.deref() === undefined) this.#others.delete(name);
  });

  /** The logger of a component, when there is one. */
  get(name: string): ComponentLogger | undefined {
    return this.#kept.get(name) ?? this.#others.get(name)?.deref();
  }

  /** Adds a logger by its name. */
  add(logger: ComponentLogger): void {
    const { component } = logger;
    if (this.#kept.size < MOST_KEPT) {
      this.#kept.set(component, logger);
      return;
    }
    this.#others.set(component, new WeakRef(logger));
    this.#collected.register(logger, component);
  }

  /** Each logger that somebody may have. */
  *all(): Generator<ComponentLogger> {
    yield* this.#kept.values();
    for (const reference of this.#others.values()) {
      const logger = reference.deref();
      if (logger !== undefined) yield logger;
    }
  }
}
