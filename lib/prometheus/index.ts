export { CollectionError } from './collection-error';
export {
  type ExposedFamily,
  type ExposedType,
  type Exposition,
  type ExpositionProblem,
  parseExposition,
} from './exposition';
export type { FamilyOptions } from './families';
export type { HistogramFamily, MetricFamily, Sample, ValueFamily } from './family';
export { samplesOf } from './family';
export { findSample } from './find-sample';
export {
  createMetricsRoute,
  type MetricsRouteOptions,
  type MetricsSource,
  type ScrapeOutcome,
} from './metrics-route';
export { prometheusLabelName, prometheusMetricName, type TranslatableInstrument } from './names';
export { PrometheusReader, type PrometheusReaderOptions } from './reader';
export type { ExposedSample } from './sample-line';
export { renderText, TEXT_CONTENT_TYPE } from './text';
