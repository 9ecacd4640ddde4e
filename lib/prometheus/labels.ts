import { attributeText } from './attribute-text';
import { escapeQuoted, labelNameText } from './escaping';
import { prometheusLabelName } from './names';
import type { NameTranslator } from './translation';

/** A label's name and its value, before it is escaped. */
export type LabelPair = readonly [name: string, value: string];

/** The labels of a series, and how an exposition writes them. */
export interface LabelSet {
  readonly pairs: readonly LabelPair[];
  /** `a="b",c="d"`, escaped, without braces; empty where there are none. */
  readonly text: string;
}

/** One value on its way to a label. `key` is the original one, whose order decides where labels collide. */
export interface LabelSource {
  readonly key: string;
  readonly name: string;
  readonly value: string;
}

/** Names that mean something to the format itself, and so cannot be had by an attribute; as Prometheus renames them. */
const RESERVED: ReadonlyMap<string, string> = new Map([['__name__', 'exported_name']]);
const RESERVED_ON_HISTOGRAMS: ReadonlyMap<string, string> = new Map([...RESERVED, ['le', 'exported_le']]);

/** What kind of series the labels are for: a histogram's own `le` must stay the only one. */
export type LabelUse = 'value' | 'histogram';

const RESERVED_BY_USE: Readonly<Record<LabelUse, ReadonlyMap<string, string>>> = {
  value: RESERVED,
  histogram: RESERVED_ON_HISTOGRAMS,
};

export const NO_LABELS: LabelSet = { pairs: [], text: '' };

/**
 * The labels that attributes become. An attribute `le` of a histogram becomes `exported_le` and `__name__` becomes
 * `exported_name`, as Prometheus itself renames a label that it needs.
 *
 * @param prefix what stands before each key; by default nothing.
 * @param labelName how keys are translated; by default as the default translation strategy does it.
 */
export function labelSources(
  attributes: Readonly<Record<string, unknown>>,
  use: LabelUse,
  prefix = '',
  labelName: NameTranslator['labelName'] = prometheusLabelName,
): LabelSource[] {
  return Object.keys(attributes).map((attribute) => {
    const key = prefix + attribute;
    return { key, name: labelFor(key, use, labelName), value: attributeText(attributes[attribute]) };
  });
}

/** The name of the label that an attribute becomes. */
export function labelFor(key: string, use: LabelUse, labelName: NameTranslator['labelName']): string {
  const name = labelName(key);
  return RESERVED_BY_USE[use].get(name) ?? name;
}

/**
 * Puts labels together, in the order of their names. Values whose labels collide are joined with `;` in the order of
 * their original keys ("Metric Attributes" of the specification). A label with an empty value is left out: to
 * Prometheus it is the same as none, and two series that differ only in it would be one series twice.
 */
export function assembleLabels(sources: readonly LabelSource[]): LabelSet {
  if (sources.length === 0) return NO_LABELS;
  const valuesByName = new Map<string, string>();
  for (const { name, value } of [...sources].sort(byNameThenKey)) {
    const before = valuesByName.get(name);
    valuesByName.set(name, before === undefined ? value : `${before};${value}`);
  }
  const pairs = [...valuesByName].filter(([, value]) => value !== '');
  return { pairs, text: labelText(pairs) };
}

/** Labels as a line of text has them between its braces. */
export function labelText(pairs: readonly LabelPair[]): string {
  return pairs.map(([name, value]) => `${labelNameText(name)}="${escapeQuoted(value)}"`).join(',');
}

/** Two label sets that share no name, one after the other. */
export function concatenateLabels(first: LabelSet, second: LabelSet): LabelSet {
  if (first.text === '') return second;
  if (second.text === '') return first;
  return { pairs: [...first.pairs, ...second.pairs], text: `${first.text},${second.text}` };
}

/** "Lexicographical" means by code unit, the same on every machine. The sort is stable for equal keys. */
function byNameThenKey(a: LabelSource, b: LabelSource): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  if (a.key === b.key) return 0;
  return a.key < b.key ? -1 : 1;
}
