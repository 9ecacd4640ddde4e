import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import {
  BUCKETS,
  type Contestant,
  type Dialect,
  type InstrumentKind,
  type Labels,
  type Total,
} from './contestant';

const METHODS: Readonly<Record<InstrumentKind, string>> = {
  counter: 'inc',
  updowncounter: 'inc',
  histogram: 'observe',
  gauge: 'set',
};

const DIALECT: Dialect = {
  recording: (kind, value, labels) => `${METHODS[kind]}(${labels === '' ? value : `${labels}, ${value}`})`,
  keptRecording: (kind, value) => `${METHODS[kind]}(${value})`,
};

/** What `getMetricsAsJSON` gives for one sample. */
interface Sample {
  readonly value: number;
  readonly metricName?: string;
}

/** prom-client, which has no limits. */
export class PromClientContestant implements Contestant {
  readonly dialect = DIALECT;
  readonly #registry: Registry;

  /** @param registry by default one of its own */
  constructor(registry = new Registry()) {
    this.#registry = registry;
  }

  readonly keep = (instrument: object, labels: Labels): object =>
    (instrument as Counter | Histogram | Gauge).labels(labels);

  create(kind: InstrumentKind, name: string, labelNames: readonly string[]): object {
    const options = { name, help: name, labelNames: [...labelNames], registers: [this.#registry] };
    if (kind === 'counter') return new Counter(options);
    if (kind === 'histogram') return new Histogram({ ...options, buckets: [...BUCKETS] });
    return new Gauge(options);
  }

  async collect(): Promise<unknown> {
    return this.#registry.getMetricsAsJSON();
  }

  async totals(): Promise<ReadonlyMap<string, Total>> {
    const metrics = await this.#registry.getMetricsAsJSON();
    return new Map(
      metrics.map(({ name, values }) => {
        const samples = (values as readonly Sample[]).filter(
          ({ metricName }) => metricName === undefined || metricName === `${name}_count`,
        );
        return [
          name,
          { series: samples.length, total: samples.reduce((total, { value }) => total + value, 0) },
        ];
      }),
    );
  }

  async settle(): Promise<void> {
    await this.collect();
  }
}
