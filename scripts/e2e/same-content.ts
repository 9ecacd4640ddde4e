import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Attributes, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import { createLogExporter, createTraceExporter } from '../../lib/pipeline/exporters';
import { createZipkinExporter } from '../../lib/pipeline/zipkin-exporter';
import { type Checks, expectEqual } from './checks';
import { Collector, type Protocol } from './collector';
import { handMadeMetrics } from './exemplar-metrics';
import { NO_METRICS, ourExporter, PUSH_TIMEOUT_MS, push, targetAt } from './otlp-push';
import type { Tools } from './tools';

const PROTOCOLS: readonly Protocol[] = ['http/protobuf', 'http/json', 'grpc'];
const RESOURCE = resourceFromAttributes({ 'service.name': 'cards', 'host.name': 'bench' });

/** Attributes of every type that the API allows. */
const ALL_TYPES: Attributes = {
  text: 'Zürich 🂡',
  flag: false,
  integer: -42,
  'large.integer': 2 ** 53 - 1,
  fraction: 0.25,
  texts: ['a,b', 'c'],
  numbers: [1, -2.5],
  nothing: [],
};

/** A span or log record as the Collector wrote it. */
type Written = Readonly<Record<string, unknown>>;

/** Sends the very same items over every protocol, and compares what the Collector wrote of each. */
export async function checkSameContent(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const spans = someSpans();
  const collector = await Collector.start(tools.otelcol, folder);
  for (const protocol of PROTOCOLS) {
    await push(createTraceExporter(targetAt(collector, protocol, 'traces'), NO_METRICS).exporter, spans);
    await push(createLogExporter(targetAt(collector, protocol, 'logs'), NO_METRICS).exporter, someRecords());
    await push(ourExporter(collector, protocol), handMadeMetrics('same'));
  }
  const zipkin = { signal: 'traces', protocol: 'zipkin', url: collector.zipkinUrl } as const;
  const sender = createZipkinExporter({ ...zipkin, timeoutMs: PUSH_TIMEOUT_MS });
  await push(sender.exporter, spans);
  sender.abort();
  await collector.stop();

  const traces = requestsIn(folder, 'traces');
  for (const [signal, requests] of Object.entries({
    traces,
    logs: requestsIn(folder, 'logs'),
    metrics: requestsIn(folder, 'metrics'),
  })) {
    const [protobuf, json, grpc] = requests;
    await checks.check(
      `${signal}: the Collector has the same of http/json as of http/protobuf and gRPC`,
      () => {
        expectEqual(json, protobuf, 'JSON differs from protobuf');
        expectEqual(grpc, protobuf, 'gRPC differs from HTTP');
      },
    );
  }
  await checks.check('Zipkin: the Collector has the same spans, as far as Zipkin has words for them', () =>
    expectEqual(
      byId(spansIn(traces[3])).map(asZipkinTells),
      byId(spansIn(traces[0])).map(asZipkinCan),
      'spans',
    ),
  );
}

/** A trace with every kind of span, and what can be on one. */
function someSpans(): ReadableSpan[] {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: RESOURCE,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('e2e', '1.2.3');
  const root = tracer.startSpan('root', { attributes: ALL_TYPES, startTime: [1_790_000_000, 123_456_700] });
  const inRoot = trace.setSpan(ROOT_CONTEXT, root);
  for (const kind of [SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER]) {
    const span = tracer.startSpan(
      `of kind ${SpanKind[kind]}`,
      { kind, startTime: [1_790_000_001, 1_000] },
      inRoot,
    );
    span.setAttributes({ 'server.address': 'hsm.example', 'server.port': 1_500 });
    span.addEvent('plain', [1_790_000_001, 2_000]);
    span.setStatus(
      kind === SpanKind.SERVER
        ? { code: SpanStatusCode.OK }
        : { code: SpanStatusCode.ERROR, message: 'card mute' },
    );
    span.end([1_790_000_002, 5_000]);
  }
  root.end([1_790_000_003, 7_000]);
  return exporter.getFinishedSpans();
}

