import { join } from 'node:path';
import { Child } from '../support/child';
import { judge, ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { formatTable } from '../support/table';
import type { CollectingQuestion, CollectorStart } from './collector';
import type { ContestantName, InstrumentKind } from './contestants';

interface Amounts {
  readonly rounds: number;
  readonly seriesEach: number;
  readonly collections: number;
}

const INSTRUMENTS = 10;
/** prom-client takes seconds for the histograms, and is here for orientation. */
const PROM_CLIENT_COLLECTIONS = 2;
const FULL: Amounts = { rounds: 5, seriesEach: 10_000, collections: 7 };
const BRIEF: Amounts = { rounds: 1, seriesEach: 1_000, collections: 3 };

const CONTESTANTS: readonly ContestantName[] = ['ours', 'stock', 'prom-client'];
const KINDS: readonly InstrumentKind[] = ['counter', 'histogram'];
const TOUCHED: readonly boolean[] = [true, false];

/** What it takes to read everything: `reader.collect()`, and `getMetricsAsJSON()` of prom-client. */
export async function collectingPart({ brief, profileDirectory }: Scale): Promise<PartReport> {
  const { rounds, seriesEach, collections } = brief ? BRIEF : FULL;
  const results = new Results();
  for (let round = 0; round < rounds; round += 1) {
    for (const kind of KINDS) {
      const starts = CONTESTANTS.map((contestant) => ({
        contestant,
        kind,
        instruments: INSTRUMENTS,
        seriesEach,
      }));
      for (const start of rotated(starts, round)) {
        await measureOne(start, collections, profileDirectory, results);
      }
    }
  }
  const series = INSTRUMENTS * seriesEach;
  const cases = KINDS.flatMap((kind) => TOUCHED.map((touched) => caseName(kind, touched)));
  return {
    text: [
      `collecting: ${series.toLocaleString('en')} series of ${INSTRUMENTS} instruments, 3 labels; ${rounds} rounds of`,
      `${collections} collections (prom-client: ${PROM_CLIENT_COLLECTIONS}); medians (least to most). Its`,
      'getMetricsAsJSON makes a sample of each bucket, which is less comparable.',
      '',
      table(results, cases),
    ].join('\n'),
    aims: cases.map((name) =>
      judge(results, {
        aim: `collecting ${name}, stock / ours`,
        cases: [name],
        ours: 'ours',
        peer: 'stock',
        atLeast: 2,
      }),
    ),
  };
}

async function measureOne(
  start: CollectorStart,
  collections: number,
  profileDirectory: string | undefined,
  results: Results,
): Promise<void> {
  const child = Child.start(join(__dirname, 'collector.ts'), { profileDirectory });
  const times = start.contestant === 'prom-client' ? PROM_CLIENT_COLLECTIONS : collections;
  try {
    await child.ask('start', start);
    // Collections of each kind that do not count: until then the code is being compiled.
    for (const touched of TOUCHED) await child.ask('collect', { touched, collections: times });
    for (const touched of TOUCHED) {
      const question: CollectingQuestion = { touched, collections: times };
      results.add(
        caseName(start.kind, touched),
        start.contestant,
        await child.ask<number>('collect', question),
      );
    }
  } finally {
    await child.stop();
  }
}

function caseName(kind: InstrumentKind, touched: boolean): string {
  return `${kind}s, ${touched ? 'all' : 'none'} recorded to since`;
}

function table(results: Results, cases: readonly string[]): string {
  const rows = cases.map((name) => {
    const [ours, stock, promClient] = CONTESTANTS.map((contestant) => results.of(name, contestant));
    return [
      name,
      spreadCell(ours ?? [], 0),
      spreadCell(stock ?? [], 0),
      spreadCell(ratios(stock ?? [], ours ?? []), 2),
      spreadCell(promClient ?? [], 0),
      spreadCell(ratios(promClient ?? [], ours ?? []), 2),
    ];
  });
  return formatTable([['ms', 'ours', 'stock', 'ratio', 'prom-client', 'ratio'], ...rows]);
}
