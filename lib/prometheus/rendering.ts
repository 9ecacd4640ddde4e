import type { ReadableMetrics } from '../metrics';
import type { FamilyTranslators } from './family-translators';
import { render } from './formats';
import type { ExpositionRequest, RenderedExposition } from './metrics-route';
import { DEFAULT_SCHEME } from './negotiation';
import type { OpenMetricsOptions } from './openmetrics';
import { selectFamilies } from './select-families';
import { type SlabPool, SlabWriter } from './slabs';
import { inSlices } from './slices';

/** How metrics are rendered, and for how long. */
export interface RenderingOptions {
  readonly translators: FamilyTranslators;
  readonly openMetrics: OpenMetricsOptions;
  /** What it is written into. */
  readonly slabs: SlabPool;
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
  { translators, openMetrics, slabs, isWanted }: RenderingOptions,
): Promise<RenderedExposition> {
  const { format = 'text', escaping = DEFAULT_SCHEME, names = [] } = request;
  const goOn = () => {
    if (!isWanted()) throw new Error('the one who asked has gone');
    if (!metrics.isOpen()) throw new Error('it took longer than the time-out of a collection');
  };
  goOn();
  const all = await inSlices(translators.for(escaping).translate(metrics), { goOn });
  const families = selectFamilies(all, names);
  const writer = new SlabWriter(slabs);
  const take = (chunk: string | Uint8Array): void => writer.write(chunk);
  await inSlices(render(families, format, openMetrics)[Symbol.iterator](), { take, goOn });
  writer.close();
  return {
    chunks: writer.chunks,
    release: () => writer.release(),
    families: families.length,
    series: families.reduce((all, { series }) => all + series.length, 0),
    failures: metrics.errors.length,
  };
}
