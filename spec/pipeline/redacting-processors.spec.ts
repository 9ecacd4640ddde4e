import { createTraceState, ROOT_CONTEXT, type SpanContext, SpanStatusCode, trace } from '@opentelemetry/api';
import type { AnyValueMap, LogBody } from '@opentelemetry/api-logs';
import { InMemoryLogRecordExporter, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace';
import type { Redactor } from '../../lib/redaction';
import { endPipelines, startPipeline, testRedactor } from './support/pipelines';

afterEach(endPipelines);

const brokenRedactor: Redactor = {
  ...testRedactor,
  text: () => {
    throw new Error('cannot');
  },
  spanName: () => {
    throw new Error('cannot');
  },
  snapshot: () => {
    throw new Error('cannot');
  },
  attributes: () => false,
};

function spans(redactor = testRedactor) {
  const exporter = new InMemorySpanExporter();
  const pipeline = startPipeline({}, { redactor, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  return { tracer: pipeline.tracerProvider.getTracer('spec'), finished: () => exporter.getFinishedSpans() };
}

function logs(redactor = testRedactor) {
  const exporter = new InMemoryLogRecordExporter();
  const pipeline = startPipeline(
    {},
    { redactor, logRecordProcessors: [new SimpleLogRecordProcessor({ exporter })] },
  );
  return {
    logger: pipeline.loggerProvider.getLogger('spec'),
    finished: () => exporter.getFinishedLogRecords(),
  };
}

function emitSpanWithSecrets(tracer: ReturnType<typeof spans>['tracer']): void {
  const linked = { traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 };
  const span = tracer.startSpan('a secret name', {
    attributes: { one: 'secret', list: ['secret', 'plain'], number: 7 },
    links: [{ context: linked, attributes: { link: 'secret' } }],
  });
  span.addEvent('a secret event', { event: 'secret' });
  span.recordException(new Error('the secret was wrong'));
  span.setStatus({ code: SpanStatusCode.ERROR, message: 'bad secret' });
  span.end();
}

describe('spans', () => {
  test('reach processors and exporters without what must not leave, wherever it stood', () => {
    const { tracer, finished } = spans();
    emitSpanWithSecrets(tracer);
    const [span] = finished();
    const { name, attributes, events, links, status } = span ?? {};
    expect(JSON.stringify({ name, attributes, events, links, status })).not.toContain('secret');
    expect(name).toBe('a [redacted] name');
    expect(attributes).toMatchObject({ list: ['[redacted]', 'plain'], number: 7 });
    expect(status).toEqual({ code: SpanStatusCode.ERROR, message: 'bad [redacted]' });
    expect(events?.map((event) => event.name)).toEqual(['a [redacted] event', 'exception']);
    expect(links?.[0]?.context.traceId).toBe('1'.repeat(32));
  });

  test('have route templates in their names, and no secret in scope and trace state', () => {
    const exporter = new InMemorySpanExporter();
    const pipeline = startPipeline({}, { spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    const tracer = pipeline.tracerProvider.getTracer('the secret scope', '1-secret');
    const parent = (state: string): SpanContext => ({
      traceId: '1'.repeat(32),
      spanId: '1'.repeat(16),
      traceFlags: 1,
      isRemote: true,
      traceState: createTraceState(state),
    });
    for (const state of ['vendor=secret', 'vendor=plain']) {
      const links = [{ context: parent(state) }];
      tracer
        .startSpan('GET /cards/42?a=1', { links }, trace.setSpanContext(ROOT_CONTEXT, parent(state)))
        .end();
    }
    const [first, second] = exporter.getFinishedSpans();
    expect(first?.name).toBe('GET /cards/{id}');
    expect(first?.instrumentationScope).toMatchObject({
      name: 'the [redacted] scope',
      version: '1-[redacted]',
    });
    expect(first?.spanContext().traceState).toBeUndefined();
    expect(first?.links[0]?.context.traceState).toBeUndefined();
    expect(first?.spanContext().traceId).toBe('1'.repeat(32));
    expect(second?.spanContext().traceState?.serialize()).toBe('vendor=plain');
    expect(second?.links[0]?.context.traceState?.serialize()).toBe('vendor=plain');
  });

  test('lose what cannot be cleaned', () => {
    const { tracer, finished } = spans(brokenRedactor);
    emitSpanWithSecrets(tracer);
    const [span] = finished();
    expect(span?.name).toBe('[withheld: redaction failed]');
    expect(span?.attributes).toEqual({});
    expect(JSON.stringify([span?.events, span?.links, span?.status])).not.toContain('secret');
  });
});

describe('log records', () => {
  test('reach processors and exporters without what must not leave', () => {
    const { logger, finished } = logs();
    logger.emit({
      eventName: 'the secret event',
      body: 'the secret',
      attributes: { deep: { one: 'secret' }, n: 1 },
    });
    const [record] = finished();
    expect(record).toMatchObject({
      eventName: 'the [redacted] event',
      body: 'the [redacted]',
      attributes: { n: 1 },
    });
    expect(JSON.stringify(record?.attributes)).not.toContain('secret');
  });

  test.each<[string, LogBody]>([
    ['an object', { a: 'secret', deep: { b: ['secret'] } }],
    ['a list', ['secret', { c: 'secret' }]],
  ])("are cleaned in a body that is %s, in a copy of the application's own", (_what, body) => {
    const before = structuredClone(body);
    const { logger, finished } = logs();
    logger.emit({ body });
    expect(JSON.stringify(finished()[0]?.body)).not.toContain('secret');
    expect(JSON.stringify(finished()[0]?.body)).toContain('[redacted]');
    expect(body).toEqual(before);
  });

  test.each([
    ['a body', (value: AnyValueMap) => ({ body: value })],
    ['an attribute', (value: AnyValueMap) => ({ attributes: { given: value } })],
  ])('read each member of %s once, so that a getter cannot answer otherwise later', (_what, recordOf) => {
    const { logger, finished } = logs();
    let reads = 0;
    const value = Object.defineProperty({}, 'note', {
      enumerable: true,
      get: () => {
        reads += 1;
        return reads > 2 ? 'the secret' : 'harmless';
      },
    });
    logger.emit(recordOf(value));
    const [record] = finished();
    const shown = JSON.stringify([record?.body, record?.attributes]);
    expect(shown).toContain('harmless');
    expect(JSON.stringify([record?.body, record?.attributes])).toBe(shown);
  });

  test('keep a body that is no text', () => {
    const { logger, finished } = logs();
    logger.emit({ body: 42 });
    logger.emit({});
    expect(finished().map(({ body }) => body)).toEqual([42, undefined]);
  });

  test('lose what cannot be cleaned', () => {
    const { logger, finished } = logs(brokenRedactor);
    logger.emit({ body: 'the secret', attributes: { one: 'secret' } });
    logger.emit({ body: { a: 'secret' } });
    const withheld = '[withheld: redaction failed]';
    expect(finished().map(({ body }) => body)).toEqual([withheld, withheld]);
    expect(finished()[0]?.attributes).toEqual({});
  });
});
