import type { HrTime } from '@opentelemetry/api';
import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { Exemplar, ExemplarCarrier } from '../exemplar-data';
import { exemplarsOf, hasExemplars, isInt64, isIntegerValue, spanIdOf, traceIdOf } from './exemplar-rules';
import { UnexpectedLayout } from './wire-fields';
import { withExemplars } from './with-exemplars';

const NANOS_PER_SECOND = 1_000_000_000n;

/** Under which of these names a metric has its data tells of what type it is. */
const DATA_NAMES = ['gauge', 'sum', 'histogram', 'exponentialHistogram'] as const;

/** An object of a request; what it holds is looked at only on the way to the data points. */
type Node = Record<string, unknown>;

/**
 * A serializer of metrics whose requests carry exemplars, which the stock one (`JsonMetricsSerializer`) leaves out.
 * Its JSON is the source of all the rest.
 */
export function jsonWithExemplars<Response>(
  serializer: ISerializer<ResourceMetrics, Response>,
): ISerializer<ResourceMetrics, Response> {
  return withExemplars(serializer, addExemplars);
}

function addExemplars(request: Uint8Array, metrics: ResourceMetrics): Uint8Array {
  const { buffer, byteOffset, byteLength } = request;
  const root = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString('utf8')) as Node;
  eachIn(root, 'resourceMetrics', [metrics], (resource, { scopeMetrics }) =>
    eachIn(resource, 'scopeMetrics', scopeMetrics, (scope, { metrics: items }) =>
      eachIn(scope, 'metrics', items, addToMetric),
    ),
  );
  return Buffer.from(JSON.stringify(root));
}

function addToMetric(node: Node, metric: MetricData): void {
  if (!hasExemplars(metric)) return;
  const data = DATA_NAMES.map((name) => node[name]).find(isNode);
  if (data === undefined) throw new UnexpectedLayout('a metric has no data');
  eachIn<ExemplarCarrier>(data, 'dataPoints', metric.dataPoints, (point, item) => {
    const exemplars = exemplarsOf(item);
    if (exemplars.length === 0) return;
    if ('exemplars' in point) throw new UnexpectedLayout('a data point has exemplars already');
    point.exemplars = exemplars.map((exemplar) => encode(exemplar, metric));
  });
}

/** Visits the objects in the array `name` of `parent`, in step with `items`. */
function eachIn<Item>(
  parent: Node,
  name: string,
  items: readonly Item[],
  visit: (node: Node, item: Item) => void,
): void {
  const nodes = parent[name];
  if (!Array.isArray(nodes) || nodes.length !== items.length) {
    throw new UnexpectedLayout(`${items.length} objects were expected in ${name}`);
  }
  items.forEach((item, index) => {
    const node: unknown = nodes[index];
    if (!isNode(node)) throw new UnexpectedLayout(`${name} has what is no object`);
    visit(node, item);
  });
}

/** An exemplar in OTLP/JSON; what is `undefined` is left out. */
function encode(exemplar: Exemplar, metric: MetricData): Node {
  const { filteredAttributes, timestamp, value } = exemplar;
  const number = isIntegerValue(metric, value) ? { asInt: value } : { asDouble: double(value) };
  return {
    filteredAttributes: Object.entries(filteredAttributes)
      .filter(([, attribute]) => attribute !== undefined)
      .map(([key, attribute]) => ({ key, value: anyValue(attribute) })),
    timeUnixNano: unixNano(timestamp),
    ...number,
    spanId: spanIdOf(exemplar),
    traceId: traceIdOf(exemplar),
  };
}

function anyValue(value: unknown): Node {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return isInt64(value) ? { intValue: value } : { doubleValue: double(value) };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(anyValue) } };
  return {};
}

/** JSON has no numbers beyond the finite ones; protobuf's mapping to JSON has these as text ("NaN", "-Infinity"). */
function double(value: number): number | string {
  return Number.isFinite(value) ? value : String(value);
}

function unixNano([seconds, nanos]: HrTime): string {
  return String(BigInt(Math.trunc(seconds)) * NANOS_PER_SECOND + BigInt(Math.trunc(nanos)));
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
