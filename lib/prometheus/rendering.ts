import type { ReadableMetrics } from '../metrics';
import type { FamilyTranslators } from './family-translators';
import { render } from './formats';
import type { ExpositionRequest, RenderedExposition } from './metrics-route';
import { DEFAULT_SCHEME } from './negotiation';
import type { OpenMetricsOptions } from './openmetrics';
import { selectFamilies } from './select-families';
import { inSlices } from './slices';

/** How metrics are rendered, and for how long. */
export interface RenderingOptions {
  readonly translators: FamilyTranslators;
  readonly openMetrics: OpenMetricsOptions;
  /** Whether somebody still waits for it. */
  readonly isWanted: () => boolean;
}

/**
 * Renders what a request asks for while the metrics can be read, letting others run in between.
 *
 * @throws Error (a rejection) when nobody wants it any more, or the metrics cannot be read any longer
 */
export async function renderMetrics(
  metrics: ReadableMetrics,
  request: ExpositionRequest,
  { translators, openMetrics, isWanted }: RenderingOptions,
): Promise<RenderedExposition> {
  const { format = 'text', escaping = DEFAULT_SCHEME, names = [] } = request;
  const goOn = () => {
    if (!isWanted()) throw new Error('the one who asked has gone');
    if (!metrics.isOpen()) throw new Error('it took longer than the time-out of a collection');
  };
  goOn();
  const all = await inSlices(translators.for(escaping).translate(metrics), { goOn });
  const families = selectFamilies(all, names);
  const chunks: Uint8Array[] = [];
  const take = (chunk: string | Uint8Array): void => {
    if (chunk.length > 0) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  };
  await inSlices(render(families, format, openMetrics)[Symbol.iterator](), { take, goOn });
  return {
    chunks,
    families: families.length,
    series: families.reduce((all, { series }) => all + series.length, 0),
    failures: metrics.errors.length,
  };
}
