import type { Attributes } from '@opentelemetry/api';
import { AggregationTemporality, DataPointType, type MetricData } from '@opentelemetry/sdk-metrics';
import type { Collected } from './play';
import { literal } from './print';

/** One collection in an order of its own, as plain data to be compared field by field. */
export interface NormalCollection {
  readonly reader: number;
  readonly atStep: number;
  readonly errors: number;
  readonly metrics: readonly NormalMetric[];
}

interface NormalMetric {
  readonly metric: string;
  readonly description: string;
  readonly points: readonly NormalPoint[];
}

interface NormalPoint {
  readonly attributes: string;
  readonly start: string;
  readonly end: string;
  readonly value: unknown;
}

const byText = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

/** An attribute set in one spelling, whatever the order of its keys. */
export function canonicalAttributes(attributes: Attributes): string {
  const entries = Object.entries(attributes).sort(([left], [right]) => byText(left, right));
  return entries.map(([key, value]) => `${literal(key)}=${literal(Object.is(value, -0) ? 0 : value)}`).join();
}

function normalPoint(point: MetricData['dataPoints'][number], type: DataPointType): NormalPoint {
  return {
    attributes: canonicalAttributes(point.attributes),
    start: point.startTime.join('.'),
    end: point.endTime.join('.'),
    value: type === DataPointType.SUM ? { sum: point.value } : ordered(point.value),
  };
}

/** The fields that there are, in one order. */
function ordered(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(fields.sort(([left], [right]) => byText(left, right)));
}

function normalMetric(
  scope: { name: string; version?: string; schemaUrl?: string },
  data: MetricData,
): NormalMetric {
  const { name, unit, description, valueType } = data.descriptor;
  const kind = [
    DataPointType[data.dataPointType],
    AggregationTemporality[data.aggregationTemporality],
    ...('isMonotonic' in data ? [data.isMonotonic ? 'monotonic' : 'not monotonic'] : []),
  ];
  const identity = [scope.name, scope.version ?? '', scope.schemaUrl ?? '', name, unit, valueType, ...kind];
  const points = data.dataPoints.map((point) => normalPoint(point, data.dataPointType));
  return {
    metric: identity.map(String).join(' | '),
    description,
    points: points.sort((left, right) => byText(left.attributes, right.attributes)),
  };
}

/** What a provider collected, ordered by scope, name and attributes. */
export function normalize(collected: readonly Collected[]): NormalCollection[] {
  return collected.map(({ reader, atStep, result }) => {
    const metrics = result.resourceMetrics.scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.map((metric) => ({ order: '', ...normalMetric(scope as never, metric) })),
    );
    for (const metric of metrics) metric.order = `${metric.metric} ${literal(metric)}`;
    metrics.sort((left, right) => byText(left.order, right.order));
    return {
      reader,
      atStep,
      errors: result.errors.length,
      metrics: metrics.map(({ order: _order, ...metric }) => metric),
    };
  });
}

/** How far sums may be apart: inexact values that are added up in another order make another sum. */
export interface Tolerance {
  readonly ofSums: number;
}

/** What is added up or compared on the way may lose the sign of a zero. */
const SIGN_OF_ZERO_LOST = ['sum', 'min', 'max'];

function sameNumber(field: string, left: number, right: number, tolerance: Tolerance): boolean {
  if (Object.is(left, right)) return true;
  if (left === right) return SIGN_OF_ZERO_LOST.includes(field);
  return field === 'sum' && Math.abs(left - right) <= tolerance.ofSums;
}

function compareInto(
  found: string[],
  path: string,
  left: unknown,
  right: unknown,
  tolerance: Tolerance,
): void {
  if (typeof left === 'number' && typeof right === 'number') {
    if (!sameNumber(path.slice(path.lastIndexOf('/') + 1), left, right, tolerance))
      found.push(`${path}: ${literal(left)} and not ${literal(right)}`);
    return;
  }
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) {
    if (left !== right) found.push(`${path}: ${literal(left)} and not ${literal(right)}`);
    return;
  }
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) {
    const label = (left as Record<string, { metric?: string; attributes?: string }>)[key];
    const name = label?.metric ?? label?.attributes ?? key;
    compareInto(
      found,
      `${path}/${name}`,
      (left as Record<string, unknown>)[key],
      (right as Record<string, unknown>)[key],
      tolerance,
    );
  }
}

/** Where two plays of one program differ, a line per difference; empty when they are the same. */
export function differences(
  actual: readonly Collected[],
  expected: readonly Collected[],
  tolerance: Tolerance = { ofSums: 0 },
): string[] {
  const found: string[] = [];
  compareInto(found, 'collected', normalize(actual), normalize(expected), tolerance);
  return found;
}
