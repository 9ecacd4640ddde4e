import { ROOT_CONTEXT, SpanStatusCode, trace } from '@opentelemetry/api';
import { CollectingReader } from '../support/collecting-reader';
import { Kept } from './sampling/support/sampled-tracer';
import { startGrpcBackend, stopBackends } from './support/otlp-backends';
import { spanNames } from './support/otlp-messages';
import { endPipelines, startPipeline } from './support/pipelines';

afterEach(async () => {
  await endPipelines();
  await stopBackends();
});

/** A pipeline that samples adaptively, with a target so low that one trace uses it up. */
function startAdaptive(tracing: object = {}) {
  const kept = new Kept();
  const reader = new CollectingReader();
  const pipeline = startPipeline(
    { tracing: { sampler: 'adaptive', spansPerSecond: 0.5, ...tracing } },
    { spanProcessors: [kept], metricReaders: [reader] },
  );
  const tracer = pipeline.tracerProvider.getTracer('spec');
  const session = (status?: SpanStatusCode): void => {
    const span = tracer.startSpan('ota.session', { root: true });
    const context = trace.setSpan(ROOT_CONTEXT, span);
    tracer.startSpan('apdu.SELECT', { attributes: { note: 'the secret word' } }, context).end();
    if (status !== undefined) span.setStatus({ code: status });
    span.end();
  };
  return { kept, reader, pipeline, tracer, session };
}

const keyOf = (decision: string): string => JSON.stringify({ 'trace.sampling.decision': decision });

describe('a pipeline with the adaptive sampler', () => {
  test("shows the user's processors the beginning of every span, and the end of those that are kept, redacted", () => {
    const { kept, session } = startAdaptive();
    for (let count = 0; count < 20; count += 1) session();
    expect(kept.started).toBe(40);
    expect(kept.spans.length).toBeLessThan(12);
    const before = kept.spans.length;
    session(SpanStatusCode.ERROR);
    expect(kept.spans.length).toBe(before + 2);
    expect(JSON.stringify(kept.spans.map(({ attributes }) => attributes))).not.toContain('secret');
    expect(kept.spans.every(({ attributes }) => attributes.note !== '')).toBe(true);
  });

  test('counts traces by what was decided, each decision from 0, and says the share that it keeps', async () => {
    const { reader, session, kept } = startAdaptive();
    const zero = await reader.values('cardlink.trace.sampled');
    expect(Object.values(zero)).toEqual([0, 0, 0, 0, 0, 0, 0]);
    for (let count = 0; count < 20; count += 1) session();
    const succeeded = kept.spans.length / 2;
    for (let count = 0; count < 20; count += 1) session(SpanStatusCode.ERROR);
    expect(await reader.values('cardlink.trace.sampled')).toMatchObject({
      [keyOf('kept')]: succeeded,
      [keyOf('dropped')]: 20 - succeeded,
      // Twice 0.5 spans a second, over ten seconds, at two spans a trace.
      [keyOf('kept_failed')]: 5,
      [keyOf('dropped_failed')]: 15,
    });
    const [share] = await reader.points('cardlink.trace.sampling.share');
    expect(share?.value).toBeLessThanOrEqual(1);
  });

  test('counts a root that fails after its trace was given up among the failed ones, kept or dropped', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    try {
      const { reader, tracer, kept } = startAdaptive({ decisionTimeout: '1m' });
      const roots = Array.from({ length: 30 }, () => tracer.startSpan('ota.session', { root: true }));
      jest.advanceTimersByTime(60_000);
      const early = kept.spans.length;
      jest.advanceTimersByTime(3_600_000);
      for (const root of roots) root.setStatus({ code: SpanStatusCode.ERROR }).end();

      const counts = await reader.values('cardlink.trace.sampled');
      expect([early, kept.spans.length]).toEqual([0, counts[keyOf('kept_failed')]]);
      // Those that were chosen are kept; of the others twice 0.5 spans a second, over ten seconds.
      const chosen = counts[keyOf('kept_early')] ?? 0;
      expect(counts[keyOf('kept_failed')]).toBeGreaterThanOrEqual(Math.max(chosen, 10));
      expect(counts[keyOf('kept_failed')]).toBeLessThanOrEqual(chosen + 10);
      expect(counts[keyOf('dropped_failed')]).toBe(30 - kept.spans.length);
    } finally {
      jest.useRealTimers();
    }
  });

  test("reports what waits and what was lost by OTel's own names", async () => {
    const { reader, session, tracer } = startAdaptive();
    const span = tracer.startSpan('ota.session', { root: true });
    tracer.startSpan('waits', {}, trace.setSpan(ROOT_CONTEXT, span)).end();
    for (let count = 0; count < 10; count += 1) session(SpanStatusCode.ERROR);
    const type = 'tail_sampling_span_processor';
    const component = { 'otel.component.name': `${type}/0`, 'otel.component.type': type };
    expect(await reader.values('otel.sdk.processor.span.queue.size')).toEqual({
      [JSON.stringify(component)]: 1,
    });
    expect(await reader.values('otel.sdk.processor.span.processed')).toEqual({
      [JSON.stringify(component)]: 10,
      [JSON.stringify({ 'error.type': 'over_budget', ...component })]: 10,
    });
  });

  test('points exemplars into traces that are kept, and into no others', async () => {
    const { reader, pipeline, tracer, kept } = startAdaptive({ spansPerSecond: 1_000, peakRate: 0.5 });
    const counter = pipeline.meterProvider.getMeter('spec').createCounter('spec.sessions');
    for (let count = 0; count < 50; count += 1) {
      const span = tracer.startSpan('ota.session', { root: true });
      counter.add(1, { count }, trace.setSpan(ROOT_CONTEXT, span));
      span.end();
    }
    const keptTraces = kept.spans.map((span) => span.spanContext().traceId);
    const points = await reader.points('spec.sessions');
    const pointedTo = points.flatMap(({ exemplars }) => exemplars.map(({ traceId }) => traceId));
    expect(keptTraces.length).toBeGreaterThan(20);
    expect(keptTraces.length).toBeLessThan(30);
    expect(pointedTo.sort()).toEqual(keptTraces.sort());
  });

  test('has everything whose root has ended exported by a flush, and decides on the rest at a shutdown', async () => {
    const backend = await startGrpcBackend();
    const pipeline = startPipeline({
      tracing: { sampler: 'adaptive' },
      otlp: { endpoint: `127.0.0.1:${backend.port}`, protocol: 'grpc' },
      shutdown: { timeout: '5s' },
    });
    const tracer = pipeline.tracerProvider.getTracer('spec');
    const begin = (name: string) => {
      const root = tracer.startSpan(name, { root: true });
      const context = trace.setSpan(ROOT_CONTEXT, root);
      tracer.startSpan(`${name} child`, {}, context).end();
      return root;
    };
    const exported = () =>
      backend.requests
        .filter(({ path }) => path.includes('TraceService'))
        .flatMap(({ body }) => spanNames(body));
    begin('ended').end();
    begin('open');
    expect(await pipeline.flush(5_000)).toMatchObject({ spans: 0 });
    expect(exported()).toEqual(['ended child', 'ended']);
    expect(await pipeline.shutdown(5_000)).toMatchObject({ spans: 0 });
    expect(exported()).toEqual(['ended child', 'ended', 'open child']);
  }, 20_000);
});
