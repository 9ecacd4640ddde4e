/**
 * OpenTelemetry names to Prometheus names, as "OTLP Metric points to Prometheus" of the OpenTelemetry specification
 * asks and as Prometheus's own otlptranslator does it under `UnderscoreEscapingWithSuffixes`: what is scraped here and
 * what arrives in Prometheus by OTLP bears the same name.
 */

/** What a metric's name depends on. */
export interface TranslatableInstrument {
  /** The OTel name, as `cardlink.apdu.commands`. */
  readonly name: string;
  /** A UCUM unit, as `s`, `By`, `By/s`, `%`, `1` or `{command}`; empty when there is none. */
  readonly unit: string;
  /** What the data is: a monotonic sum is a counter, any other sum an updowncounter. */
  readonly kind: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
  /** Whether the value only grows, which is what `_total` says. By default true for a counter alone. */
  readonly monotonic?: boolean;
}

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

const LEADING_DIGIT = /^[0-9]/;

/**
 * The Prometheus name of an instrument: words joined by single underscores, its unit's word unless the name already
 * holds it, and last `_total` on what only grows or `_ratio` on a gauge of unit `1`.
 *
 * @returns the empty string when neither name nor unit holds a letter or digit: such a metric has no Prometheus name
 *   (the official translator refuses it too) and cannot be exposed.
 */
export function prometheusMetricName(instrument: TranslatableInstrument): string {
  const words = instrument.name.split(/[^a-zA-Z0-9:]/).filter((word) => word !== '');
  const unit = unitWords(instrument.unit);
  const name = withTypeWord(withUnitWords(words, unit), instrument).join('_').replace(/__+/g, '_');
  return LEADING_DIGIT.test(name) ? `_${name}` : name;
}

/**
 * The Prometheus label of an attribute key: whatever is not a letter or a digit becomes one underscore, a leading digit
 * gets `key_` before it, and Prometheus's reserved form `__x__` stays as it is.
 *
 * A key without a single letter or digit becomes `_`. (The official translator refuses such a key, and its users drop
 * the whole metric; this way nothing is lost.)
 */
export function prometheusLabelName(key: string): string {
  const reserved = key.length > 4 && key.startsWith('__') && key.endsWith('__');
  const inner = (reserved ? key.slice(2, -2) : key).replace(/[^a-zA-Z0-9]+/g, '_');
  if (inner === '' || inner === '_') return '_';
  if (reserved) return `__${inner}__`;
  return LEADING_DIGIT.test(inner) ? `key_${inner}` : inner;
}

/** The words of a unit: `main` before the slash, `per` after it (`per_second`); empty where there is none. */
interface UnitWords {
  readonly main: string;
  readonly per: string;
}

function unitWords(unit: string): UnitWords {
  const slash = unit.indexOf('/');
  const main = slash < 0 ? unit : unit.slice(0, slash);
  const per = slash < 0 ? '' : unit.slice(slash + 1);
  const perWord = unitWord(per, PER_UNIT_WORDS);
  return { main: unitWord(main, UNIT_WORDS), per: perWord === '' ? '' : `per_${perWord}` };
}

/** One side of the slash. What carries braces is an annotation (a "count of foo"), which Prometheus has no unit for. */
function unitWord(unit: string, words: ReadonlyMap<string, string>): string {
  const trimmed = unit.trim();
  if (/[{}]/.test(trimmed)) return '';
  const word = words.get(trimmed) ?? trimmed;
  return word.replace(/[^a-zA-Z0-9:]+/g, '_').replace(/^_/, '');
}

function withUnitWords(words: readonly string[], unit: UnitWords): readonly string[] {
  const per = unit.per.replace(/_$/, '');
  const added = [unit.main, per === 'per' ? '' : per];
  return [...words, ...added.filter((word) => word !== '' && !words.includes(word))];
}

function withTypeWord(words: readonly string[], instrument: TranslatableInstrument): readonly string[] {
  const monotonic = instrument.monotonic ?? instrument.kind === 'counter';
  const typeWord = monotonic
    ? 'total'
    : instrument.unit === '1' && instrument.kind === 'gauge'
      ? 'ratio'
      : '';
  return typeWord === '' ? words : [...words.filter((word) => word !== typeWord), typeWord];
}
