import { isIP } from 'node:net';
import { type AttributeValue, type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import { ATTR_SERVICE_NAME } from '@opentelemetry/semantic-conventions';

/** Who took part in a span, as far as Zipkin's model of version 2 has it. */
export interface ZipkinEndpoint {
  readonly serviceName?: string;
  readonly ipv4?: string;
  readonly ipv6?: string;
  readonly port?: number;
}

/** A span as `POST /api/v2/spans` takes it (zipkin2-api.yaml); what is `undefined` is left out of the JSON. */
export interface ZipkinSpan {
  readonly traceId: string;
  readonly id: string;
  readonly parentId: string | undefined;
  readonly name: string;
  readonly kind: 'CLIENT' | 'SERVER' | 'PRODUCER' | 'CONSUMER' | undefined;
  /** Epoch microseconds. */
  readonly timestamp: number;
  /** Microseconds, at least 1. */
  readonly duration: number;
  readonly localEndpoint: ZipkinEndpoint;
  readonly remoteEndpoint: ZipkinEndpoint | undefined;
  readonly tags: Readonly<Record<string, string>>;
  readonly annotations: readonly { readonly timestamp: number; readonly value: string }[] | undefined;
}

/** Zipkin has no word for a span inside a process: its kind is left out. */
const KINDS: Readonly<Record<SpanKind, ZipkinSpan['kind']>> = {
  [SpanKind.INTERNAL]: undefined,
  [SpanKind.SERVER]: 'SERVER',
  [SpanKind.CLIENT]: 'CLIENT',
  [SpanKind.PRODUCER]: 'PRODUCER',
  [SpanKind.CONSUMER]: 'CONSUMER',
};

/** The attributes that name the other side, the best first (OTel's Zipkin exporter specification, "Remote endpoint"). */
const REMOTE_ENDPOINTS: readonly { readonly name: string; readonly port?: string }[] = [
  { name: 'peer.service' },
  { name: 'server.address', port: 'server.port' },
  { name: 'net.peer.name', port: 'net.peer.port' },
  { name: 'network.peer.address', port: 'network.peer.port' },
  { name: 'net.sock.peer.addr', port: 'net.sock.peer.port' },
  { name: 'peer.hostname' },
  { name: 'peer.address' },
  { name: 'db.name' },
  { name: 'db.namespace' },
];

const UNKNOWN_SERVICE = 'unknown_service';

/**
 * Turns a span into Zipkin's, by OpenTelemetry's specification of that ("Zipkin Exporter"; the status, the scope and
 * what was dropped by "OpenTelemetry to non-OTLP Exporters"). Links have no counterpart. Unlike the stock exporter's:
 * times are whole microseconds (a receiver refuses the whole request for one that is not), attributes of events, the
 * scope and the other side are not lost, a list stays one, and an attribute is not overwritten by one of the resource.
 */
export function toZipkinSpan(span: ReadableSpan): ZipkinSpan {
  const { traceId, spanId } = span.spanContext();
  return {
    traceId,
    id: spanId,
    parentId: span.parentSpanContext?.spanId,
    name: span.name,
    kind: KINDS[span.kind],
    timestamp: toMicroseconds(span.startTime),
    duration: Math.max(1, toMicroseconds(span.duration)),
    localEndpoint: {
      serviceName: textOf(span.resource.attributes[ATTR_SERVICE_NAME] ?? UNKNOWN_SERVICE),
    },
    remoteEndpoint: remoteEndpointOf(span),
    tags: tagsOf(span),
    annotations: span.events.length === 0 ? undefined : span.events.map(toAnnotation),
  };
}

/** Numbers hold microseconds of this time exactly; nanoseconds they do not. */
function toMicroseconds([seconds, nanos]: HrTime): number {
  return seconds * 1_000_000 + Math.round(nanos / 1_000);
}

function remoteEndpointOf({ kind, attributes }: ReadableSpan): ZipkinEndpoint | undefined {
  if (kind !== SpanKind.CLIENT && kind !== SpanKind.PRODUCER) return undefined;
  const known = REMOTE_ENDPOINTS.find(({ name }) => attributes[name] !== undefined);
  if (known === undefined) return undefined;
  const text = textOf(attributes[known.name]);
  const port = Number(known.port === undefined ? undefined : attributes[known.port]);
  const family = isIP(text);
  const address = family === 0 ? { serviceName: text } : { [family === 4 ? 'ipv4' : 'ipv6']: text };
  return { ...address, ...(Number.isInteger(port) && port > 0 && { port }) };
}

function tagsOf(span: ReadableSpan): Record<string, string> {
  const { attributes, resource, instrumentationScope: scope, status } = span;
  const { [ATTR_SERVICE_NAME]: _local, ...described } = resource.attributes;
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries({ ...described, ...attributes })) {
    if (value !== undefined && value !== null) tags[name] = textOf(value);
  }
  tags['otel.scope.name'] = scope.name;
  if (scope.version) tags['otel.scope.version'] = scope.version;
  if (status.code !== SpanStatusCode.UNSET) tags['otel.status_code'] = SpanStatusCode[status.code];
  // Zipkin marks a span with this tag as failed, also when the tag is empty.
  if (status.code === SpanStatusCode.ERROR) tags.error = status.message ?? '';
  return Object.assign(tags, dropped(span));
}

function dropped(span: ReadableSpan): Record<string, string> {
  const counts = {
    'otel.dropped_attributes_count': span.droppedAttributesCount,
    'otel.dropped_events_count': span.droppedEventsCount,
    'otel.dropped_links_count': span.droppedLinksCount,
  };
  const some = Object.entries(counts).filter(([, count]) => count > 0);
  return Object.fromEntries(some.map(([name, count]) => [name, String(count)]));
}

/** `"name": {…}`, as the specification puts an event's attributes into Zipkin's text. */
function toAnnotation({ time, name, attributes = {} }: TimedEvent) {
  const bare = Object.keys(attributes).length === 0;
  const value = bare ? name : `${JSON.stringify(name)}: ${JSON.stringify(attributes)}`;
  return { timestamp: toMicroseconds(time), value };
}

function textOf(value: AttributeValue | undefined): string {
  return Array.isArray(value) ? JSON.stringify(value) : String(value);
}
