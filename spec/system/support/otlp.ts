import { decodeMessage, type FieldKind, type FieldSchema, type Message, type Schema } from './protobuf';

/** An attribute's value: what an `AnyValue` holds. */
export type AnyValue = string | number | boolean | readonly AnyValue[] | { readonly [key: string]: AnyValue };

export type Attributes = Readonly<Record<string, AnyValue>>;

/** A span's status: by OTLP's numbers 0 unset, 1 ok, 2 error. */
export interface SpanStatus {
  readonly code: number;
  readonly message: string;
}

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty on a root span. */
  readonly parentSpanId: string;
  readonly name: string;
  /** By OTLP's numbers: 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly startNs: bigint;
  readonly endNs: bigint;
  readonly status: SpanStatus;
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly scope: string;
}

export interface OtlpLogRecord {
  readonly traceId: string;
  readonly spanId: string;
  readonly eventName: string;
  readonly body: AnyValue | undefined;
  readonly attributes: Attributes;
  readonly scope: string;
}

export interface OtlpPoint {
  readonly attributes: Attributes;
  /** A sum's or gauge's value; a histogram's count. */
  readonly value: number;
}

export interface OtlpMetric {
  readonly name: string;
  readonly points: readonly OtlpPoint[];
}

/** A request to an OTLP backend, over HTTP or gRPC. */
export interface OtlpRequest {
  readonly path: string;
  readonly body: Uint8Array;
}

const one = (name: string, kind: FieldKind): FieldSchema => ({ name, kind });
const many = (name: string, kind: FieldKind): FieldSchema => ({ name, kind, repeated: true });
const message = (fields: Readonly<Record<number, FieldSchema>>): Schema => ({ fields });

/** The messages of opentelemetry-proto 1.x, as far as they are looked at here. */
const anyValueFields: Record<number, FieldSchema> = {
  1: one('string', 'string'),
  2: one('bool', 'varint'),
  3: one('int', 'varint'),
  4: one('double', 'double'),
  7: one('bytes', 'hex'),
};
const ANY_VALUE = message(anyValueFields);
const KEY_VALUE = message({ 1: one('key', 'string'), 2: one('value', ANY_VALUE) });
anyValueFields[5] = one('array', message({ 1: many('values', ANY_VALUE) }));
anyValueFields[6] = one('map', message({ 1: many('values', KEY_VALUE) }));

const RESOURCE = message({ 1: many('attributes', KEY_VALUE) });
const SCOPE = message({ 1: one('name', 'string') });
const EVENT = message({ 2: one('name', 'string'), 3: many('attributes', KEY_VALUE) });
const SPAN = message({
  1: one('traceId', 'hex'),
  2: one('spanId', 'hex'),
  4: one('parentSpanId', 'hex'),
  5: one('name', 'string'),
  6: one('kind', 'varint'),
  7: one('startNs', 'exactFixed64'),
  8: one('endNs', 'exactFixed64'),
  9: many('attributes', KEY_VALUE),
  11: many('events', EVENT),
  13: many('links', message({ 1: one('traceId', 'hex'), 2: one('spanId', 'hex') })),
  15: one('status', message({ 2: one('message', 'string'), 3: one('code', 'varint') })),
});
const LOG_RECORD = message({
  5: one('body', ANY_VALUE),
  6: many('attributes', KEY_VALUE),
  9: one('traceId', 'hex'),
  10: one('spanId', 'hex'),
  12: one('eventName', 'string'),
});
const NUMBER_POINT = message({
  4: one('double', 'double'),
  6: one('int', 'sfixed64'),
  7: many('attributes', KEY_VALUE),
});
const HISTOGRAM_POINT = message({
  4: one('count', 'fixed64'),
  5: one('sum', 'double'),
  6: one('bucketCounts', 'fixed64s'),
  7: one('bounds', 'doubles'),
  9: many('attributes', KEY_VALUE),
});
const NUMBERS = message({ 1: many('points', NUMBER_POINT) });
const METRIC = message({
  1: one('name', 'string'),
  5: one('gauge', NUMBERS),
  7: one('sum', NUMBERS),
  9: one('histogram', message({ 1: many('points', HISTOGRAM_POINT) })),
});

/** A request of any signal: resources, in them scopes, in them items. */
const requestOf = (item: Schema): Schema =>
  message({
    1: many(
      'resources',
      message({
        1: one('resource', RESOURCE),
        2: many('scopes', message({ 1: one('scope', SCOPE), 2: many('items', item) })),
      }),
    ),
  });

