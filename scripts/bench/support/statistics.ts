/** What came of measuring one thing several times. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

/**
 * The middle one of some figures, or the mean of the two in the middle.
 *
 * @throws RangeError when there are none
 */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  if (upper === undefined || lower === undefined) throw new RangeError('the median of no figures');
  return (lower + upper) / 2;
}

/**
 * The figure that a share of all figures does not exceed: 0.95 of them, say.
 *
 * @throws RangeError when there are none
 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('the quantile of no figures');
  return found;
}

/** The median of some figures and how far they lie apart. Throws a RangeError when there are none. */
export function spreadOf(values: readonly number[]): Spread {
  return { median: median(values), min: Math.min(...values), max: Math.max(...values) };
}

/**
 * What `measure` gives for each pair of figures taken side by side, so that what drifted for both cancels out. Figures
 * without a partner are left out.
 */
export function pairwise<A, B>(
  left: readonly A[],
  right: readonly B[],
  measure: (left: A, right: B) => number,
): readonly number[] {
  return left.slice(0, right.length).map((value, index) => measure(value, right[index] as B));
}
