import { pairwise, spreadOf } from '../support/statistics';
import { formatSpread, formatTable } from '../support/table';

/** What one process says of its start. */
export interface StartFigures {
  /** From the first line of the program until the endpoint listens and what was put off until then is done. */
  readonly startMs: number;
  /** From the first line of the program until the endpoint listens. */
  readonly readyMs: number;
  /** As `startMs`, from the start of the process, which holds Node's own start. */
  readonly fromProcessStartMs: number;
  /** CPU time of the process until then. */
  readonly cpuMs: number;
  /** Resident memory then. */
  readonly rssMegabytes: number;
}

/** The starts of both sides with the same outputs, in the order of the pairs. */
export interface StartPairs {
  readonly outputs: string;
  readonly ours: readonly StartFigures[];
  readonly theirs: readonly StartFigures[];
}

const MEASURES: readonly { readonly title: string; readonly of: (figures: StartFigures) => number }[] = [
  { title: 'require + start, ms', of: ({ startMs }) => startMs },
  { title: 'until it listens, ms', of: ({ readyMs }) => readyMs },
  { title: 'with Node itself, ms', of: ({ fromProcessStartMs }) => fromProcessStartMs },
  { title: 'CPU of the process, ms', of: ({ cpuMs }) => cpuMs },
  { title: 'RSS, MB', of: ({ rssMegabytes }) => rssMegabytes },
];

/** One table for each kind of outputs: each measure of both sides, their ratio pair by pair, and that of the medians. */
export function startupReport(cases: readonly StartPairs[]): string {
  return cases.map(startTable).join('\n\n');
}

function startTable({ outputs, ours, theirs }: StartPairs): string {
  const rows = MEASURES.map(({ title, of }) => {
    const [mine, stock] = [spreadOf(ours.map(of)), spreadOf(theirs.map(of))];
    const ratios = spreadOf(pairwise(ours, theirs, (one, other) => of(one) / of(other)));
    return [
      title,
      formatSpread(mine, 0),
      formatSpread(stock, 0),
      (mine.median / stock.median).toFixed(2),
      formatSpread(ratios, 2),
    ];
  });
  return formatTable([[outputs, 'cardlink', 'sdk-node', 'ratio of medians', 'ratio by pair'], ...rows]);
}
