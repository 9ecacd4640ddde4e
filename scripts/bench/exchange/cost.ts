import { join } from 'node:path';
import { Child } from '../support/child';
import { judge, medianCell, ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { formatTable } from '../support/table';
import type { ContestantName } from './contestants';
import type { Work } from './loop';
import type { Question } from './recorder';

const CONTESTANTS: readonly ContestantName[] = [
  'ours',
  'prom-client, labels',
  'prom-client, children kept',
  'stock',
  'ours, span not sampled',
  'ours, span sampled',
];
/** Those with spans differ only where there is one. */
const ONLY_EXCHANGES: readonly ContestantName[] = ['ours, span not sampled', 'ours, span sampled'];

const WORKS: readonly { readonly work: Work; readonly title: string }[] = [
  { work: 'operations', title: 'four counters and a histogram' },
  { work: 'decoded', title: 'the same, decoding the bytes' },
  { work: 'exchange', title: 'the same, sent, timed and waited for' },
];

const FULL = { rounds: 7, duration: { warmUpMs: 300, slices: 6, sliceMs: 40 } };
const BRIEF = { rounds: 1, duration: { warmUpMs: 60, slices: 3, sliceMs: 10 } };

/** What recording an exchange takes, ours and by hand. Each contestant is a process of its own, new in each round. */
export async function costPart({ brief, profileDirectory }: Scale): Promise<PartReport> {
  const { rounds, duration } = brief ? BRIEF : FULL;
  const results = new Results();
  for (let round = 0; round < rounds; round += 1) {
    const processes = CONTESTANTS.map((name) => ({
      name,
      child: Child.start(join(__dirname, 'recorder.ts'), { profileDirectory }),
    }));
    try {
      for (const { name, child } of processes) await child.ask('start', name);
      for (const [index, { work }] of WORKS.entries()) {
        for (const { name, child } of rotated(processes, round + index)) {
          if (work !== 'exchange' && ONLY_EXCHANGES.includes(name)) continue;
          const question: Question = { work, ...duration };
          results.add(work, name, await child.ask<number>('measure', question));
        }
      }
    } finally {
      await Promise.all(processes.map(({ child }) => child.stop()));
    }
  }
  return {
    text: [
      `cost: ${rounds} rounds; nanoseconds an exchange, medians (least to most).`,
      'By hand, bytes are decoded with the functions of this package. `obs.apdu.exchange` records two histograms more.',
      '',
      table(results),
    ].join('\n'),
    aims: [
      judge(results, {
        aim: 'four counters and a histogram, prom-client with labels / ours',
        cases: ['operations'],
        ours: 'ours',
        peer: 'prom-client, labels',
        atLeast: 10,
      }),
      judge(results, {
        aim: 'the same with decoding, prom-client with labels / ours',
        cases: ['decoded'],
        ours: 'ours',
        peer: 'prom-client, labels',
        atLeast: 10,
      }),
    ],
  };
}

function table(results: Results): string {
  const [ours, ...peers] = CONTESTANTS;
  const rows = CONTESTANTS.map((name) => [
    name,
    ...WORKS.flatMap(({ work }) => {
      const figures = results.of(work, name);
      const times = peers.includes(name) ? ratios(figures, results.of(work, ours as string)) : [];
      return [spreadCell(figures, 0), medianCell(times, 1)];
    }),
  ]);
  return formatTable([['ns an exchange', ...WORKS.flatMap(({ title }) => [title, '/ ours'])], ...rows]);
}
