import { setTimeout as delay } from 'node:timers/promises';
import type { TriggerRecorder } from '../index';
import type { Random } from './cards';

/** How a card's next session comes about. */
export type SessionType = 'triggered' | 'polled';

export interface MessageCentreOptions {
  readonly trigger: Pick<TriggerRecorder, 'sent' | 'failed'>;
  readonly random: Random;
  /** The longest that a message takes to the card, in milliseconds; 0 delivers at once. */
  readonly slowestDeliveryMs: number;
}

const SMS_PROBABILITY = 0.6;
const SMS_FAILURE_PROBABILITY = 0.02;
const SMS_FAILURES = ['timeout', 'rejected', 'unreachable'] as const;

/** Stands in for an SMS centre: it triggers some sessions by message; for the rest the cards call by themselves. */
export class MessageCentre {
  readonly #options: MessageCentreOptions;
  /** One entry a card. */
  readonly #sessionTypes = new Map<string, SessionType>();

  constructor(options: MessageCentreOptions) {
    this.#options = options;
  }

  /** Asks a card to open a session; false when the message did not get through and the card will not call. */
  async invite(identity: string): Promise<boolean> {
    const { trigger, random, slowestDeliveryMs } = this.#options;
    if (!random.chance(SMS_PROBABILITY)) {
      this.#sessionTypes.set(identity, 'polled');
      trigger.sent('poll', { identity });
      return true;
    }
    this.#sessionTypes.set(identity, 'triggered');
    if (random.chance(SMS_FAILURE_PROBABILITY)) {
      trigger.failed('sms', random.pick(SMS_FAILURES), { identity });
      return false;
    }
    trigger.sent('sms', { identity });
    if (slowestDeliveryMs > 0) await delay(random.integer(1, slowestDeliveryMs));
    return true;
  }

  /** How the session that a card opens now came about; undefined for a card that was never invited. */
  sessionType(identity: string): SessionType | undefined {
    return this.#sessionTypes.get(identity);
  }
}
