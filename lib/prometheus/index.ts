export { createAuthenticator, createRequestListener, type TlsOptions } from '../http';
export { CollectionError } from './collection-error';
export type { EscapingScheme } from './escaping';
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
export type { TranslationOptions } from './family-translators';
export { findSample } from './find-sample';
export type { ExpositionChunks } from './formats';
export {
  createMetricsRoute,
  type ExpositionRequest,
  type FailedScrape,
  type MetricsRouteOptions,
  type MetricsSource,
  type RenderedExposition,
  type ScrapeOutcome,
  type ServedScrape,
} from './metrics-route';
export { prometheusLabelName, prometheusMetricName, type TranslatableInstrument } from './names';
export {
  type ExpositionFormat,
  type Negotiated,
  type NegotiationOptions,
  negotiate,
} from './negotiation';
export { renderOpenMetrics } from './openmetrics';
export { renderProtobuf } from './protobuf';
export { PrometheusReader, type StartCallback } from './reader';
export type { PrometheusReaderOptions } from './reader-options';
export type { ExposedSample } from './sample-line';
export { renderText, renderTextChunks, TEXT_CONTENT_TYPE } from './text';
export { createNameTranslator, type NameTranslator, type TranslationStrategy } from './translation';
