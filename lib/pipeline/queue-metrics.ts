import type {
  Attributes,
  Counter,
  Meter,
  ObservableCallback,
  ObservableUpDownCounter,
} from '@opentelemetry/api';

/** The kinds of items that queues hold, as OTel's `otel.sdk.processor.*` metrics name them. */
export type QueuedKind = 'span' | 'log';

/** How full a queue is. */
export interface QueueFill {
  readonly capacity: number;
  size(): number;
}

/** What a queue reports about itself. */
export interface QueueMetrics {
  /** Begins to report capacity and size. */
  observeQueue(queue: QueueFill): void;
  /** `count` items are done with: taken by the backend, or given up for `errorType`. */
  processed(count: number, errorType?: string): void;
  /** Stops to report the size. */
  shutdown(): void;
}

/** Units and component types of the two kinds; the metrics' names hold the kind itself. */
const KINDS: Readonly<
  Record<QueuedKind, { readonly unit: string; readonly noun: string; readonly type: string }>
> = {
  span: { unit: '{span}', noun: 'spans', type: 'ring_span_processor' },
  log: { unit: '{log_record}', noun: 'log records', type: 'ring_log_record_processor' },
};

/**
 * Reports a queue by OTel's own names (semantic conventions, "SDK metrics"): `otel.sdk.processor.{kind}.processed` with
 * `error.type` on what was given up, `…queue.size` and `…queue.capacity`. Without a meter it does nothing.
 *
 * @param place which of a pipeline's queues of this kind it is, from 0
 * @param componentType what the queue belongs to; by default our ring processor
 */
export function createQueueMetrics(
  kind: QueuedKind,
  meter: Meter | undefined,
  place = 0,
  componentType: string = KINDS[kind].type,
): QueueMetrics {
  return meter ? new MeteredQueue(kind, meter, place, componentType) : SILENT;
}

const SILENT: QueueMetrics = { observeQueue: () => {}, processed: () => {}, shutdown: () => {} };

class MeteredQueue implements QueueMetrics {
  readonly #kind: QueuedKind;
  readonly #meter: Meter;
  readonly #processed: Counter;
  readonly #attributes: Attributes;
  readonly #failedAttributes = new Map<string, Attributes>();
  #size: { readonly instrument: ObservableUpDownCounter; readonly callback: ObservableCallback } | undefined;

  constructor(kind: QueuedKind, meter: Meter, place: number, type: string) {
    const { unit, noun } = KINDS[kind];
    this.#kind = kind;
    this.#meter = meter;
    // Its place within the pipeline, and not within the process: so the name stays the same after a restart.
    this.#attributes = { 'otel.component.type': type, 'otel.component.name': `${type}/${place}` };
    this.#processed = meter.createCounter(`otel.sdk.processor.${kind}.processed`, {
      unit,
      description: `The number of ${noun} for which the processing has finished, either successful or failed.`,
    });
  }

  observeQueue(queue: QueueFill): void {
    const { unit, noun } = KINDS[this.#kind];
    const prefix = `otel.sdk.processor.${this.#kind}.queue`;
    const capacity = this.#meter.createUpDownCounter(`${prefix}.capacity`, {
      unit,
      description: `The maximum number of ${noun} the queue of a given instance of an SDK ${this.#kind} processor can hold.`,
    });
    capacity.add(queue.capacity, this.#attributes);
    const instrument = this.#meter.createObservableUpDownCounter(`${prefix}.size`, {
      unit,
      description: `The number of ${noun} in the queue of a given instance of an SDK ${this.#kind} processor.`,
    });
    const callback: ObservableCallback = (result) => result.observe(queue.size(), this.#attributes);
    instrument.addCallback(callback);
    this.#size = { instrument, callback };
  }

  processed(count: number, errorType?: string): void {
    this.#processed.add(count, errorType === undefined ? this.#attributes : this.#failed(errorType));
  }

  shutdown(): void {
    if (this.#size) this.#size.instrument.removeCallback(this.#size.callback);
  }

  #failed(errorType: string): Attributes {
    const known = this.#failedAttributes.get(errorType);
    if (known) return known;
    const attributes = { ...this.#attributes, 'error.type': errorType };
    this.#failedAttributes.set(errorType, attributes);
    return attributes;
  }
}