function someRecords(): ReadableLogRecord[] {
  const exporter = new InMemoryLogRecordExporter();
  const processors = [new SimpleLogRecordProcessor({ exporter })];
  const provider = new LoggerProvider({ resource: RESOURCE, processors });
  const timestamp = [1_790_000_000, 123_456_789] as [number, number];
  provider.getLogger('e2e', '1.2.3').emit({
    body: { nested: { list: ['Zürich', 1, true] } },
    eventName: 'cardlink.session.ended',
    severityNumber: SeverityNumber.WARN,
    severityText: 'WARN',
    attributes: ALL_TYPES as Record<string, string>,
    timestamp,
    observedTimestamp: timestamp,
  });
  return exporter.getFinishedLogRecords();
}

/** What the Collector wrote, a request a line. */
function requestsIn(folder: string, signal: string): readonly Written[] {
  return readFileSync(join(folder, `${signal}.json`), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Written);
}

type Level = Readonly<Record<'resourceSpans' | 'scopeSpans' | 'spans', readonly Level[]>>;

/** The spans of a request, each with its resource and scope. */
function spansIn(request: Written | undefined): readonly Written[] {
  return ((request as unknown as Level | undefined)?.resourceSpans ?? []).flatMap((resource) =>
    resource.scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({ ...resource, ...scope, ...span }) as unknown as Written),
    ),
  );
}

function byId(spans: readonly Written[]): readonly Written[] {
  return [...spans].sort((a, b) => (String(a.spanId) < String(b.spanId) ? -1 : 1));
}

interface JsonValue {
  readonly arrayValue?: { readonly values?: readonly JsonValue[] };
  readonly intValue?: string;
  readonly [type: string]: unknown;
}

/** The text of an attribute as a tag of Zipkin has it. */
function tagOf(value: JsonValue): string {
  return value.arrayValue ? JSON.stringify((value.arrayValue.values ?? []).map(plain)) : String(plain(value));
}

function plain(value: JsonValue): unknown {
  return value.intValue === undefined ? Object.values(value)[0] : Number(value.intValue);
}

function tags(attributes: unknown): Readonly<Record<string, string>> {
  const pairs = (attributes ?? []) as readonly { readonly key: string; readonly value: JsonValue }[];
  return Object.fromEntries(pairs.map(({ key, value }) => [key, tagOf(value)]));
}

function microseconds(nanos: unknown): string {
  return String((BigInt(String(nanos)) + 500n) / 1_000n);
}

/** Of OTLP's enumerations: `SpanKind`, `StatusCode`. */
const INTERNAL = 1;
const STATUS_OK = 1;
const WITH_OTHER_SIDE = [3, 4];

/**
 * What of a span Zipkin can hold; the kind that it has no word for is none. The receiver adds the other side, and does not
 * know the specification's `otel.status_code` OK, which it takes out.
 */
function asZipkinCan(span: Written): Written {
  const kind = span.kind === INTERNAL ? undefined : span.kind;
  const own = tags(span.attributes);
  const otherSide = { 'service.peer.name': own['server.address'], 'net.peer.port': own['server.port'] };
  const status = (span.status as { readonly code?: number }).code === STATUS_OK ? {} : span.status;
  const added = WITH_OTHER_SIDE.includes(Number(kind)) ? otherSide : {};
  return {
    ...common(span),
    status,
    kind,
    tags: sorted({ ...resourceOf(span), ...own, ...added }),
  };
}

/** A span that came from Zipkin. The receiver leaves the text of a status where Zipkin has it. */
function asZipkinTells(span: Written): Written {
  const { error, ...own } = tags(span.attributes);
  const status = { ...(error !== undefined && { message: error }), ...(span.status as object) };
  return { ...common(span), status, kind: span.kind, tags: sorted({ ...resourceOf(span), ...own }) };
}

function resourceOf(span: Written): Readonly<Record<string, string>> {
  return tags((span.resource as { readonly attributes: unknown }).attributes);
}

function sorted(texts: Readonly<Record<string, string | undefined>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function common({ traceId, spanId, parentSpanId, name, scope, events = [], ...span }: Written) {
  const named = (events as readonly Written[]).map((event) => [event.name, microseconds(event.timeUnixNano)]);
  const [start, end] = [microseconds(span.startTimeUnixNano), microseconds(span.endTimeUnixNano)];
  return { traceId, spanId, parentSpanId, name, scope, start, end, events: named };
}
