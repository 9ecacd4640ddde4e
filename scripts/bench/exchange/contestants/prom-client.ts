import { Counter, Histogram, Registry } from 'prom-client';
import { METRIC_CARDLINK_APDU_DURATION } from '../../../../lib/semconv';
import { DEVICE_TYPE } from '../traffic';
import { ByHand } from './by-hand';
import type { Decoded } from './contestant';

/** The same five operations on prom-client, which finds the series by their labels each time. */
export class PromClientContestant extends ByHand {
  protected readonly registry = new Registry();
  protected readonly commandCounter = this.#counter('commands', ['command_type', 'device_type']);
  protected readonly responseCounter = this.#counter('responses', ['status_word', 'status_category']);
  protected readonly byteCounter = this.#counter('bytes', ['direction']);
  protected readonly durationHistogram = new Histogram({
    name: 'duration',
    help: 'duration',
    labelNames: ['command_type'],
    registers: [this.registry],
    buckets: [...(METRIC_CARDLINK_APDU_DURATION.buckets ?? [])],
  });

  override record(
    { commandType, statusWord, category }: Decoded,
    _word: number,
    sent: number,
    received: number,
    durationSeconds: number,
  ): void {
    this.commandCounter.inc({ command_type: commandType, device_type: DEVICE_TYPE });
    this.responseCounter.inc({ status_word: statusWord, status_category: category });
    this.byteCounter.inc({ direction: 'sent' }, sent);
    this.byteCounter.inc({ direction: 'received' }, received);
    this.durationHistogram.observe({ command_type: commandType }, durationSeconds);
  }

  override async commands(): Promise<number> {
    const { values } = await this.commandCounter.get();
    return values.reduce((sum, { value }) => sum + value, 0);
  }

  #counter(name: string, labelNames: string[]): Counter {
    return new Counter({ name, help: name, labelNames, registers: [this.registry] });
  }
}

/** The same on children that are kept, in a map by the label values, as an application would keep them. */
export class PromClientChildrenContestant extends PromClientContestant {
  readonly #commands = new Map<string, Counter.Internal>();
  readonly #responses = new Map<string, Map<string, Counter.Internal>>();
  readonly #durations = new Map<string, Histogram.Internal<string>>();
  readonly #sent = this.byteCounter.labels('sent');
  readonly #received = this.byteCounter.labels('received');

  override record(
    { commandType, statusWord, category }: Decoded,
    _word: number,
    sent: number,
    received: number,
    durationSeconds: number,
  ): void {
    kept(this.#commands, commandType, () => this.commandCounter.labels(commandType, DEVICE_TYPE)).inc();
    const words = kept(this.#responses, category, () => new Map<string, Counter.Internal>());
    kept(words, statusWord, () => this.responseCounter.labels(statusWord, category)).inc();
    this.#sent.inc(sent);
    this.#received.inc(received);
    kept(this.#durations, commandType, () => this.durationHistogram.labels(commandType)).observe(
      durationSeconds,
    );
  }
}

function kept<T>(map: Map<string, T>, key: string, make: () => T): T {
  let found = map.get(key);
  if (found === undefined) {
    found = make();
    map.set(key, found);
  }
  return found;
}
