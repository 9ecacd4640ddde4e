import { EXEMPLAR_FILTERS, type ExemplarFilter } from './exemplar-sampling';
import { type Reporter, textOf } from './reporter';

/** A span of time that was given as an option, in milliseconds. One that cannot be is told and left out. */
export function durationOption(
  name: string,
  givenMs: number | undefined,
  reporter: Reporter,
): number | undefined {
  if (givenMs === undefined || (typeof givenMs === 'number' && givenMs > 0)) return givenMs;
  reporter.error(
    `option ${name}`,
    `the option ${name} is left out: it must be a number of milliseconds above 0, not ${textOf(givenMs)}`,
  );
  return undefined;
}

/** The filter that was given as an option. One that does not exist is told, and the default taken. */
export function exemplarFilterOption(given: ExemplarFilter | undefined, reporter: Reporter): ExemplarFilter {
  const [standard] = EXEMPLAR_FILTERS;
  if (given === undefined) return standard;
  if (EXEMPLAR_FILTERS.includes(given)) return given;
  reporter.error(
    'option exemplarFilter',
    `the option exemplarFilter is left out: it must be one of ${EXEMPLAR_FILTERS.join(', ')}, not ${textOf(given)}`,
  );
  return standard;
}
