import { join } from 'node:path';
import type { Aim } from '../support/aims';
import { Child } from '../support/child';
import { ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { median } from '../support/statistics';
import { formatTable } from '../support/table';
import type { ContestantName, InstrumentKind } from './contestants';
import type { MemoryQuestion } from './memory-process';
import type { Spreading } from './series';

const CONTESTANTS: readonly ContestantName[] = ['ours', 'prom-client', 'stock'];
const KINDS: readonly InstrumentKind[] = ['counter', 'histogram'];

const FULL_ROUNDS = 3;
const BRIEF_ROUNDS = 1;

interface Shape {
  readonly series: number;
  readonly labels: number;
  readonly spreading: Spreading;
}

const SHAPES: readonly Shape[] = [
  { series: 10_000, labels: 2, spreading: 'even' },
  { series: 10_000, labels: 4, spreading: 'even' },
  { series: 100_000, labels: 2, spreading: 'even' },
  { series: 100_000, labels: 3, spreading: 'even' },
  { series: 100_000, labels: 4, spreading: 'even' },
  { series: 100_000, labels: 2, spreading: 'unique' },
];
const BRIEF_SHAPES: readonly Shape[] = [{ series: 10_000, labels: 2, spreading: 'even' }];

/** Ours may take this share of what prom-client takes. */
const MAX_SHARE = 0.5;

type Figures = ReadonlyMap<string, readonly number[]>;

/** What a series of a counter and of a histogram occupies. */
export async function memoryPart({ brief }: Scale): Promise<PartReport> {
  const rounds = brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const shapes = brief ? BRIEF_SHAPES : SHAPES;
  const questions = KINDS.flatMap((kind) =>
    shapes.flatMap((shape) => CONTESTANTS.map((contestant) => ({ contestant, kind, ...shape }))),
  );
  const figures = new Map<string, number[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const question of rotated(questions, round)) {
      const key = keyOf(question, question.kind, question.contestant);
      figures.set(key, [...(figures.get(key) ?? []), await bytesPerSeries(question)]);
    }
  }
  return {
    text: [
      `memory: ${rounds} rounds, a process for each figure; heap and typed arrays after collecting garbage;`,
      'medians (least to most). The strings of the label values were there before and count for nobody. Histograms',
      'have 10 buckets. "Unique": the last label has a value of its own in each series.',
      '',
      ...KINDS.map((kind) => `${table(figures, kind, shapes)}\n`),
    ].join('\n'),
    aims: KINDS.map((kind) => aimOf(figures, kind, shapes)),
  };
}

async function bytesPerSeries(question: MemoryQuestion): Promise<number> {
  const child = Child.start(join(__dirname, 'memory-process.ts'), { nodeArguments: ['--expose-gc'] });
  try {
    return await child.ask<number>('bytesPerSeries', question);
  } finally {
    await child.stop();
  }
}

function keyOf(
  { series, labels, spreading }: Shape,
  kind: InstrumentKind,
  contestant: ContestantName,
): string {
  return [series, labels, spreading, kind, contestant].join(' ');
}

function table(figures: Figures, kind: InstrumentKind, shapes: readonly Shape[]): string {
  const rows = shapes.map((shape) => {
    const of = (contestant: ContestantName) => figures.get(keyOf(shape, kind, contestant)) ?? [];
    const [ours, promClient, stock] = [of('ours'), of('prom-client'), of('stock')];
    const { series, labels, spreading } = shape;
    return [
      `${kind}, ${series.toLocaleString('en')} series, ${labels} labels${spreading === 'unique' ? ', unique' : ''}`,
      spreadCell(ours, 0),
      spreadCell(promClient, 0),
      spreadCell(ratios(ours, promClient), 2),
      spreadCell(stock, 0),
      spreadCell(ratios(ours, stock), 2),
    ];
  });
  const heading = ['bytes a series', 'ours', 'prom-client', 'ours / it', 'stock', 'ours / it'];
  return formatTable([heading, ...rows]);
}

function aimOf(figures: Figures, kind: InstrumentKind, shapes: readonly Shape[]): Aim {
  const shares = shapes.flatMap((shape) => {
    const of = (contestant: ContestantName) => figures.get(keyOf(shape, kind, contestant)) ?? [];
    const found = ratios(of('ours'), of('prom-client'));
    return found.length === 0 ? [] : [median(found)];
  });
  return {
    aim: `memory of a ${kind} series: at most ${MAX_SHARE} of prom-client's`,
    measured: `${Math.min(...shares).toFixed(2)} to ${Math.max(...shares).toFixed(2)}`,
    met: shares.length === shapes.length && Math.max(...shares) <= MAX_SHARE,
  };
}
