import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Clock } from './telemetry';

/** Scopes kept at most; beyond it the one that was quiet longest is given up. */
const MAX_OPEN = 10_000;

/**
 * What has begun and not ended yet, longest quiet first: what stays quiet for longer than a bound is given up, so that
 * nothing that the application forgets stays open for ever. One timer for all of them, which keeps no process alive.
 */
export class OpenScopes<Scope> {
  readonly #clock: Clock;
  readonly #quietMs: number;
  readonly #giveUp: (scope: Scope) => void;
  /** When something last happened in each; a Map keeps the order of insertion. */
  readonly #scopes = new Map<Scope, number>();
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param quietMs how long nothing may happen in a scope
   * @param giveUp ends a scope; it has been taken out before
   */
  constructor(clock: Clock, quietMs: number, giveUp: (scope: Scope) => void) {
    this.#clock = clock;
    this.#quietMs = quietMs;
    this.#giveUp = giveUp;
  }

  get size(): number {
    return this.#scopes.size;
  }

  /** A scope has begun. */
  add(scope: Scope): void {
    this.#scopes.set(scope, this.#clock.monotonicMs());
    if (this.#scopes.size > MAX_OPEN) this.#giveUpOldest();
    this.#timer ??= this.#startTimer(this.#quietMs);
  }

  /** Something happened in a scope that had begun before; false when it was not open any more. */
  goOn(scope: Scope): boolean {
    if (!this.#scopes.delete(scope)) return false;
    this.#scopes.set(scope, this.#clock.monotonicMs());
    return true;
  }

  /** A scope has ended; false when it was not open. */
  delete(scope: Scope): boolean {
    const wasOpen = this.#scopes.delete(scope);
    if (this.#scopes.size === 0) this.#stopTimer();
    return wasOpen;
  }

  /** Takes out every scope and hands it to `end`. */
  endAll(end: (scope: Scope) => void): void {
    const scopes = [...this.#scopes.keys()];
    this.#scopes.clear();
    this.#stopTimer();
    for (const scope of scopes) end(scope);
  }

  #startTimer(delayMs: number): NodeJS.Timeout {
    // The timer is of all scopes: it must not hold on to the context of the one that started it.
    const start = () => setTimeout(() => this.#giveUpQuiet(), delayMs);
    // Making a context active turns on Node's async hooks, and is not needed where none is.
    const timer = contextApi.active() === ROOT_CONTEXT ? start() : contextApi.with(ROOT_CONTEXT, start);
    return timer.unref();
  }

  #stopTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #giveUpQuiet(): void {
    this.#stopTimer();
    const now = this.#clock.monotonicMs();
    for (const [scope, atMs] of this.#scopes) {
      const leftMs = this.#quietMs - (now - atMs);
      if (leftMs > 0) {
        this.#timer = this.#startTimer(leftMs);
        return;
      }
      this.#scopes.delete(scope);
      this.#giveUp(scope);
    }
  }

  #giveUpOldest(): void {
    for (const oldest of this.#scopes.keys()) {
      this.#scopes.delete(oldest);
      this.#giveUp(oldest);
      return;
    }
  }
}
