import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionOutcome } from './admin-session';
import type { Link } from './link';
import type { ServerAddress, VirtualCard } from './virtual-card';

export interface FleetOptions {
  readonly address: ServerAddress;
  readonly cards: readonly VirtualCard[];
  /** Sessions begun per second by all cards together; 0 lets every card begin the next when one is over. */
  readonly ratePerSecond: number;
  /** How many sessions the cards begin in all, those that `invite` leaves out among them; by default they go on. */
  readonly sessions?: number | undefined;
  /** Asked before each session; false leaves it out (a trigger that did not arrive). */
  readonly invite?: (identity: string) => Promise<boolean>;
}

/** What the cards counted, from what they saw themselves. */
export interface FleetTally {
  readonly sessions: number;
  readonly completed: number;
  readonly dropped: number;
  /** By what failed: handshake, closed, timeout, refused, unreachable, malformed. */
  readonly failed: Readonly<Record<string, number>>;
  readonly scripts: number;
}

/** A card that could not connect does not try again at once. */
const RETRY_DELAY_MS = 200;
/** When sessions take longer than the rate allows, what was missed is not made up for beyond this. */
const LONGEST_BACKLOG_MS = 1_000;
const IDLE_POLL_MS = 5;

/** Cards that hold sessions with one server, at a rate or as fast as they can. */
export class Fleet {
  readonly #options: FleetOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #links = new Set<Link>();
  readonly #failed = new Map<string, number>();
  readonly #stopping = new AbortController();
  #sessionsLeft: number;
  #sessions = 0;
  #completed = 0;
  #dropped = 0;
  #scripts = 0;

  constructor(options: FleetOptions) {
    this.#options = options;
    this.#sessionsLeft = options.sessions ?? Number.POSITIVE_INFINITY;
    // Every card that waits listens for the stop.
    setMaxListeners(0, this.#stopping.signal);
  }

  /** Begins; the cards go on until `stop`, or rest after as many sessions as they were asked for. */
  start(): void {
    const { cards, ratePerSecond } = this.#options;
    if (ratePerSecond === 0) for (const card of cards) this.#track(this.#repeat(card));
    else if (cards.length > 0) this.#track(this.#pace(1_000 / ratePerSecond));
  }

  /** Begins no more sessions, waits up to `graceMs` for those under way, and then drops their links. */
  async stop(graceMs: number): Promise<FleetTally> {
    this.#stopping.abort();
    const timer = setTimeout(() => this.#dropLinks(), graceMs);
    while (this.#running.size > 0) await Promise.all(this.#running);
    clearTimeout(timer);
    return this.tally();
  }

  /** What the cards have counted so far. */
  tally(): FleetTally {
    return {
      sessions: this.#sessions,
      completed: this.#completed,
      dropped: this.#dropped,
      failed: Object.fromEntries(this.#failed),
      scripts: this.#scripts,
    };
  }

  get #isStopping(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** Whether no further session is to begin. */
  get #isOver(): boolean {
    return this.#isStopping || this.#sessionsLeft === 0;
  }

  #track(work: Promise<void>): void {
    const tracked = work.finally(() => this.#running.delete(tracked));
    this.#running.add(tracked);
  }

  async #repeat(card: VirtualCard): Promise<void> {
    while (!this.#isOver) await this.#visit(card);
  }

  async #pace(intervalMs: number): Promise<void> {
    const idle = [...this.#options.cards];
    let dueMs = performance.now();
    while (!this.#isOver) {
      const card = idle.shift();
      if (card) this.#track(this.#visit(card).then(() => void idle.push(card)));
      dueMs = card ? Math.max(dueMs + intervalMs, performance.now() - LONGEST_BACKLOG_MS) : dueMs;
      const waitMs = card ? dueMs - performance.now() : IDLE_POLL_MS;
      if (waitMs > 0) await this.#sleep(waitMs);
    }
  }

  async #visit(card: VirtualCard): Promise<void> {
    const { address, invite } = this.#options;
    this.#sessionsLeft -= 1;
    if (invite && !(await invite(card.identity))) return;
    if (this.#isStopping) return;
    this.#sessions += 1;
    let link: Link | undefined;
    const outcome = await card.visit(address, {
      onLink: (opened) => {
        link = opened;
        this.#links.add(opened);
      },
    });
    if (link) this.#links.delete(link);
    this.#count(outcome);
    if (outcome.status === 'failed') await this.#sleep(RETRY_DELAY_MS);
  }

  #count(outcome: SessionOutcome): void {
    this.#scripts += outcome.scripts;
    if (outcome.status === 'completed') this.#completed += 1;
    else if (outcome.status === 'dropped') this.#dropped += 1;
    else this.#failed.set(outcome.failure, (this.#failed.get(outcome.failure) ?? 0) + 1);
  }

  #dropLinks(): void {
    for (const link of this.#links) link.drop();
  }

  /** Waits, but no longer than until `stop`. */
  async #sleep(waitMs: number): Promise<void> {
    await delay(waitMs, undefined, { signal: this.#stopping.signal }).catch(() => undefined);
  }
}
