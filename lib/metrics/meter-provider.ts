import {
  type Meter as ApiMeter,
  type MeterProvider as ApiMeterProvider,
  createNoopMeter,
  type MeterOptions,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type {
  CollectionResult,
  IMetricReader,
  MetricProducer,
  MeterProviderOptions as StockMeterProviderOptions,
} from '@opentelemetry/sdk-metrics';
import type { OwnAttributes } from './attribute-values';
import { Callbacks } from './callbacks';
import {
  Collections,
  LONGEST_TIMEOUT_MS,
  mergeByScope,
  type Reading,
  type RoundOutcome,
  scopeKey,
} from './collection';
import type { ExemplarFilter } from './exemplar-sampling';
import { Meter, type MeterContext } from './meter';
import { durationOption, exemplarFilterOption } from './provider-options';
import { Reporter, textOf } from './reporter';
import {
  READ_ROWS,
  type ReadableMetric,
  type ReadableMetrics,
  type RowSource,
  readableScope,
} from './row-source';
import { SpanFinder } from './span-finder';
import type { Stream } from './stream';
import type { StreamDefinition } from './stream-definition';
import { compileView } from './views';

/** What a {@link MeterProvider} is made with: the options of the stock SDK, and ours. */
export interface MeterProviderOptions extends StockMeterProviderOptions {
  /**
   * Attribute sets that a metric may have, beside the overflow series, over the life of the process. A View's own limit
   * wins over it. Default: what the readers say (2,000).
   */
  readonly cardinalityLimit?: number | undefined;
  /** Milliseconds after which a series that is not recorded any more is given up. Default: never. */
  readonly seriesTtlMs?: number | undefined;
  /** Which measurements may become exemplars. Default: `trace_based`, those in a sampled span. */
  readonly exemplarFilter?: ExemplarFilter | undefined;
  /** Milliseconds that a callback may take in a collection; a reader's shorter time-out wins. Default: 5,000. */
  readonly callbackTimeoutMs?: number | undefined;
  /** Further sources of metrics for all readers; they are put into the scopes of the same name. */
  readonly metricProducers?: readonly MetricProducer[] | undefined;
  /** Changes the attributes of a new series, in place, before anyone sees them; likewise those kept with exemplars. */
  readonly cleanAttributes?: ((attributes: OwnAttributes) => void) | undefined;
  /** Changes scopes' names and versions, and descriptions, before anyone sees them. Must not throw. */
  readonly cleanText?: ((text: string) => string) | undefined;
  /** Told when a metric reaches its limit, once for each. */
  readonly onOverflow?: ((metric: OverflowingMetric) => void) | undefined;
  /** The time, in epoch milliseconds. Default: `Date.now`. */
  readonly now?: (() => number) | undefined;
}

/** A metric that has reached its limit. */
export interface OverflowingMetric {
  readonly name: string;
  readonly scope: InstrumentationScope;
  readonly limit: number;
}

/** How much of a metric there is. */
export interface StreamStatistics extends OverflowingMetric {
  /** Live series, the overflow series among them. */
  readonly series: number;
  /** Measurements that went into the overflow series. */
  readonly overflowed: number;
}

const DEFAULT_CALLBACK_TIMEOUT_MS = 5_000;

/**
 * A `MeterProvider` with a storage made for being read: a drop-in for that of `@opentelemetry/sdk-metrics` 2.12, which
 * takes its readers and Views. All readers share the storage; each attribute set has one row of plain numbers in it.
 *
 *     const provider = new MeterProvider({ readers: [new PrometheusExporter()] });
 *     metrics.setGlobalMeterProvider(provider);
 *
 * @throws {Error} from the constructor, when a View cannot be
 */
export class MeterProvider implements ApiMeterProvider {
  readonly #resource: Resource;
  readonly #readers: readonly IMetricReader[];
  readonly #meters = new Map<string, Meter>();
  readonly #context: MeterContext;
  readonly #collections: Collections;
  readonly #reporter = new Reporter();
  #shutdown: Promise<void> | undefined;
  /** A plain property: bound series read it at each recording, and a getter costs them a call. */
  readonly #life = { isClosed: false };

  constructor(options: MeterProviderOptions = {}) {
    this.#resource = options.resource ?? loadResources().defaultResource();
    this.#readers = [...(options.readers ?? [])];
    this.#context = this.#createContext(options);
    this.#collections = new Collections({
      callbacks: this.#context.callbacks,
      producers: [...(options.metricProducers ?? [])],
      streams: () => [...this.#streams()],
      now: this.#context.now,
      timeoutMs: Math.min(
        durationOption('callbackTimeoutMs', options.callbackTimeoutMs, this.#reporter) ??
          DEFAULT_CALLBACK_TIMEOUT_MS,
        LONGEST_TIMEOUT_MS,
      ),
    });
    for (const reader of this.#readers) this.#connect(reader, options.sdkMetricsEnabled === true);
  }

  /** The meter of a scope; the same scope has the same meter. After a shutdown it does nothing. */
  getMeter(name: string, version = '', options: MeterOptions = {}): ApiMeter {
    if (this.#shutdown !== undefined) {
      this.#reporter.warn(
        'meter after shutdown',
        `a meter was asked for after the shutdown: "${textOf(name)}" does nothing`,
      );
      return createNoopMeter();
    }
    const scope: InstrumentationScope = {
      name: this.#context.cleanText(this.#checkedName(name)),
      version: this.#context.cleanText(typeof version === 'string' ? version : ''),
      ...schemaOf(options),
    };
    const key = scopeKey(scope);
    let meter = this.#meters.get(key);
    if (meter === undefined) {
      meter = new Meter(scope, this.#context);
      this.#meters.set(key, meter);
    }
    return meter;
  }

  /** Flushes all readers. When all have ended, it rejects if one has failed. */
  async forceFlush(options?: { readonly timeoutMillis?: number }): Promise<void> {
    if (this.#shutdown !== undefined) {
      this.#reporter.warn('flush after shutdown', 'the metrics were to be flushed after their shutdown');
      return;
    }
    await this.#ofAllReaders((reader) => reader.forceFlush(options));
  }

  /**
   * Shuts all readers down, which collect for the last time. When all have ended, it rejects if one has failed. A second
   * call changes nothing.
   */
  async shutdown(options?: { readonly timeoutMillis?: number }): Promise<void> {
    if (this.#shutdown !== undefined) {
      this.#reporter.warn('shutdown after shutdown', 'the metrics were to be shut down twice');
      return;
    }
    this.#life.isClosed = true;
    this.#shutdown = this.#ofAllReaders((reader) => reader.shutdown(options));
    await this.#shutdown;
  }

  /** How much there is of each metric. */
  streams(): StreamStatistics[] {
    return [...this.#streams()].map(({ definition, descriptor, size }) => ({
      name: descriptor.name,
      scope: definition.scope,
      limit: definition.limit,
      ...size,
    }));
  }

  /** One reader that fails at once does not end the wait for the last push of another. */
  async #ofAllReaders(call: (reader: IMetricReader) => Promise<void>): Promise<void> {
    const outcomes = await Promise.allSettled(this.#readers.map(async (reader) => call(reader)));
    const failed = outcomes.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
  }

  #createContext(options: MeterProviderOptions): MeterContext {
    const reporter = this.#reporter;
    return {
      now: options.now ?? Date.now,
      reporter,
      readers: this.#readers,
      views: (options.views ?? []).map((view) => compileView(view, reporter)),
      cardinalityLimit: options.cardinalityLimit,
      seriesTtlMs: durationOption('seriesTtlMs', options.seriesTtlMs, reporter),
      exemplarFilter: exemplarFilterOption(options.exemplarFilter, reporter),
      spans: new SpanFinder(),
      cleanAttributes: options.cleanAttributes,
      callbacks: new Callbacks(reporter),
      life: this.#life,
      cleanText: options.cleanText ?? ((text) => text),
      onOverflow: (definition) => this.#overflow(definition, options.onOverflow),
    };
  }

  #connect(reader: IMetricReader, isObserved: boolean): void {
    const source: RowSource = {
      collect: (options) =>
        this.#collections.collect(options?.timeoutMillis, (outcome) => this.#read(reader, outcome)),
      [READ_ROWS]: (options, read) =>
        this.#collections.hold(options ?? {}, (outcome, reading) =>
          read(this.#readable(reader, outcome, reading)),
        ),
    };
    reader.setMetricProducer(source);
    // How a stock reader is told to measure its collections; readers of other origin have no such method.
    const observed = reader as { _setSelfObsMeterProvider?: (provider: ApiMeterProvider) => void };
    if (isObserved) observed._setSelfObsMeterProvider?.(this);
  }

  #readable(reader: IMetricReader, outcome: RoundOutcome, reading: Reading): ReadableMetrics {
    const scopes = [...this.#meters.values()].map(({ scope, streams }) => ({
      scope,
      metrics: streams.map((stream) => ({
        rows: stream.read(reader, outcome),
        data: () => stream.collect(reader, outcome),
      })),
    }));
    return {
      resource: this.#resource,
      scopes: mergeByScope<ReadableMetric>([...scopes, ...outcome.produced.map(readableScope)]),
      errors: outcome.errors,
      isOpen: () => reading.isOpen,
    };
  }

  #read(reader: IMetricReader, outcome: RoundOutcome): CollectionResult {
    const scopeMetrics = [...this.#meters.values()].map(({ scope, streams }) => ({
      scope,
      metrics: streams.flatMap((stream) => stream.collect(reader, outcome) ?? []),
    }));
    return {
      resourceMetrics: {
        resource: this.#resource,
        scopeMetrics: mergeByScope(
          [...scopeMetrics, ...outcome.produced].filter(({ metrics }) => metrics.length > 0),
        ),
      },
      errors: [...outcome.errors],
    };
  }

  *#streams(): Iterable<Stream> {
    for (const meter of this.#meters.values()) yield* meter.streams;
  }

  #overflow({ descriptor, scope, limit }: StreamDefinition, told: MeterProviderOptions['onOverflow']): void {
    const { name } = descriptor;
    this.#reporter.warn(
      `overflow ${scopeKey(scope)} ${name}`,
      `${name} has reached its limit of ${limit} attribute sets: further ones are summed under otel.metric.overflow="true". ` +
        'Look for an attribute with values without end, or raise the limit.',
    );
    try {
      told?.({ name, scope, limit });
    } catch (error) {
      this.#reporter.error('onOverflow', `onOverflow failed: ${textOf(error)}`);
    }
  }

  #checkedName(name: unknown): string {
    if (typeof name === 'string' && name !== '') return name;
    this.#reporter.warn(
      'meter name',
      `a meter was asked for without a name (but with a ${typeof name}): it has the empty name`,
    );
    return '';
  }
}

/** Loaded where no resource is given, and not before. */
function loadResources(): typeof import('@opentelemetry/resources') {
  return require('@opentelemetry/resources') as typeof import('@opentelemetry/resources');
}

function schemaOf(options: MeterOptions): Pick<InstrumentationScope, 'schemaUrl'> {
  try {
    return typeof options?.schemaUrl === 'string' ? { schemaUrl: options.schemaUrl } : {};
  } catch {
    // Options that cannot be read are none.
    return {};
  }
}
