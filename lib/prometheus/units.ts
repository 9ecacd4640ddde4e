/** UCUM units as Prometheus's words, by otlptranslator's tables and "Unit" of the OpenTelemetry specification. */

/** otlptranslator's `unitMap`. */
const UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['d', 'days'],
  ['h', 'hours'],
  ['min', 'minutes'],
  ['s', 'seconds'],
  ['ms', 'milliseconds'],
  ['us', 'microseconds'],
  ['ns', 'nanoseconds'],
  ['By', 'bytes'],
  ['KiBy', 'kibibytes'],
  ['MiBy', 'mebibytes'],
  ['GiBy', 'gibibytes'],
  ['TiBy', 'tibibytes'],
  ['KBy', 'kilobytes'],
  ['MBy', 'megabytes'],
  ['GBy', 'gigabytes'],
  ['TBy', 'terabytes'],
  ['m', 'meters'],
  ['V', 'volts'],
  ['A', 'amperes'],
  ['J', 'joules'],
  ['W', 'watts'],
  ['g', 'grams'],
  ['Cel', 'celsius'],
  ['Hz', 'hertz'],
  ['1', ''],
  ['%', 'percent'],
]);

/** otlptranslator's `perUnitMap`: the word after `per` is singular, and `m` is a minute there. */
const PER_UNIT_WORDS: ReadonlyMap<string, string> = new Map([
  ['s', 'second'],
  ['m', 'minute'],
  ['h', 'hour'],
  ['d', 'day'],
  ['w', 'week'],
  ['mo', 'month'],
  ['y', 'year'],
]);

/** The words of a unit: `main` before the slash, `per` after it (`per_second`); empty where there is none. */
export interface UnitWords {
  readonly main: string;
  readonly per: string;
}

/** The words with whatever else the unit holds as it is, for names that may be any UTF-8. */
export function rawUnitWords(unit: string): UnitWords {
  return wordsOf(unit, (word) => word);
}

/** The words with nothing but what every Prometheus name may hold, and no two underscores in a row. */
export function unitWords(unit: string): UnitWords {
  return wordsOf(unit, sanitized);
}

/**
 * A unit as Prometheus says it (`seconds`, `bytes_per_second`), for a `# UNIT` line; empty for none, for a ratio and for
 * an annotation in braces. A translated name ends with it, before its `_total`, unless it holds it elsewhere.
 */
export function prometheusUnit(unit: string): string {
  return joinUnit(unitWords(unit)).replace(/__+/g, '_');
}

/** Both words as one, without an underscore at either end. */
export function joinUnit({ main, per }: UnitWords): string {
  const words = [main, per].filter((word) => word !== '');
  return words.join('_').replace(/^_/, '').replace(/_$/, '');
}

function wordsOf(unit: string, written: (word: string) => string): UnitWords {
  const slash = unit.indexOf('/');
  const main = slash < 0 ? unit : unit.slice(0, slash);
  const per = written(unitWord(slash < 0 ? '' : unit.slice(slash + 1), PER_UNIT_WORDS));
  return { main: written(unitWord(main, UNIT_WORDS)), per: per === '' ? '' : `per_${per}` };
}

/** One side of the slash. What carries braces is an annotation (a "count of foo"), which Prometheus has no unit for. */
function unitWord(unit: string, words: ReadonlyMap<string, string>): string {
  const trimmed = unit.trim();
  return /[{}]/.test(trimmed) ? '' : (words.get(trimmed) ?? trimmed);
}

function sanitized(word: string): string {
  return word.replace(/[^a-zA-Z0-9:]+/g, '_').replace(/^_/, '');
}
