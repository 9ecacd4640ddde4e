import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TraceSpan } from '../../spec/system/support/whole-traces';

/** An attribute in OTLP's JSON form. */
interface JsonAttribute {
  readonly key: string;
  readonly value: Readonly<Record<string, unknown>>;
}

export interface ExportedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly status?: { readonly code?: number; readonly message?: string };
  readonly links?: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes?: readonly JsonAttribute[];
}

export interface ExportedLogRecord {
  readonly eventName?: string;
  readonly traceId?: string;
}

interface JsonPoint {
  readonly attributes?: readonly JsonAttribute[];
  readonly asInt?: string;
  readonly asDouble?: number;
  readonly count?: string;
  readonly sum?: number;
}

interface JsonPoints {
  readonly dataPoints?: readonly JsonPoint[];
}

interface JsonMetric {
  readonly name: string;
  readonly sum?: JsonPoints;
  readonly gauge?: JsonPoints;
  readonly histogram?: JsonPoints;
}

/** A value that was exported: a sum's or gauge's, or a histogram's count. */
export interface ExportedValue {
  readonly metric: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Everything that a Collector's `file` exporters wrote. */
export interface Exports {
  readonly spans: readonly ExportedSpan[];
  readonly logRecords: readonly ExportedLogRecord[];
  /** Of the last push of each metric. */
  readonly values: readonly ExportedValue[];
}

type JsonScopes<Item extends string, T> = Readonly<Record<Item, readonly T[]>>;
type JsonResources<Scopes extends string, Item extends string, T> = Readonly<
  Record<Scopes, readonly JsonScopes<Item, T>[]>
>;

/** Reads the files of a Collector that has ended. */
export function readExports(folder: string): Exports {
  const spans = lines<{ resourceSpans: readonly JsonResources<'scopeSpans', 'spans', ExportedSpan>[] }>(
    folder,
    'traces',
  ).flatMap(({ resourceSpans }) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)),
  );
  const logRecords = lines<{
    resourceLogs: readonly JsonResources<'scopeLogs', 'logRecords', ExportedLogRecord>[];
  }>(folder, 'logs').flatMap(({ resourceLogs }) =>
    resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap((scope) => scope.logRecords)),
  );
  const metrics = lines<{
    resourceMetrics: readonly JsonResources<'scopeMetrics', 'metrics', JsonMetric>[];
  }>(folder, 'metrics').flatMap(({ resourceMetrics }) =>
    resourceMetrics.flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics)),
  );
  const last = new Map(metrics.map((metric) => [metric.name, metric]));
  return { spans, logRecords, values: [...last.values()].flatMap(valuesOf) };
}

/** A span in the form in which traces are checked. */
export function traceSpan(span: ExportedSpan): TraceSpan {
  const { traceId, spanId, parentSpanId = '', name, status = {}, links = [], attributes = [] } = span;
  return {
    traceId,
    spanId,
    parentSpanId,
    name,
    startNs: BigInt(span.startTimeUnixNano),
    endNs: BigInt(span.endTimeUnixNano),
    status: { code: status.code ?? 0, message: status.message ?? '' },
    links,
    attributes: Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)])),
  };
}

/**
 * A span that came from Zipkin, in the same form. Its tags are texts, numbers too; the text of its status is where Zipkin
 * has it, in a tag.
 */
export function zipkinTraceSpan(span: ExportedSpan): TraceSpan {
  const read = traceSpan(span);
  const tags = Object.entries(read.attributes).map(([key, value]) => [key, numberOrText(String(value))]);
  const message = String(read.attributes.error ?? '');
  return { ...read, attributes: Object.fromEntries(tags), status: { ...read.status, message } };
}

function numberOrText(text: string): number | string {
  return String(Number(text)) === text ? Number(text) : text;
}

/** OTLP's JSON writes integers as text. */
function plainValue(value: JsonAttribute['value']): string | number | boolean {
  if ('intValue' in value) return Number(value.intValue);
  const [plain] = Object.values(value);
  return typeof plain === 'boolean' || typeof plain === 'number' ? plain : String(plain);
}

/** How often each of these comes. */
export function countBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function lines<T>(folder: string, signal: string): readonly T[] {
  return readFileSync(join(folder, `${signal}.json`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

function valuesOf({ name, sum, gauge, histogram }: JsonMetric): readonly ExportedValue[] {
  const points = (sum ?? gauge ?? histogram)?.dataPoints ?? [];
  return points.map(({ attributes = [], asInt, asDouble, count }) => ({
    metric: name,
    attributes: Object.fromEntries(
      attributes.map(({ key, value }) => [key, String(Object.values(value)[0])]),
    ),
    value: Number(asInt ?? asDouble ?? count),
  }));
}
