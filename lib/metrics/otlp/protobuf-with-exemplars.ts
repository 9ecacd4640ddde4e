import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ExemplarCarrier } from '../exemplar-data';
import { writeExemplar } from './exemplar-message';
import { exemplarsOf, hasExemplars } from './exemplar-rules';
import { Splices } from './splices';
import { UnexpectedLayout, WireFields } from './wire-fields';
import { withExemplars } from './with-exemplars';

/** Field numbers on the way from an `ExportMetricsServiceRequest` to its data points (opentelemetry-proto 1.x). */
const RESOURCE_METRICS = 1;
const SCOPE_METRICS = 2;
const METRICS = 2;
const DATA_POINTS = 1;

/** By the fields in which a metric has its data: the field of a data point for its exemplars. */
const EXEMPLAR_FIELDS: ReadonlyMap<number, number> = new Map([
  [5, 5], // gauge
  [7, 5], // sum
  [9, 8], // histogram
  [10, 11], // exponential_histogram
]);

/** A message within its parent, of which it is a field. */
type Message = Pick<WireFields, 'bodyAt' | 'end'>;

/** What an {@link ExemplarSplicer} does with the message of an item: gives by how many bytes it grows. */
type Grow<Item> = (message: Message, item: Item) => number;

/**
 * A serializer of metrics whose requests carry exemplars, which the stock one (`ProtobufMetricsSerializer`) leaves out.
 * Its bytes are the source of all the rest: each data point's exemplars are appended to its message, and the lengths
 * of the messages around it are written anew.
 */
export function protobufWithExemplars<Response>(
  serializer: ISerializer<ResourceMetrics, Response>,
): ISerializer<ResourceMetrics, Response> {
  return withExemplars(serializer, (request, metrics) => new ExemplarSplicer(request).splice(metrics));
}

/** Walks over a request in parallel with the metrics that it was made of. */
class ExemplarSplicer {
  readonly #request: Uint8Array;
  readonly #splices = new Splices();

  constructor(request: Uint8Array) {
    this.#request = request;
  }

  splice(metrics: ResourceMetrics): Uint8Array {
    const whole = { bodyAt: 0, end: this.#request.length };
    const growth = this.#eachIn(whole, RESOURCE_METRICS, [metrics], (resource, { scopeMetrics }) =>
      this.#eachIn(resource, SCOPE_METRICS, scopeMetrics, (scope, { metrics: items }) =>
        this.#eachIn(scope, METRICS, items, this.#growMetric),
      ),
    );
    return this.#splices.apply(this.#request, growth);
  }

  readonly #growMetric: Grow<MetricData> = (message, metric) => {
    if (!hasExemplars(metric)) return 0;
    const [dataField, exemplarField] = this.#fieldsOf(message);
    const growPoint: Grow<ExemplarCarrier> = (point, item) =>
      this.#growPoint(point, item, exemplarField, metric);
    return this.#eachIn(message, dataField, [metric], (data, { dataPoints }) =>
      this.#eachIn<ExemplarCarrier>(data, DATA_POINTS, dataPoints, growPoint),
    );
  };

  /** Where a metric has its data, and where its points have exemplars: the request itself tells of what type it is. */
  #fieldsOf(metric: Message): readonly [number, number] {
    const fields = new WireFields(this.#request, metric.bodyAt, metric.end);
    while (fields.next()) {
      const exemplarField = EXEMPLAR_FIELDS.get(fields.number);
      if (exemplarField !== undefined) return [fields.number, exemplarField];
    }
    throw new UnexpectedLayout('a metric has no data');
  }

  #growPoint(message: Message, point: ExemplarCarrier, field: number, metric: MetricData): number {
    const exemplars = exemplarsOf(point);
    if (exemplars.length === 0) return 0;
    this.#refuseField(message, field);
    const { writer } = this.#splices;
    const start = writer.size;
    for (const exemplar of exemplars) writeExemplar(writer, field, exemplar, metric);
    this.#splices.insert(message.end, start);
    return writer.size - start;
  }

  /** Were a later stock serializer to write exemplars itself, each would be there twice. */
  #refuseField(message: Message, field: number): void {
    const fields = new WireFields(this.#request, message.bodyAt, message.end);
    while (fields.next()) {
      if (fields.number === field) throw new UnexpectedLayout(`a data point has the field ${field} already`);
    }
  }

  /** Lets every message in field `field` of `message` grow, in step with `items`; gives by how much that is in all. */
  #eachIn<Item>(message: Message, field: number, items: readonly Item[], grow: Grow<Item>): number {
    const fields = new WireFields(this.#request, message.bodyAt, message.end);
    let growth = 0;
    let index = 0;
    while (fields.next()) {
      if (fields.number !== field) continue;
      const item = items[index++];
      if (item === undefined || !fields.isBytes) throw unexpectedCount(field, items.length);
      growth += this.#grown(fields, item, grow);
    }
    if (index !== items.length) throw unexpectedCount(field, items.length);
    return growth;
  }

  #grown<Item>(message: WireFields, item: Item, grow: Grow<Item>): number {
    const { lengthAt, bodyAt, end } = message;
    const reserved = this.#splices.reserve(lengthAt, bodyAt - lengthAt);
    const growth = grow(message, item);
    if (growth > 0) return growth + this.#splices.setLength(reserved, end - bodyAt + growth);
    this.#splices.cancel();
    return 0;
  }
}

function unexpectedCount(field: number, expected: number): UnexpectedLayout {
  return new UnexpectedLayout(`${expected} messages were expected in field ${field}`);
}
