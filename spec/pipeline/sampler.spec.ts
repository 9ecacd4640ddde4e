import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace';
import type { Options } from '../../lib/config';
import { createSampler } from '../../lib/pipeline/sampler';
import { testSettings } from './support/pipelines';

type Tracing = NonNullable<Options['tracing']>;

const LOW_ID = '0000000000000001'.repeat(2);
const HIGH_ID = `ffffffff${'0'.repeat(24)}`;

function keeps(
  tracing: Tracing,
  { traceId = LOW_ID, parent }: { traceId?: string; parent?: TraceFlags } = {},
): boolean {
  const spanContext = { traceId, spanId: '1234567812345678', traceFlags: parent ?? TraceFlags.NONE };
  const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, spanContext);
  const sampler = createSampler(testSettings({ tracing }));
  return (
    sampler.shouldSample(context, traceId, 'span', SpanKind.INTERNAL, {}, []).decision ===
    SamplingDecision.RECORD_AND_SAMPLED
  );
}

describe('the sampler', () => {
  test('keeps every trace by default', () => {
    expect([keeps({}), keeps({}, { traceId: HIGH_ID })]).toEqual([true, true]);
  });

  test.each([
    ['always_on', true, true, true],
    ['always_off', false, false, false],
    ['traceidratio', false, false, false],
    ['parentbased_always_on', true, true, false],
    ['parentbased_always_off', false, true, false],
    ['parentbased_traceidratio', false, true, false],
  ] as const)(
    '%s at rate 0 decides by root, sampled parent and unsampled parent',
    (sampler, root, sampled, unsampled) => {
      const tracing: Tracing = { sampler, sampleRate: 0 };
      expect([
        keeps(tracing),
        keeps(tracing, { parent: TraceFlags.SAMPLED }),
        keeps(tracing, { parent: TraceFlags.NONE }),
      ]).toEqual([root, sampled, unsampled]);
    },
  );

  test('keeps the share of traces that the rate says, by their id', () => {
    const tracing: Tracing = { sampleRate: 0.5 };
    expect([keeps(tracing), keeps(tracing, { traceId: HIGH_ID })]).toEqual([true, false]);
  });
});
