/**
 * The names that Prometheus's older formats can carry, and what becomes of the rest: Prometheus 3 says in `Accept`
 * (`escaping=`) whether it takes any UTF-8 name, and otherwise how one is to be made fit.
 */

/** What `escaping=` may say; `underscores` is what holds where it says nothing. */
export type EscapingScheme = 'underscores' | 'dots' | 'values' | 'allow-utf-8';

/** How one scheme writes what it cannot leave as it is. */
interface EscapingRule {
  readonly prefix: string;
  readonly underscore: string;
  readonly other: (character: string) => string;
}

const RULES: Readonly<Record<Exclude<EscapingScheme, 'allow-utf-8'>, EscapingRule>> = {
  underscores: { prefix: '', underscore: '_', other: () => '_' },
  dots: { prefix: '', underscore: '__', other: (character) => (character === '.' ? '_dot_' : '__') },
  values: { prefix: 'U__', underscore: '__', other: codePointText },
};

/** What text formats write in quotes with a backslash before it. */
const QUOTED_ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '"': '\\"', '\n': '\\n' };

const LEGACY_METRIC_NAME = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/;
const LEGACY_LABEL_NAME = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

/** Whether every format has always been able to write this name of a metric. */
export function isLegacyMetricName(name: string): boolean {
  return LEGACY_METRIC_NAME.test(name);
}

/** Whether every format has always been able to write this name of a label, which unlike a metric's has no colon. */
export function isLegacyLabelName(name: string): boolean {
  return LEGACY_LABEL_NAME.test(name);
}

/**
 * A metric's name under a scheme, as Prometheus's Go library writes it (`model.EscapeMetricFamily` and within it
 * `model.EscapeName`): a name that every format can write stays as it is. A lone surrogate counts as U+FFFD.
 */
export function escapeMetricName(name: string, scheme: EscapingScheme): string {
  return escapeName(name, scheme, LEGACY_METRIC_NAME);
}

/**
 * A label's name under a scheme, as `escapeMetricName` does a metric's. A colon is escaped too: the Go library leaves
 * it in a label's name, where Prometheus's own parser refuses it.
 */
export function escapeLabelName(name: string, scheme: EscapingScheme): string {
  return escapeName(name, scheme, LEGACY_LABEL_NAME);
}

/** A metric's name as HELP, TYPE and UNIT write it: in quotes where it is none of the old kind. */
export function metricNameText(name: string): string {
  return isLegacyMetricName(name) ? name : quoted(name);
}

/** A label's name as it stands before the equals sign: in quotes where it is none of the old kind. */
export function labelNameText(name: string): string {
  return isLegacyLabelName(name) ? name : quoted(name);
}

/** How a line of a metric begins. */
export interface SampleStart {
  /** Where there are no labels: `up`, or `{"my.metric"}`. */
  readonly bare: string;
  /** Where labels and a closing brace follow: `up{`, or `{"my.metric",`. */
  readonly open: string;
}

/** How the text formats begin a metric's lines: a name that is none of the old kind goes, quoted, into the braces. */
export function sampleStart(name: string): SampleStart {
  if (isLegacyMetricName(name)) return { bare: name, open: `${name}{` };
  const text = quoted(name);
  return { bare: `{${text}}`, open: `{${text},` };
}

/** What stands between quotes in the text formats: backslash, quote and line feed escaped. */
export function escapeQuoted(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => QUOTED_ESCAPES[character] ?? character);
}

function quoted(name: string): string {
  return `"${escapeQuoted(name)}"`;
}

/** One pass. A name's part is valid where it continues a valid name: a digit is, but not at the beginning. */
function escapeName(name: string, scheme: EscapingScheme, legacyName: RegExp): string {
  if (scheme === 'allow-utf-8' || name === '' || legacyName.test(name)) return name;
  const { prefix, underscore, other } = RULES[scheme];
  let escaped = prefix;
  let before = '';
  for (const character of name) {
    if (character === '_') escaped += underscore;
    else escaped += legacyName.test(before + character) ? character : other(character);
    before = '_';
  }
  return escaped;
}

/** `_2e_` for a dot: the code point in hexadecimal digits. */
function codePointText(character: string): string {
  const codePoint = character.codePointAt(0) ?? 0;
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return `_${(isSurrogate ? 0xfffd : codePoint).toString(16)}_`;
}
