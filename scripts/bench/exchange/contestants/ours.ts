import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Observability } from '../../../../lib';
import { commandTypeOfBytes, statusWord } from '../../../../lib/domain';
import { PACKAGE } from '../../support/paths';
import { DEVICE_TYPE } from '../traffic';
import type { Contestant, Decoded } from './contestant';

type Cardlink = typeof import('../../../../lib');

/** What becomes of spans. */
export type Tracing = 'off' | 'unsampled' | 'sampled';

/** Takes spans and does nothing with them: what is measured is what it takes to make one. */
const TAKES_SPANS: SpanProcessor = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

const DEVICE = { deviceType: DEVICE_TYPE };

/** Our recorders, as they are published. */
export class OurContestant implements Contestant {
  readonly obs: Observability;

  constructor(tracing: Tracing) {
    const { startObservability } = require(PACKAGE) as Cardlink;
    this.obs = startObservability({
      metrics: { port: 0 },
      health: { port: 0 },
      handleSignals: false,
      ...(tracing !== 'off' && { spanProcessors: [TAKES_SPANS] }),
      ...(tracing !== 'off' && {
        tracing: { sampler: tracing === 'sampled' ? 'always_on' : 'always_off' },
      }),
    });
  }

  record(
    { commandType }: Decoded,
    word: number,
    sent: number,
    received: number,
    durationSeconds: number,
  ): void {
    const { apdu } = this.obs;
    apdu.recordCommand(commandType, DEVICE);
    apdu.recordResponse(word, commandType as Parameters<typeof apdu.recordResponse>[1]);
    apdu.recordBytes('sent', sent);
    apdu.recordBytes('received', received);
    apdu.recordDuration(commandType, durationSeconds);
  }

  recordDecoded(command: Uint8Array, response: Uint8Array, durationSeconds: number): void {
    const commandType = commandTypeOfBytes(command);
    const word = statusWord(response) ?? 0;
    const decoded = { commandType, statusWord: '', category: '' };
    this.record(decoded, word, command.length, response.length, durationSeconds);
  }

  exchange(command: Uint8Array, transmit: (command: Uint8Array) => Uint8Array): Promise<unknown> {
    return this.obs.apdu.exchange(command, transmit, DEVICE);
  }

  async commands(): Promise<number> {
    return (await this.obs.metric('cardlink_apdu_commands_total')) ?? 0;
  }
}
