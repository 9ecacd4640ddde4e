import type { Labels } from './contestants';

/** Names of labels, in the order in which they are used. */
const LABEL_NAMES = ['direction', 'command', 'status_word', 'protocol', 'operator', 'profile'] as const;

/** How the values of the labels are spread over the series. */
export type Spreading =
  /** Every label has about as many values as any other. */
  | 'even'
  /** The last label has a value of its own in every series, the others one or a few. */
  | 'unique';

/** The label values of some series, prepared, so that making the strings counts for nobody. */
export interface SeriesSet {
  readonly labelNames: readonly string[];
  /** For each label its value in each series. */
  readonly columns: readonly (readonly string[])[];
}

const FEW_VALUES = 5;

/** Label values for `series` different series of `labels` labels each. */
export function prepareSeries(series: number, labels: number, spreading: Spreading = 'even'): SeriesSet {
  const labelNames = LABEL_NAMES.slice(0, labels);
  const bases = basesOf(series, labels, spreading);
  const columns = labelNames.map((name, label) => {
    const isUnique = spreading === 'unique' && label === labels - 1;
    const before = isUnique ? 1 : bases.slice(0, label).reduce((product, base) => product * base, 1);
    const values = Array.from({ length: bases[label] ?? 1 }, (_, value) => flatString(`${name}-${value}`));
    return Array.from(
      { length: series },
      (_, index) => values[Math.floor(index / before) % values.length] ?? '',
    );
  });
  return { labelNames, columns };
}

/** How many values each label has: their product is at least the number of series. */
function basesOf(series: number, labels: number, spreading: Spreading): readonly number[] {
  if (spreading === 'even') {
    // A hair less, or 1,000^(1/3) comes out just above 10 and rounds up.
    const base = Math.ceil(series ** (1 / labels) - 1e-9);
    return Array.from({ length: labels }, () => base);
  }
  return Array.from({ length: labels }, (_, label) => (label === labels - 1 ? series : FEW_VALUES));
}

/**
 * A string that is not a rope: who hashes a rope first flattens it, and that memory would count for the contestant. It
 * is not a literal of the program either, like values that come from outside.
 */
export function flatString(text: string): string {
  return Buffer.from(text, 'latin1').toString('latin1');
}

/** The labels of one series. */
export function labelsOf({ labelNames, columns }: SeriesSet, series: number): Labels {
  return Object.fromEntries(labelNames.map((name, label) => [name, columns[label]?.[series] ?? '']));
}

/** At least so many recordings are made in one go, over the few series there are. */
const MIN_RECORDINGS = 2_000;

/** The series that are recorded to, one after the other: each as often as any other. */
export function recordingOrder(series: number, shuffled: boolean): Int32Array {
  const repeats = Math.max(1, Math.round(MIN_RECORDINGS / series));
  const order = Int32Array.from({ length: series * repeats }, (_, index) => index % series);
  if (shuffled) shuffle(order);
  return order;
}

/** The same order in every process: a linear congruential generator (Numerical Recipes) with a fixed seed. */
function shuffle(order: Int32Array): void {
  let state = 42;
  for (let last = order.length - 1; last > 0; last -= 1) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const other = Math.floor((state / 2 ** 32) * (last + 1));
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
}
