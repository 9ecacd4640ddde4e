import { wellFormed } from './attribute-text';
import { type EscapingScheme, escapeLabelName, escapeMetricName, isLegacyMetricName } from './escaping';
import { prometheusLabelName, prometheusMetricName, type TranslatableInstrument, typeWord } from './names';
import { joinUnit, prometheusUnit, rawUnitWords } from './units';

/**
 * The strategies of "Translation Strategy" of the OpenTelemetry specification's Prometheus exporter, and of Prometheus's
 * own `translation_strategy`: whether names become what Prometheus has always called valid, and whether they tell unit
 * and type.
 */
export type TranslationStrategy =
  | 'UnderscoreEscapingWithSuffixes'
  | 'UnderscoreEscapingWithoutSuffixes'
  | 'NoUTF8EscapingWithSuffixes'
  | 'NoTranslation';

/** The names of one strategy. */
export interface NameTranslator {
  /** Empty for what has no name under the strategy, and so cannot be exposed. */
  metricName(instrument: TranslatableInstrument): string;
  /** Never empty. */
  labelName(key: string): string;
  /** The unit of a `# UNIT` line; empty for none, and for one that OpenMetrics has no way to write. */
  unitName(unit: string): string;
}

export const DEFAULT_TRANSLATION_STRATEGY: TranslationStrategy = 'UnderscoreEscapingWithSuffixes';

const TRANSLATORS: Readonly<Record<TranslationStrategy, NameTranslator>> = {
  UnderscoreEscapingWithSuffixes: {
    metricName: prometheusMetricName,
    labelName: prometheusLabelName,
    unitName: prometheusUnit,
  },
  UnderscoreEscapingWithoutSuffixes: {
    metricName: ({ name }) => legacyName(name),
    labelName: prometheusLabelName,
    unitName: prometheusUnit,
  },
  NoUTF8EscapingWithSuffixes: {
    metricName: nameWithSuffixes,
    labelName: utf8LabelName,
    unitName: utf8Unit,
  },
  NoTranslation: {
    metricName: ({ name }) => wellFormed(name),
    labelName: utf8LabelName,
    unitName: utf8Unit,
  },
};

/**
 * The names under a strategy as Prometheus's otlptranslator gives them, so that what is scraped here and what arrives in
 * Prometheus by OTLP bears the same.
 *
 * @param escaping what the names become on their way out, as a scrape asks for it. It is part of the translation, so
 *   that names which fall together by it are known before families and labels are put together. By default nothing; no
 *   scheme changes anything about the two strategies that escape with underscores.
 * @throws Error when there is no such strategy.
 */
export function createNameTranslator(
  strategy: TranslationStrategy = DEFAULT_TRANSLATION_STRATEGY,
  escaping: EscapingScheme = 'allow-utf-8',
): NameTranslator {
  if (!Object.hasOwn(TRANSLATORS, strategy)) {
    const known = Object.keys(TRANSLATORS).join(', ');
    throw new Error(`There is no translation strategy ${JSON.stringify(strategy)}; choose one of ${known}`);
  }
  const translator = TRANSLATORS[strategy];
  if (escaping === 'allow-utf-8' || !allowsUtf8(strategy)) return translator;
  return {
    metricName: (instrument) => escapeMetricName(translator.metricName(instrument), escaping),
    labelName: (key) => escapeLabelName(translator.labelName(key), escaping),
    unitName: translator.unitName,
  };
}

/** Whether names may be any UTF-8 under the strategy, so that the escaping scheme of a scrape matters. */
export function allowsUtf8(strategy: TranslationStrategy): boolean {
  return strategy === 'NoUTF8EscapingWithSuffixes' || strategy === 'NoTranslation';
}

/** otlptranslator without suffixes: runs of what no name may hold become one underscore, and those at the ends none. */
function legacyName(name: string): string {
  const joined = name
    .split(/[^a-zA-Z0-9:_]/)
    .filter((part) => part !== '')
    .join('_');
  if (joined !== name && /^_*$/.test(joined)) return '';
  return /^[0-9]/.test(joined) ? `_${joined}` : joined;
}

/**
 * otlptranslator with suffixes but without escaping. A suffix that the name has is moved to its place. As there, it is
 * known by its letters alone, whatever stands before them: a counter `subtotal` becomes `su_total`.
 */
function nameWithSuffixes(instrument: TranslatableInstrument): string {
  const type = typeWord(instrument);
  const { main, per } = rawUnitWords(instrument.unit);
  const stem = withoutSuffix(withoutSuffix(instrument.name, type), per);
  const parts = [main === '' || stem.endsWith(main) ? stem : `${stem}_${main}`, per, type];
  return wellFormed(parts.filter((part, index) => index === 0 || part !== '').join('_'));
}

/** The name without the suffix and the character before it, unless nothing else would be left. */
function withoutSuffix(name: string, suffix: string): string {
  if (suffix === '' || !name.endsWith(suffix) || name.length <= suffix.length + 1) return name;
  return name.slice(0, -suffix.length).replace(/[\s\S]$/u, '');
}

/** The official translator refuses an empty key, and its users drop the whole metric; this way nothing is lost. */
function utf8LabelName(key: string): string {
  return key === '' ? '_' : wellFormed(key);
}

/** Only what OpenMetrics can write as a unit; its names take more. */
function utf8Unit(unit: string): string {
  const name = joinUnit(rawUnitWords(unit));
  return isLegacyMetricName(name) ? name : '';
}
