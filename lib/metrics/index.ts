export { registeredWithApi } from './api-registry';
export type { KeyFacts } from './attribute-pairs';
export type { OwnAttributes } from './attribute-values';
export type { Source } from './bind';
export { bind } from './bind';
export type { BoundCounter, BoundGauge, BoundRecorder } from './bound';
export { CallbackError } from './callbacks';
export { LONGEST_TIMEOUT_MS } from './collection';
export type { Exemplar, ExemplarCarrier } from './exemplar-data';
export type { ExemplarFilter } from './exemplar-sampling';
export { toHrTime } from './hr-time';
export type { MeterProviderOptions, OverflowingMetric, StreamStatistics } from './meter-provider';
export { MeterProvider } from './meter-provider';
export type { MetricRows, PointValue } from './metric-rows';
export { jsonWithExemplars } from './otlp/json-with-exemplars';
export { protobufWithExemplars } from './otlp/protobuf-with-exemplars';
export { WireWriter } from './otlp/wire-writer';
export { type Produced, produce, toReason } from './produce';
export {
  asReadable,
  isRowSource,
  READ_ROWS,
  type ReadableMetric,
  type ReadableMetrics,
  type ReadableScope,
  type ReadOptions,
  type RowSource,
  readableScope,
} from './row-source';
