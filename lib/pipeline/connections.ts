import type { MeterProvider } from '@opentelemetry/api';
import type { ExporterHandle } from './exporters';

/** The exporters that a pipeline has made, so that their connections can be ended together. */
export class Connections {
  readonly #meterProvider: () => MeterProvider;
  readonly #aborts: (() => void)[] = [];

  /** @param meterProvider where exporters report themselves; asked for when one is made, since metrics come first */
  constructor(meterProvider: () => MeterProvider) {
    this.#meterProvider = meterProvider;
  }

  /** Makes an exporter for a target and keeps what ends its connections. */
  open<Target, Exporter>(
    target: Target,
    create: (target: Target, meterProvider: MeterProvider) => ExporterHandle<Exporter>,
  ): Exporter {
    const { exporter, abort } = create(target, this.#meterProvider());
    this.#aborts.push(abort);
    return exporter;
  }

  /** Ends all connections at once, whatever is under way on them. */
  abort(): void {
    for (const abort of this.#aborts.splice(0)) abort();
  }
}
