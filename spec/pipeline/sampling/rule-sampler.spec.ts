import { ROOT_CONTEXT, type TraceFlags, trace } from '@opentelemetry/api';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Options } from '../../../lib/config';
import { createSampler } from '../../../lib/pipeline/sampler';
import { testSettings } from '../support/pipelines';
import { SampledTracer } from './support/sampled-tracer';

/** The names of the spans that settings keep of a root, a child of it and a grandchild, in the order in which they end. */
function keptOf(
  tracing: NonNullable<Options['tracing']>,
  [root, child, grandchild]: readonly [string, string, string],
) {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    sampler: createSampler(testSettings({ tracing })),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('spec');
  const first = tracer.startSpan(root);
  const inFirst = trace.setSpan(ROOT_CONTEXT, first);
  const second = tracer.startSpan(child, {}, inFirst);
  const inSecond = trace.setSpan(inFirst, second);
  tracer.startSpan(grandchild, {}, inSecond).end();
  second.end();
  first.end();
  return exporter.getFinishedSpans().map(({ name }) => name);
}

describe('rules on the names of spans', () => {
  const FAMILY = ['ota.session', 'db.SELECT', 'apdu.SELECT'] as const;

  test.each(['parentbased_traceidratio', 'traceidratio', 'always_on', 'parentbased_always_on'] as const)(
    'drop a span together with what is below it, so that nothing is orphaned, with %s',
    (sampler) => {
      expect(keptOf({ sampler, rules: 'db.*=0' }, FAMILY)).toEqual(['ota.session']);
      expect(keptOf({ sampler, rules: 'apdu.*=0' }, FAMILY)).toEqual(['db.SELECT', 'ota.session']);
      expect(keptOf({ sampler, rules: 'ota.session=0' }, FAMILY)).toEqual([]);
    },
  );

  test('decide on the root of a trace in the place of the sampler, and keep nothing below a root that is not kept', () => {
    expect(keptOf({ sampler: 'always_off', rules: 'ota.*=1' }, FAMILY)).toEqual(['ota.session']);
    expect(keptOf({ sampler: 'parentbased_always_off', rules: 'ota.*=1' }, FAMILY)).toHaveLength(3);
    expect(keptOf({ sampler: 'parentbased_always_off', rules: 'apdu.*=1' }, FAMILY)).toEqual([]);
  });

  test('count in their order: the first that matches', () => {
    const rules = { 'apdu.SELECT': 1, 'apdu.*': 0 };
    expect(keptOf({ rules }, ['ota.session', 'apdu.READ BINARY', 'x'])).toEqual(['ota.session']);
    expect(keptOf({ rules }, ['ota.session', 'apdu.SELECT', 'x'])).toHaveLength(3);
    expect(
      keptOf({ rules: ['apdu.*=0', 'apdu.SELECT=1'] }, ['ota.session', 'apdu.SELECT', 'x']),
    ).toHaveLength(1);
  });

  test('take everything in a pattern but the star for what it is', () => {
    expect(keptOf({ rules: 'apdu.*=0' }, ['apduXSELECT', 'x', 'y'])).toHaveLength(3);
    expect(keptOf({ rules: 'a+(b=0' }, ['a+(b', 'x', 'y'])).toEqual([]);
    expect(keptOf({ rules: '*SELECT=0' }, ['ota.session', 'x', 'apdu.SELECT'])).toEqual(['x', 'ota.session']);
  });

  test('keep the share of the spans of a name', () => {
    const sampled = new SampledTracer({ spansPerSecond: 1e6, rules: [{ name: 'apdu.*', share: 0.1 }] });
    for (let count = 0; count < 500; count += 1) sampled.session();
    const children = sampled.kept.names.filter((name) => name === 'apdu.SELECT').length;
    expect(sampled.kept.names.length - children).toBe(500);
    expect(children / 2_500).toBeGreaterThan(0.07);
    expect(children / 2_500).toBeLessThan(0.13);
  });

  test('bound the share of successful traces beside the adaptive sampler, and let the failed ones through', () => {
    const sampled = new SampledTracer({ spansPerSecond: 1e6, rules: [{ name: 'ota.session', share: 0.1 }] });
    for (let count = 0; count < 1_000; count += 1) sampled.session({ children: 0 });
    expect(sampled.kept.names.length / 1_000).toBeGreaterThan(0.07);
    expect(sampled.kept.names.length / 1_000).toBeLessThan(0.13);
    sampled.kept.spans.length = 0;
    for (let count = 0; count < 100; count += 1) sampled.session({ children: 2, fails: true });
    expect(sampled.kept.names).toHaveLength(300);
  });

  test('switch an operation off with a share of 0, beside the adaptive sampler too: it is not even recorded', () => {
    const sampled = new SampledTracer({ rules: [{ name: 'ota.*', share: 0 }] });
    const { span } = sampled.root();
    expect(span.isRecording()).toBe(false);
    sampled.session({ fails: true });
    expect(sampled.kept.names).toEqual([]);
    expect(sampled.sampling.waiting.traces).toBe(0);
  });

  test('record below a root that waits for its outcome, though it has no sampled flag, and below one that has ended', () => {
    const sampled = new SampledTracer({ rules: [{ name: 'db.*', share: 0 }] });
    sampled.exhaust();
    const { span, context } = sampled.root();
    expect(span.spanContext().traceFlags).toBe(0 satisfies TraceFlags);
    const child = sampled.tracer.startSpan('child', {}, context);
    child.end();
    const below = trace.setSpan(context, child);
    sampled.tracer.startSpan('below an ended one', {}, below).end();
    sampled.tracer.startSpan('db.SELECT', {}, below).end();
    span.recordException(new Error('lost'));
    span.setStatus({ code: 2 });
    span.end();
    expect(sampled.kept.names).toEqual(['child', 'below an ended one', 'ota.session']);
  });
});
