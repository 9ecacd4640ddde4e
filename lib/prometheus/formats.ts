import type { MetricFamily } from './family';
import type { ExpositionFormat } from './negotiation';
import { type OpenMetricsOptions, renderOpenMetrics } from './openmetrics';
import { renderProtobuf } from './protobuf';
import { renderTextChunks } from './text';

/** An exposition in pieces of some milliseconds of work each; a piece may be empty. */
export type ExpositionChunks = Iterable<string | Uint8Array>;

type Renderer = (families: Iterable<MetricFamily>, options: OpenMetricsOptions) => ExpositionChunks;

const RENDERERS: Readonly<Record<ExpositionFormat, Renderer>> = {
  text: renderTextChunks,
  openmetrics: renderOpenMetrics,
  protobuf: renderProtobuf,
};

/** The families in a format, each chunk rendered when it is asked for. Can be gone through once. */
export function render(
  families: Iterable<MetricFamily>,
  format: ExpositionFormat,
  options: OpenMetricsOptions = {},
): ExpositionChunks {
  return RENDERERS[format](families, options);
}
