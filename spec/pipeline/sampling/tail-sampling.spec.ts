import { context as contextApi, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import fc from 'fast-check';
import { arrivals, randomOf, Windows } from './support/load';
import { fail, SampledTracer } from './support/sampled-tracer';

const TRACE_ID = '0123456789abcdef0123456789abcdef';

function remoteParent(traceFlags: TraceFlags) {
  const spanContext = { traceId: TRACE_ID, spanId: '0123456789abcdef', traceFlags, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, spanContext);
}

describe('the adaptive sampler', () => {
  test('lets the spans of a trace wait for its root, and then keeps all of them in the order in which they ended', () => {
    const { tracer, kept, sampling, ...sampled } = new SampledTracer();
    const { span, context } = SampledTracer.prototype.root.call({ tracer } as SampledTracer);
    tracer.startSpan('first', {}, context).end();
    tracer.startSpan('second', {}, context).end();
    expect([kept.names, sampling.waiting.spans, sampled.nowMs]).toEqual([[], 2, 0]);
    span.end();
    expect(kept.names).toEqual(['first', 'second', 'ota.session']);
    expect(sampling.waiting).toMatchObject({ spans: 0, bytes: 0, traces: 0 });
  });

  test('drops a successful trace as a whole when the budget is spent, and keeps a failed one as a whole', () => {
    const sampled = new SampledTracer();
    sampled.exhaust();
    sampled.session();
    expect(sampled.kept.names).toEqual([]);
    sampled.session({ fails: true });
    expect(sampled.kept.names).toHaveLength(6);
  });

  test('does not take an error of a child for a failure of the trace', () => {
    const sampled = new SampledTracer();
    sampled.exhaust();
    const { span, context } = sampled.root();
    const child = sampled.tracer.startSpan('apdu.SELECT', {}, context);
    fail(child);
    child.end();
    span.end();
    expect(sampled.kept.names).toEqual([]);
  });

  test('takes a failed test for a failure of the suite that it is in', () => {
    const sampled = new SampledTracer();
    sampled.exhaust();
    const { span, context } = sampled.root('test.suite files');
    const child = sampled.tracer.startSpan('test.reads EF_ICCID', {}, context);
    fail(child);
    child.end();
    span.end();
    expect(sampled.kept.names).toEqual(['test.reads EF_ICCID', 'test.suite files']);
  });

  test('gives the sampled flag to every span that it keeps, also to those it had not chosen at first', () => {
    const sampled = new SampledTracer();
    sampled.exhaust();
    const session = sampled.session({ fails: true });
    const flags = sampled.kept.spans.map((span) => span.spanContext().traceFlags);
    expect(flags).toEqual(new Array(6).fill(TraceFlags.SAMPLED));
    expect(session.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
  });

  test('tells a later service by the flag whether the trace was chosen, and is right about nearly all', () => {
    const sampled = new SampledTracer({ spansPerSecond: 10 });
    const flags = new Map<string, TraceFlags>();
    for (let count = 0; count < 20_000; count += 1) {
      sampled.nowMs += 10;
      const { span } = sampled.root();
      if (count >= 3_000) flags.set(span.spanContext().traceId, span.spanContext().traceFlags);
      span.end();
    }
    const kept = new Set(sampled.kept.spans.map((span) => span.spanContext().traceId));
    const chosen = [...flags].filter(([, flag]) => flag === TraceFlags.SAMPLED);
    const wrong = [...flags].filter(([id, flag]) => (flag === TraceFlags.SAMPLED) !== kept.has(id));
    expect(chosen.length).toBeGreaterThan(1_000);
    expect(wrong.length / chosen.length).toBeLessThan(0.05);
  });

  test('lets a span that ends after its root follow the decision on its trace', () => {
    const sampled = new SampledTracer();
    const late = (fails: boolean): void => {
      const { span, context } = sampled.root();
      const child = sampled.tracer.startSpan('late', {}, context);
      if (fails) fail(span);
      span.end();
      sampled.nowMs += 3_000;
      child.end();
      sampled.tracer.startSpan('later', {}, context).end();
    };
    late(false);
    expect(sampled.kept.names).toEqual(['ota.session', 'late', 'later']);
    for (let moment = 0; moment < 4; moment += 1) sampled.exhaust();
    late(false);
    expect(sampled.kept.names).toEqual([]);
    late(true);
    expect(sampled.kept.names).toEqual(['ota.session', 'late', 'later']);
  });

  test('forgets decisions after a while, so that memory does not grow with traffic', () => {
    const sampled = new SampledTracer();
    for (let count = 0; count < 30_000; count += 1) {
      sampled.nowMs += 1;
      sampled.session({ children: 0 });
    }
    expect(sampled.sampling.waiting.known).toBeLessThanOrEqual(8_193);
    sampled.nowMs += 60_000;
    sampled.session();
    expect(sampled.sampling.waiting.known).toBe(1);
  });

  test('decides the oldest trace early when more spans wait than may, and keeps the bound', () => {
    const sampled = new SampledTracer({ limits: { spans: 10, bytes: 1_000_000, waitMs: 60_000 } });
    const oldest = sampled.root('oldest');
    const newer = sampled.root('newer');
    for (let count = 0; count < 12; count += 1) {
      sampled.tracer.startSpan(`child ${count}`, {}, oldest.context).end();
      expect(sampled.sampling.waiting.spans + sampled.sampling.waiting.traces).toBeLessThanOrEqual(10);
    }
    // It was chosen, so what ends after the early decision is kept as well.
    expect(sampled.kept.names).toEqual(Array.from({ length: 12 }, (_none, count) => `child ${count}`));
    newer.span.end();
    expect(sampled.kept.names.at(-1)).toBe('newer');
  });

  test('decides the oldest trace early when what waits takes more bytes than it may', () => {
    const sampled = new SampledTracer({ limits: { spans: 1_000, bytes: 10_000, waitMs: 60_000 } });
    const { context } = sampled.root();
    for (let count = 0; count < 30; count += 1) {
      sampled.tracer.startSpan('large', { attributes: { text: 'x'.repeat(2_000) } }, context).end();
      expect(sampled.sampling.waiting.bytes).toBeLessThanOrEqual(10_000);
    }
    expect(sampled.kept.spans).toHaveLength(30);
  });

  test('gives up roots that never end, by count alone', () => {
    const sampled = new SampledTracer({ limits: { spans: 50, bytes: 1_000_000, waitMs: 60_000 } });
    for (let count = 0; count < 500; count += 1) sampled.root();
    expect(sampled.sampling.waiting.traces).toBe(50);
  });

  test('gives up a trace whose root does not end in time, and what ends later follows', () => {
    jest.useFakeTimers();
    try {
      const sampled = new SampledTracer();
      const { span, context } = sampled.root();
      sampled.tracer.startSpan('child', {}, context).end();
      sampled.nowMs = 59_999;
      jest.advanceTimersByTime(59_999);
      expect(sampled.sampling.waiting.traces).toBe(1);
      sampled.nowMs = 60_001;
      jest.advanceTimersByTime(2);
      expect([sampled.sampling.waiting.traces, sampled.kept.names]).toEqual([0, ['child']]);
      span.end();
      expect(sampled.kept.names).toEqual(['child', 'ota.session']);
    } finally {
      jest.useRealTimers();
    }
  });

  describe('of a trace that was given up before its root ended', () => {
    /** A trace of which a child was dropped, with its root still open. */
    const givenUp = (name = 'ota.session') => {
      const sampled = new SampledTracer();
      sampled.exhaust();
      const { span, context } = sampled.root(name);
      sampled.tracer.startSpan('child', {}, context).end();
      sampled.nowMs += 60_001;
      jest.advanceTimersByTime(60_001);
      sampled.nowMs += 3_600_000;
      for (let moment = 0; moment < 4; moment += 1) sampled.exhaust();
      expect(sampled.kept.names).toEqual([]);
      return { sampled, span, context };
    };
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    test('keeps the root when it fails, however late, and what ends in it after that', () => {
      const { sampled, span, context } = givenUp();
      const late = sampled.tracer.startSpan('late', {}, context);
      fail(span);
      span.end();
      late.end();
      sampled.tracer.startSpan('later', {}, context).end();

      expect(sampled.kept.names).toEqual(['ota.session', 'later']);
      expect(span.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
    });

    test('keeps a test that fails, and its suite', () => {
      const { sampled, span, context } = givenUp('test.suite files');
      const failed = sampled.tracer.startSpan('test.reads EF_ICCID', {}, context);
      fail(failed);
      failed.end();
      span.end();

      expect(sampled.kept.names).toEqual(['test.reads EF_ICCID', 'test.suite files']);
    });

    test('remembers a bounded number of them, and keeps a root that fails after it was forgotten', () => {
      const sampled = new SampledTracer({ limits: { spans: 50, bytes: 1_000_000, waitMs: 60_000 } });
      sampled.exhaust();
      const first = sampled.root('first');
      for (let count = 0; count < 9_000; count += 1) sampled.root();
      expect(sampled.sampling.waiting.known).toBeLessThanOrEqual(50 + 2 * 8_192);
      fail(first.span);
      first.span.end();

      expect(sampled.kept.names).toEqual(['first']);
      expect(first.span.spanContext().traceFlags).toBe(TraceFlags.SAMPLED);
    });

    test('leaves the root out when it succeeds', () => {
      const { sampled, span } = givenUp();
      span.end();

      expect(sampled.kept.names).toEqual([]);
    });
  });

  test('keeps what a sampled parent in another process has decided, and does not record below an unsampled one', () => {
    const sampled = new SampledTracer();
    sampled.exhaust();
    sampled.tracer.startSpan('sampled', {}, remoteParent(TraceFlags.SAMPLED)).end();
    const unsampled = sampled.tracer.startSpan('unsampled', {}, remoteParent(TraceFlags.NONE));
    expect(unsampled.isRecording()).toBe(false);
    unsampled.end();
    expect(sampled.kept.names).toEqual(['sampled']);
  });

  test('lets a span whose parent came over headers, but is of this process, belong to its trace', () => {
    const sampled = new SampledTracer();
    sampled.exhaust();
    const { span, context } = sampled.root();
    expect(span.spanContext().traceFlags).toBe(TraceFlags.NONE);
    const headers = {};
    const propagator = new W3CTraceContextPropagator();
    const setter = {
      set: (carrier: object, key: string, value: string) => Object.assign(carrier, { [key]: value }),
    };
    const getter = {
      keys: Object.keys,
      get: (carrier: object, key: string) => (carrier as Record<string, string>)[key],
    };
    propagator.inject(context, headers, setter);
    sampled.tracer.startSpan('POST', {}, propagator.extract(ROOT_CONTEXT, headers, getter)).end();
    fail(span);
    span.end();
    expect(sampled.kept.names).toEqual(['POST', 'ota.session']);
  });

  test('decides on everything that waits when it is shut down, and lets nothing wait after that', async () => {
    const sampled = new SampledTracer();
    const { context } = sampled.root();
    sampled.tracer.startSpan('child', {}, context).end();
    await sampled.sampling.shutdown();
    expect(sampled.kept.names).toEqual(['child']);
    sampled.session();
    expect(sampled.sampling.waiting).toMatchObject({ spans: 0, traces: 0 });
  });

  test('never keeps a part of a trace, whatever happens in which order', () => {
    const step = fc.record({
      trace: fc.integer({ min: 0, max: 5 }),
      children: fc.integer({ min: 0, max: 4 }),
      fails: fc.boolean(),
      pauseMs: fc.integer({ min: 0, max: 200 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const sampled = new SampledTracer({ spansPerSecond: 5 });
        const open = new Map<number, ReturnType<SampledTracer['root']> & { spans: number }>();
        const ended = new Map<string, { spans: number; fails: boolean }>();
        for (const { trace: key, children, fails, pauseMs } of steps) {
          sampled.nowMs += pauseMs;
          const before = open.get(key) ?? { ...sampled.root(), spans: 1 };
          for (let child = 0; child < children; child += 1)
            sampled.tracer.startSpan('c', {}, before.context).end();
          open.set(key, { ...before, spans: before.spans + children });
          if (children > 2) continue;
          if (fails) fail(before.span);
          before.span.end();
          ended.set(before.span.spanContext().traceId, { spans: before.spans + children, fails });
          open.delete(key);
        }
        const kept = new Map<string, number>();
        for (const span of sampled.kept.spans) {
          const { traceId } = span.spanContext();
          kept.set(traceId, (kept.get(traceId) ?? 0) + 1);
        }
        for (const [traceId, count] of kept) expect(count).toBe(ended.get(traceId)?.spans);
        expect(sampled.sampling.waiting.traces).toBe(open.size);
      }),
    );
  });

  test('keeps near the target after a step in load with real spans, and every failed session beside it', () => {
    const sampled = new SampledTracer({ spansPerSecond: 30 });
    const random = randomOf(5);
    const succeeded = new Windows(90);
    let failed = 0;
    const load = { seconds: 90, rate: (second: number) => (second < 20 ? 3 : 300) };
    for (const second of arrivals(load, random)) {
      sampled.nowMs = second * 1_000;
      const fails = random() < 0.005;
      const before = sampled.kept.spans.length;
      sampled.session({ fails });
      const kept = sampled.kept.spans.length - before;
      if (!fails) succeeded.add(second, kept);
      else {
        failed += 1;
        expect(kept).toBe(6);
      }
    }
    expect(failed).toBeGreaterThan(30);
    const sums = succeeded.sums(50, 90);
    expect(Math.min(...sums)).toBeGreaterThanOrEqual(0.8 * 300);
    expect(Math.max(...sums)).toBeLessThanOrEqual(1.2 * 300);
  });

  test('leaves the active context alone', () => {
    const sampled = new SampledTracer();
    sampled.session();
    expect(trace.getSpan(contextApi.active())).toBeUndefined();
  });
});