/** Every span in these requests, in the order in which they came. */
export function spansIn(requests: readonly OtlpRequest[]): readonly OtlpSpan[] {
  return itemsIn(requests, /traces$|TraceService/, SPAN).map(({ item, resource, scope }) => ({
    traceId: text(item.traceId),
    spanId: text(item.spanId),
    parentSpanId: text(item.parentSpanId),
    name: text(item.name),
    kind: Number(item.kind ?? 0),
    startNs: (item.startNs as bigint | undefined) ?? 0n,
    endNs: (item.endNs as bigint | undefined) ?? 0n,
    status: statusOf((item.status as Message | undefined) ?? {}),
    links: list(item.links).map((link) => ({ traceId: text(link.traceId), spanId: text(link.spanId) })),
    attributes: attributesOf(item),
    resource,
    scope,
  }));
}

/** Every log record in these requests. */
export function logRecordsIn(requests: readonly OtlpRequest[]): readonly OtlpLogRecord[] {
  return itemsIn(requests, /logs$|LogsService/, LOG_RECORD).map(({ item, scope }) => ({
    traceId: text(item.traceId),
    spanId: text(item.spanId),
    eventName: text(item.eventName),
    body: item.body === undefined ? undefined : anyValue(item.body as Message),
    attributes: attributesOf(item),
    scope,
  }));
}

/** The metrics as they were pushed last, by name. */
export function lastMetricsIn(requests: readonly OtlpRequest[]): ReadonlyMap<string, OtlpMetric> {
  return new Map(
    itemsIn(requests, /metrics$|MetricsService/, METRIC).map(({ item }) => {
      const name = text(item.name);
      return [name, { name, points: pointsOf(item) }];
    }),
  );
}

/** The sum over the points of a metric that have these attributes; 0 when it was not pushed. */
export function sumOf(
  metrics: ReadonlyMap<string, OtlpMetric>,
  name: string,
  wanted: Attributes = {},
): number {
  const points = metrics.get(name)?.points ?? [];
  return points
    .filter(({ attributes }) => Object.entries(wanted).every(([key, value]) => attributes[key] === value))
    .reduce((sum, { value }) => sum + value, 0);
}

/** Everything in a request, decoded, as one text to search in. */
export function decodedText({ path, body }: OtlpRequest): string {
  if (/traces$|TraceService/.test(path))
    return JSON.stringify(decodeMessage(body, requestOf(SPAN)), withoutBigInts);
  if (/logs$|LogsService/.test(path)) return JSON.stringify(decodeMessage(body, requestOf(LOG_RECORD)));
  return JSON.stringify(decodeMessage(body, requestOf(METRIC)));
}

/** JSON has no bigints. */
function withoutBigInts(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}

interface Item {
  readonly item: Message;
  readonly resource: Attributes;
  readonly scope: string;
}

function itemsIn(requests: readonly OtlpRequest[], path: RegExp, schema: Schema): readonly Item[] {
  const request = requestOf(schema);
  return requests
    .filter((candidate) => path.test(candidate.path.split(/[?#]/, 1)[0]?.replace(/\/Export$/, '') ?? ''))
    .flatMap(({ body }) => list(decodeMessage(body, request).resources))
    .flatMap((resource) => list(resource.scopes).map((scope) => ({ resource, scope })))
    .flatMap(({ resource, scope }) =>
      list(scope.items).map((item) => ({
        item,
        resource: attributesOf((resource.resource as Message | undefined) ?? {}),
        scope: text((scope.scope as Message | undefined)?.name),
      })),
    );
}

function statusOf({ code, message }: Message): SpanStatus {
  return { code: Number(code ?? 0), message: text(message) };
}

function pointsOf(metric: Message): readonly OtlpPoint[] {
  const data = (metric.sum ?? metric.gauge ?? metric.histogram ?? {}) as Message;
  return list(data.points).map((point) => ({
    attributes: attributesOf(point),
    value: Number(point.int ?? point.double ?? point.count ?? 0),
  }));
}

function attributesOf({ attributes }: Message): Attributes {
  return Object.fromEntries(
    list(attributes).map(({ key, value }) => [text(key), anyValue((value ?? {}) as Message)]),
  );
}

function anyValue(value: Message): AnyValue {
  if ('array' in value) return list((value.array as Message).values).map(anyValue);
  if ('map' in value) return attributesOf({ attributes: (value.map as Message).values });
  if ('bool' in value) return value.bool === 1;
  return (value.string ?? value.int ?? value.double ?? value.bytes ?? '') as AnyValue;
}

function list(value: unknown): readonly Message[] {
  return (value as readonly Message[] | undefined) ?? [];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
