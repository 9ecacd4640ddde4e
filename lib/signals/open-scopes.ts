import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Clock } from './telemetry';

/** Scopes kept at most, unless their kind says otherwise. */
const MAX_OPEN = 10_000;

/** The longest time that Node's timers know. */
const LONGEST_MS = 2 ** 31 - 1;

/** How a kind of scope is watched. */
export interface ScopeWatch<Scope> {
  readonly clock: Clock;
  /** Whether nothing that begins is watched any more. Default: never. */
  readonly isOver?: (() => boolean) | undefined;
  /** How long nothing may happen in a scope, in milliseconds. */
  readonly quietMs: number;
  /** Scopes kept at most, whatever their bounds; beyond it the one that was quiet longest is given up. Default: 10,000. */
  readonly maxOpen?: number;
  /** Ends a scope; it has been taken out before. */
  readonly giveUp: (scope: Scope) => void;
  /**
   * Changes with all that happens in a scope, for scopes in which too much happens to say `goOn` each time. Such a scope
   * is given up when it was quiet for its bound at the least, and for twice that at the most.
   */
  readonly progress?: (scope: Scope) => number;
}

interface OpenScope {
  /** When something last happened in it, as far as known. */
  atMs: number;
  /** What the scope's progress was then. */
  progress: number;
}

/** One with a bound of its own. */
interface OwnScope extends OpenScope {
  /** Rings when the bound is over; none where it is infinite. */
  timer: NodeJS.Timeout | undefined;
}

/**
 * What has begun and not ended yet, longest quiet first: what stays quiet for longer than a bound is given up, so that
 * nothing that the application forgets stays open for ever. One timer for all of them, which keeps no process alive; a
 * scope with a bound of its own has one of its own.
 */
export class OpenScopes<Scope> {
  readonly #watch: ScopeWatch<Scope>;
  /** A Map keeps the order of insertion. */
  readonly #scopes = new Map<Scope, OpenScope>();
  /** Those with a bound of their own, longest quiet first as well. */
  readonly #own = new Map<Scope, OwnScope>();
  #timer: NodeJS.Timeout | undefined;

  constructor(watch: ScopeWatch<Scope>) {
    this.#watch = watch;
  }

  /** Whether nothing that begins is watched any more: after a shutdown. */
  get isOver(): boolean {
    return this.#watch.isOver?.() === true;
  }

  get size(): number {
    return this.#scopes.size + this.#own.size;
  }

  /**
   * A scope has begun.
   *
   * @param boundMs a bound of its own, in milliseconds; Infinity for what may be quiet for ever, until there are too
   *   many. What is no such number counts as none
   * @returns whether it is watched, and kept for that
   */
  add(scope: Scope, boundMs?: number): boolean {
    if (this.isOver) return false;
    if (this.size >= (this.#watch.maxOpen ?? MAX_OPEN)) this.#giveUpOldest();
    if (typeof boundMs === 'number' && boundMs > 0) this.#addOwn(scope, boundMs);
    else this.#add(scope);
    return true;
  }

  /** Something happened in a scope that had begun before; false when it was not open any more. */
  goOn(scope: Scope): boolean {
    const own = this.#own.get(scope);
    const open = own ?? this.#scopes.get(scope);
    if (open === undefined) return false;
    open.atMs = this.#watch.clock.monotonicMs();
    if (own === undefined) moveToEnd(this.#scopes, scope, open);
    else {
      own.timer?.refresh();
      moveToEnd(this.#own, scope, own);
    }
    return true;
  }

  /** A scope has ended; false when it was not open. */
  delete(scope: Scope): boolean {
    const own = this.#own.get(scope);
    if (own === undefined) return this.#scopes.delete(scope);
    clearTimeout(own.timer);
    return this.#own.delete(scope);
  }

  /** Takes out every scope and hands it to `end`. */
  endAll(end: (scope: Scope) => void): void {
    const scopes = [...this.#scopes.keys(), ...this.#own.keys()];
    for (const { timer } of this.#own.values()) clearTimeout(timer);
    this.#scopes.clear();
    this.#own.clear();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const scope of scopes) end(scope);
  }

  #add(scope: Scope): void {
    this.#scopes.set(scope, this.#asItIs(scope));
    // It runs on when the last scope ends: to stop it and start it again for each one costs more than the scope.
    this.#timer ??= startTimer(() => this.#giveUpQuiet(), this.#watch.quietMs);
  }

  #addOwn(scope: Scope, boundMs: number): void {
    const own: OwnScope = { ...this.#asItIs(scope), timer: undefined };
    if (boundMs !== Number.POSITIVE_INFINITY) {
      own.timer = startTimer(() => this.#giveUpOwn(scope, own), boundMs);
    }
    this.#own.set(scope, own);
  }

  #asItIs(scope: Scope): OpenScope {
    return { atMs: this.#watch.clock.monotonicMs(), progress: this.#progressOf(scope) };
  }

  /** The bound of a scope is over: if something has happened in it, it begins again. */
  #giveUpOwn(scope: Scope, own: OwnScope): void {
    const progress = this.#progressOf(scope);
    if (progress === own.progress) this.#giveUp(scope);
    else {
      own.progress = progress;
      this.goOn(scope);
    }
  }

  #giveUpQuiet(): void {
    this.#timer = undefined;
    const now = this.#watch.clock.monotonicMs();
    for (const [scope, open] of this.#scopes) {
      const leftMs = this.#watch.quietMs - (now - open.atMs);
      if (leftMs > 0) {
        this.#timer = startTimer(() => this.#giveUpQuiet(), leftMs);
        return;
      }
      const progress = this.#progressOf(scope);
      if (progress === open.progress) this.#giveUp(scope);
      else {
        open.atMs = now;
        open.progress = progress;
        moveToEnd(this.#scopes, scope, open);
      }
    }
  }

  #progressOf(scope: Scope): number {
    return this.#watch.progress?.(scope) ?? 0;
  }

  #giveUpOldest(): void {
    const [usual] = this.#scopes;
    const [own] = this.#own;
    const [oldest] = usual && (own === undefined || usual[1].atMs <= own[1].atMs) ? usual : (own ?? []);
    if (oldest !== undefined) this.#giveUp(oldest);
  }

  #giveUp(scope: Scope): void {
    this.delete(scope);
    this.#watch.giveUp(scope);
  }
}

function moveToEnd<Scope, Open>(scopes: Map<Scope, Open>, scope: Scope, open: Open): void {
  scopes.delete(scope);
  scopes.set(scope, open);
}

/** A timer that keeps no process alive, and does not hold on to the context of whoever starts it. */
function startTimer(onTime: () => void, delayMs: number): NodeJS.Timeout {
  const start = () => setTimeout(onTime, Math.min(delayMs, LONGEST_MS));
  // Making a context active turns on Node's async hooks, and is not needed where none is.
  const timer = contextApi.active() === ROOT_CONTEXT ? start() : contextApi.with(ROOT_CONTEXT, start);
  return timer.unref();
}
