import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { Settings, SettingValues } from '../config';

type SamplerName = SettingValues['tracing']['sampler'];

/** The samplers by the names of OTel's `OTEL_TRACES_SAMPLER`, made from the share of traces to keep. */
const SAMPLERS: Readonly<Record<SamplerName, (sampleRate: number) => Sampler>> = {
  always_on: () => new AlwaysOnSampler(),
  always_off: () => new AlwaysOffSampler(),
  traceidratio: (sampleRate) => new TraceIdRatioBasedSampler(sampleRate),
  parentbased_always_on: () => new ParentBasedSampler({ root: new AlwaysOnSampler() }),
  parentbased_always_off: () => new ParentBasedSampler({ root: new AlwaysOffSampler() }),
  parentbased_traceidratio: (sampleRate) =>
    new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRate) }),
};

/** The sampler that `tracing.sampler` and `tracing.sampleRate` ask for. */
export function createSampler(settings: Settings): Sampler {
  const { sampler, sampleRate } = settings.values.tracing;
  return SAMPLERS[sampler](sampleRate);
}
