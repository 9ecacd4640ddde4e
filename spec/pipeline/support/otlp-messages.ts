/** A field of a protobuf message whose wire type is length-delimited. */
interface Field {
  readonly number: number;
  readonly bytes: Uint8Array;
}

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

/** In all three OTLP requests: resource → scope → items; then the item's name (`body` of a log record) by its number. */
const RESOURCE_ITEMS = 1;
const SCOPES = 2;
const ITEMS = 2;

/** The items (spans, log records, metrics) of an OTLP export request, as the bytes of each. */
export function itemsOf(request: Uint8Array): Uint8Array[] {
  return fields(request, RESOURCE_ITEMS)
    .flatMap((resource) => fields(resource, SCOPES))
    .flatMap((scope) => fields(scope, ITEMS));
}

/** The names of the spans (field 5 of `Span`) in an OTLP trace request. */
export function spanNames(request: Uint8Array): string[] {
  return itemsOf(request).map((span) => text(fields(span, 5)[0]));
}

/** The names of the metrics (field 1 of `Metric`) in an OTLP metrics request. */
export function metricNames(request: Uint8Array): string[] {
  return itemsOf(request).map((metric) => text(fields(metric, 1)[0]));
}

/** The bodies (field 5 of `LogRecord`, an `AnyValue` whose field 1 is a string) in an OTLP logs request. */
export function logBodies(request: Uint8Array): string[] {
  return itemsOf(request).map((record) => text(fields(fields(record, 5)[0] ?? new Uint8Array(), 1)[0]));
}

function text(bytes: Uint8Array | undefined): string {
  return Buffer.from(bytes ?? []).toString('utf8');
}

function fields(message: Uint8Array, number: number): Uint8Array[] {
  return [...read(message)].filter((field) => field.number === number).map((field) => field.bytes);
}

function* read(message: Uint8Array): Generator<Field> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at++] ?? 0;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === WIRE_BYTES) {
      const length = varint();
      yield { number: Math.floor(tag / 8), bytes: message.subarray(at, at + length) };
      at += length;
    } else if (wireType === WIRE_VARINT) varint();
    else if (wireType === WIRE_FIXED64) at += 8;
    else if (wireType === WIRE_FIXED32) at += 4;
    else throw new Error(`not OTLP: wire type ${wireType}`);
  }
}

/** The same of requests that are JSON. */
export const JSON_MESSAGES = {
  spanNames: (request: Uint8Array) => jsonItems(request, 'Spans', 'spans').map(({ name }) => name),
  metricNames: (request: Uint8Array) => jsonItems(request, 'Metrics', 'metrics').map(({ name }) => name),
  logBodies: (request: Uint8Array) =>
    jsonItems(request, 'Logs', 'logRecords').map(({ body }) => body.stringValue),
};

/** What tells one item from another in requests that are protobuf. */
export const PROTOBUF_MESSAGES = { spanNames, metricNames, logBodies };

interface JsonItem {
  readonly name: string;
  readonly body: { readonly stringValue: string };
}

function jsonItems(request: Uint8Array, kind: string, items: string): JsonItem[] {
  type Level = Readonly<Record<string, readonly Level[]>>;
  const root = JSON.parse(Buffer.from(request).toString('utf8')) as Level;
  return (root[`resource${kind}`] ?? [])
    .flatMap((resource) => resource[`scope${kind}`] ?? [])
    .flatMap((scope) => scope[items] ?? []) as unknown as JsonItem[];
}
