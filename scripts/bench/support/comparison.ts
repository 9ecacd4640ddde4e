import type { Aim } from './aims';
import type { Results } from './results';
import { median, pairwise, spreadOf } from './statistics';
import { formatSpread, NOTHING } from './table';

/** How often the figure of `ours` goes into that of `peer`, round by round: 3 where the peer takes three times as much. */
export function ratios(peer: readonly number[], ours: readonly number[]): readonly number[] {
  return pairwise(peer, ours, (other, own) => other / own);
}

/** A median for people. */
export function medianCell(figures: readonly number[], digits: number): string {
  return figures.length === 0 ? NOTHING : median(figures).toFixed(digits);
}

/** A median with the least and the most, for people. */
export function spreadCell(figures: readonly number[], digits: number): string {
  return figures.length === 0 ? NOTHING : formatSpread(spreadOf(figures), digits);
}

/** An aim about how often ours is faster than a peer. */
export interface RatioAim {
  readonly aim: string;
  /** The cases that it holds for: it is met when it is met in each of them. */
  readonly cases: readonly string[];
  readonly ours: string;
  readonly peer: string;
  /** Ours in this case is compared with the peer in that one of the same place (default: the same cases). */
  readonly peerCases?: readonly string[];
  readonly atLeast: number;
}

/** Whether the median ratio reaches the aim in every case. */
export function judge(results: Results, { aim, cases, ours, peer, peerCases, atLeast }: RatioAim): Aim {
  const medians = cases.flatMap((name, index) => {
    const found = ratios(results.of(peerCases?.[index] ?? name, peer), results.of(name, ours));
    return found.length === 0 ? [] : [median(found)];
  });
  const [least, most] = [Math.min(...medians), Math.max(...medians)];
  const range = medians.length === 1 ? least.toFixed(2) : `${least.toFixed(2)} to ${most.toFixed(2)}`;
  return {
    aim: `${aim}: at least ${atLeast}`,
    measured: medians.length === 0 ? NOTHING : range,
    met: least >= atLeast && medians.length === cases.length,
  };
}
