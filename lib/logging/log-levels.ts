import type { ComponentLevels } from '../config';
import { LOG_LEVELS, type LogLevel, RANKS } from './log-level';

const MOST_COMPONENTS = 500;
const LONGEST_NAME = 64;

/** The name of a component as it stands in records, whatever was given as one. */
export function componentName(name: unknown): string {
  const text = typeof name === 'string' ? name.trim() : '';
  return text === '' ? 'app' : text.slice(0, LONGEST_NAME);
}

/** Told when levels change. */
type OnChange = () => void;

/**
 * The level of each component: its own where it has one, that of the nearest name above it (`tls` for `tls.handshake`),
 * or the level of all. They can be changed while the process runs.
 */
export class LogLevels {
  readonly #configured: { readonly level: LogLevel; readonly components: ComponentLevels };
  readonly #listeners = new Set<OnChange>();
  #level: LogLevel;
  #components: Map<string, LogLevel>;

  constructor(level: LogLevel, components: ComponentLevels = {}) {
    this.#configured = { level, components };
    this.#level = level;
    this.#components = new Map(Object.entries(components));
  }

  /** The level of a component, or of those that have none of their own. */
  get(component?: string): LogLevel {
    for (let name = component ?? ''; name !== ''; name = name.slice(0, Math.max(0, name.lastIndexOf('.')))) {
      const own = this.#components.get(name);
      if (own !== undefined) return own;
    }
    return this.#level;
  }

  /** The level of all, and those of single components. */
  snapshot(): { readonly level: LogLevel; readonly components: ComponentLevels } {
    return { level: this.#level, components: Object.fromEntries(this.#components) };
  }

  /**
   * Sets the level of a component, or without one of all that have none of their own. Some hundred components may have a
   * level of their own; a further one is not taken, and neither is what is no level, which this says by false.
   */
  set(level: LogLevel, component?: string): boolean {
    if (!Object.hasOwn(RANKS, level)) return false;
    if (component === undefined) this.#level = level;
    else if (!this.#setOwn(level, componentName(component))) return false;
    this.#tell();
    return true;
  }

  #setOwn(level: LogLevel, component: string): boolean {
    if (!this.#components.has(component) && this.#components.size >= MOST_COMPONENTS) return false;
    this.#components.set(component, level);
    return true;
  }

  /** Takes back what was set while running, for a component or for all. */
  reset(component?: string): void {
    const { level, components } = this.#configured;
    if (component === undefined) {
      this.#level = level;
      this.#components = new Map(Object.entries(components));
    } else {
      const name = componentName(component);
      const own = Object.hasOwn(components, name) ? components[name] : undefined;
      if (own === undefined) this.#components.delete(name);
      else this.#components.set(name, own);
    }
    this.#tell();
  }

  /**
   * One step more verbose, for all components; after the most verbose, as configured again. Components whose own level is
   * more verbose keep it. Returns the level of all.
   */
  cycle(): LogLevel {
    const next = LOG_LEVELS[RANKS[this.#level] - 1];
    if (next === undefined) {
      this.reset();
      return this.#level;
    }
    this.#level = next;
    for (const [component, level] of this.#components) {
      if (RANKS[level] > RANKS[next]) this.#components.set(component, next);
    }
    this.#tell();
    return next;
  }

  /** Calls `listener` after each change. */
  onChange(listener: OnChange): void {
    this.#listeners.add(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
