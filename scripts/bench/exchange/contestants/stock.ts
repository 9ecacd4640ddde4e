import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { METRIC_CARDLINK_APDU_DURATION } from '../../../../lib/semconv';
import { DEVICE_TYPE } from '../traffic';
import { ByHand } from './by-hand';
import type { Decoded } from './contestant';

class PullReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The same five operations on the stock SDK. */
export class StockContestant extends ByHand {
  readonly #reader = new PullReader();
  readonly #meter = new MeterProvider({ readers: [this.#reader] }).getMeter('bench');
  readonly #commands = this.#meter.createCounter('commands');
  readonly #responses = this.#meter.createCounter('responses');
  readonly #bytes = this.#meter.createCounter('bytes');
  readonly #duration = this.#meter.createHistogram('duration', {
    advice: { explicitBucketBoundaries: [...(METRIC_CARDLINK_APDU_DURATION.buckets ?? [])] },
  });

  override record(
    { commandType, statusWord, category }: Decoded,
    _word: number,
    sent: number,
    received: number,
    durationSeconds: number,
  ): void {
    this.#commands.add(1, { 'apdu.command_type': commandType, 'device.type': DEVICE_TYPE });
    this.#responses.add(1, { 'apdu.status_word': statusWord, 'apdu.status_category': category });
    this.#bytes.add(sent, { 'apdu.direction': 'sent' });
    this.#bytes.add(received, { 'apdu.direction': 'received' });
    this.#duration.record(durationSeconds, { 'apdu.command_type': commandType });
  }

  override async commands(): Promise<number> {
    const { resourceMetrics } = await this.#reader.collect();
    const metrics = resourceMetrics.scopeMetrics.flatMap((scope) => scope.metrics);
    const points = metrics.find(({ descriptor }) => descriptor.name === 'commands')?.dataPoints ?? [];
    return points.reduce((sum, { value }) => sum + (value as number), 0);
  }
}
