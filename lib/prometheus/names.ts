import { type UnitWords, unitWords } from './units';

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

function withUnitWords(words: readonly string[], unit: UnitWords): readonly string[] {
  const per = unit.per.replace(/_$/, '');
  const added = [unit.main, per === 'per' ? '' : per];
  return [...words, ...added.filter((word) => word !== '' && !words.includes(word))];
}

function withTypeWord(words: readonly string[], instrument: TranslatableInstrument): readonly string[] {
  const word = typeWord(instrument);
  return word === '' ? words : [...words.filter((other) => other !== word), word];
}

/** The word that a name ends with by what the data is: `total`, `ratio` or none. */
export function typeWord({ monotonic, kind, unit }: TranslatableInstrument): '' | 'total' | 'ratio' {
  if (monotonic ?? kind === 'counter') return 'total';
  return unit === '1' && kind === 'gauge' ? 'ratio' : '';
}
