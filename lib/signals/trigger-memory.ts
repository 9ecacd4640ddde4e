import type { SpanContext } from '@opentelemetry/api';
import type { Clock } from './telemetry';

/** How long a trigger explains the session that follows it. */
const TRIGGER_LIFETIME_MS = 10 * 60 * 1_000;

/** Identities remembered at most; the oldest go first. */
const MAX_REMEMBERED = 10_000;

interface RememberedTrigger {
  readonly spanContext: SpanContext;
  readonly atMs: number;
}

/** Which identities were triggered of late, so that their sessions are known as triggered and link to the trigger. */
export class TriggerMemory {
  readonly #clock: Clock;
  readonly #triggers = new Map<string, RememberedTrigger>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Remembers the newest trigger of an identity. */
  remember(identity: string, spanContext: SpanContext): void {
    this.#triggers.delete(identity);
    this.#triggers.set(identity, { spanContext, atMs: this.#clock.monotonicMs() });
    if (this.#triggers.size > MAX_REMEMBERED) this.#forgetOldest();
  }

  /** The span of the identity's last trigger, if that was in the last ten minutes. */
  recent(identity: string): SpanContext | undefined {
    const trigger = this.#triggers.get(identity);
    if (!trigger) return undefined;
    if (this.#clock.monotonicMs() - trigger.atMs <= TRIGGER_LIFETIME_MS) return trigger.spanContext;
    this.#triggers.delete(identity);
    return undefined;
  }

  #forgetOldest(): void {
    // A Map keeps the order of insertion: its first key is the oldest.
    for (const oldest of this.#triggers.keys()) {
      this.#triggers.delete(oldest);
      return;
    }
  }
}
