import type { MeterProvider } from '@opentelemetry/api';
import type { ExporterHandle } from './exporters';
import type { OtlpExporter } from './renewed-exporter';
import type { OtlpTarget } from './targets';

/** The exporters that a pipeline has made, so that their connections can be ended together. */
export class Connections {
  readonly #meterProvider: () => MeterProvider;
  readonly #aborts: (() => void)[] = [];

  /** @param meterProvider where exporters report themselves; asked for when one is made, since metrics come first */
  constructor(meterProvider: () => MeterProvider) {
    this.#meterProvider = meterProvider;
  }

  /** Makes an exporter for a target and keeps what ends its connections. */
  open<Items>(
    target: OtlpTarget,
    create: (target: OtlpTarget, meterProvider: MeterProvider) => ExporterHandle<Items>,
  ): OtlpExporter<Items> {
    const { exporter, abort } = create(target, this.#meterProvider());
    this.#aborts.push(abort);
    return exporter;
  }

  /** Ends all connections at once, whatever is under way on them. */
  abort(): void {
    for (const abort of this.#aborts.splice(0)) abort();
  }
}
