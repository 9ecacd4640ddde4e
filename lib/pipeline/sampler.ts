import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Settings, SettingValues } from '../config';
import { type RootSampler, RuleSampler } from './sampling/rule-sampler';

type StockName = Exclude<SettingValues['tracing']['sampler'], 'adaptive'>;

/** The samplers by the names of OTel's `OTEL_TRACES_SAMPLER`, made from the share of traces to keep. */
const SAMPLERS: Readonly<Record<StockName, (sampleRate: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (sampleRate) => new TraceIdRatioBasedSampler(sampleRate),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (sampleRate) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRate) }),
};

/**
 * The sampler that `tracing.sampler`, `tracing.sampleRate` and `tracing.rules` ask for.
 *
 * @param adaptive what decides when the sampler is `adaptive`; made by whoever makes the processors, since it is one
 */
export function createSampler(settings: Settings, adaptive?: RootSampler): Sampler {
  const { sampler, sampleRate, rules } = settings.values.tracing;
  const base = sampler === 'adaptive' ? adaptive : SAMPLERS[sampler](sampleRate);
  if (base === undefined) throw new Error('the adaptive sampler is made together with its processor');
  return rules.length > 0 ? new RuleSampler(rules, adaptive ?? withRootShare(base)) : base;
}

/** A share for a root is a share of trace ids, as with the ratio samplers. */
function withRootShare(sampler: Sampler): RootSampler {
  const byShare = new Map<number, Sampler>();
  return {
    shouldSample: (...args) => sampler.shouldSample(...args),
    sampleRoot: (traceId, share) => {
      const ratio = byShare.get(share) ?? new TraceIdRatioBasedSampler(share);
      byShare.set(share, ratio);
      return (ratio as TraceIdRatioBasedSampler).shouldSample(undefined as unknown, traceId);
    },
    toString: () => sampler.toString(),
  };
}
