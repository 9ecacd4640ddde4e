import {
  AggregationTemporality,
  AggregationType,
  createAllowListAttributesProcessor,
  createDenyListAttributesProcessor,
  InstrumentType,
  MetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import type { ReaderSpec, TemporalityName, ViewSpec } from './program';

const { CUMULATIVE, DELTA } = AggregationTemporality;
const ADDITIVE: readonly InstrumentType[] = [
  InstrumentType.UP_DOWN_COUNTER,
  InstrumentType.OBSERVABLE_UP_DOWN_COUNTER,
];
const LOW_MEMORY: readonly InstrumentType[] = [InstrumentType.COUNTER, InstrumentType.HISTOGRAM];

const SELECTORS: Readonly<Record<TemporalityName, (type: InstrumentType) => AggregationTemporality>> = {
  cumulative: () => CUMULATIVE,
  delta: (type) => (ADDITIVE.includes(type) ? CUMULATIVE : DELTA),
  lowmemory: (type) => (LOW_MEMORY.includes(type) ? DELTA : CUMULATIVE),
  'everything-delta': () => DELTA,
};

/** A reader as a program wants it, which collects when it is asked to. */
export class PulledReader extends MetricReader {
  constructor({ temporality, aggregations, limit }: ReaderSpec) {
    super({
      aggregationTemporalitySelector: SELECTORS[temporality],
      aggregationSelector: (type) => aggregations?.[type] ?? { type: AggregationType.DEFAULT },
      ...(limit === undefined ? {} : { cardinalitySelector: () => limit }),
    });
  }

  protected async onShutdown(): Promise<void> {}
  protected async onForceFlush(): Promise<void> {}
}

/** The options of a View as a program wants it, in objects of its own. */
export function viewOptions({ keys, ...view }: ViewSpec): ViewOptions {
  if (keys === undefined) return { ...view };
  const processor =
    'allow' in keys
      ? createAllowListAttributesProcessor([...keys.allow])
      : createDenyListAttributesProcessor([...keys.deny]);
  return { ...view, attributesProcessors: [processor] };
}
