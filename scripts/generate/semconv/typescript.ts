import type { Model } from '../../semconv/model';
import type { OfficialConventions } from '../../semconv/official';
import { formatTypeScript } from '../format';
import { attributesSource, errorTypesSource, officialSource } from './constants';
import { eventsSource, metricsSource, spansSource } from './definitions';

const FOLDER = 'lib/semconv';
const HEADER =
  '// Generated from semconv/registry by `npm run generate`. Do not edit: edit the registry.\n\n';

/** The files of lib/semconv: constants and definitions of every signal in the registry. */
export async function semconvTypeScript(
  model: Model,
  official: OfficialConventions,
): Promise<ReadonlyMap<string, string>> {
  const sources: readonly (readonly [string, string])[] = [
    ['attributes.ts', attributesSource(model)],
    ['error-types.ts', errorTypesSource(model)],
    ['official-attributes.ts', officialSource(model, official)],
    ['metrics.ts', metricsSource(model)],
    ['spans.ts', spansSource(model)],
    ['events.ts', eventsSource(model)],
  ];
  const formatted = sources.map(async ([name, source]) => {
    const path = `${FOLDER}/${name}`;
    return [path, await formatTypeScript(path, HEADER + source)] as const;
  });
  return new Map(await Promise.all(formatted));
}
