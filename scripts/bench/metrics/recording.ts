import { judge, medianCell, type RatioAim, ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import type { Results } from '../support/results';
import type { Scale } from '../support/scale';
import { formatTable } from '../support/table';
import type { InstrumentKind } from './contestants';
import { type Entrant, measureRounds, type NamedCase } from './processes';

const OURS = 'ours';
const OURS_OTLP = 'ours + OTLP';
const OURS_DELTA = 'ours + OTLP, delta';
const PROM_CLIENT = 'prom-client';
const STOCK = 'stock';
const STOCK_OTLP = 'stock + OTLP';

const ENTRANTS: readonly Entrant[] = (
  [OURS, PROM_CLIENT, STOCK, OURS_OTLP, OURS_DELTA, STOCK_OTLP] as const
).map((contestant) => ({ name: contestant, contestant, surroundings: 'no context manager', used: true }));

const FULL_ROUNDS = 5;
const BRIEF_ROUNDS = 1;

const KINDS: readonly InstrumentKind[] = ['counter', 'histogram'];
const KEEPERS = [OURS, PROM_CLIENT];

interface Shape {
  readonly labels: number;
  readonly series: number;
  readonly shuffled: boolean;
}

/** What is measured of each kind of instrument, in this order. */
const SHAPES: readonly Shape[] = [
  { labels: 0, series: 1, shuffled: false },
  ...[1, 10, 100, 1_000, 10_000].flatMap((series) =>
    (series === 1 ? [false] : [false, true]).map((shuffled) => ({ labels: 2, series, shuffled })),
  ),
  ...[1, 3, 4, 6].flatMap((labels) => [100, 10_000].map((series) => ({ labels, series, shuffled: true }))),
];

const KEPT_SHAPES: readonly Shape[] = [1, 100, 10_000].map((series) => ({
  labels: 2,
  series,
  shuffled: series > 1,
}));

/** A figure on a test program of a few cases, to see that it works. */
const BRIEF_SHAPES: readonly Shape[] = SHAPES.filter(({ labels }) => labels === 2);

/** What `add` and `record` take, by the number of labels and of series, with the labels given and with kept series. */
export async function recordingPart(scale: Scale): Promise<PartReport> {
  const rounds = scale.brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const shapes = scale.brief ? BRIEF_SHAPES : SHAPES;
  const cases = KINDS.flatMap((kind) => [
    ...shapes.map((shape) => namedCase(kind, shape, false)),
    ...KEPT_SHAPES.map((shape) => namedCase(kind, shape, true)),
  ]);
  const results = await measureRounds(ENTRANTS, cases, rounds, scale);
  return {
    text: [
      `recording: ${rounds} rounds, each contestant in a process of its own; medians, (least to most).`,
      'Labels are object literals at the call site, with values that are prepared strings. Every process has used',
      'instruments of all kinds and shapes before. A ratio says how many times longer the peer takes.',
      '',
      ...KINDS.map((kind) => `${recordingTable(results, kind, shapes)}\n\n${keptTable(results, kind)}\n`),
    ].join('\n'),
    aims: KINDS.flatMap((kind) => aimsOf(kind)).map((aim) => judge(results, aim)),
  };
}

function namedCase(kind: InstrumentKind, shape: Shape, kept: boolean): NamedCase {
  return {
    name: caseName(kind, shape, kept),
    recording: { kind, ...shape, kept, options: { limit: 2 * shape.series + 2 } },
    ...(kept && { entrants: KEEPERS }),
  };
}

function caseName(kind: InstrumentKind, { labels, series, shuffled }: Shape, kept: boolean): string {
  const order = series === 1 ? '' : shuffled ? ', shuffled' : ', in order';
  const title = `${labels} labels, ${series.toLocaleString('en')} series${order}`;
  return `${kind}, ${kept ? 'kept, ' : ''}${title}`;
}

function recordingTable(results: Results, kind: InstrumentKind, shapes: readonly Shape[]): string {
  const rows = shapes.map((shape) => {
    const name = caseName(kind, shape, false);
    const of = (entrant: string) => results.of(name, entrant);
    return [
      name,
      spreadCell(of(OURS), 0),
      medianCell(of(PROM_CLIENT), 0),
      spreadCell(ratios(of(PROM_CLIENT), of(OURS)), 1),
      medianCell(of(STOCK), 0),
      spreadCell(ratios(of(STOCK), of(OURS)), 1),
      medianCell(of(OURS_OTLP), 0),
      medianCell(of(OURS_DELTA), 0),
      medianCell(of(STOCK_OTLP), 0),
      spreadCell(ratios(of(STOCK_OTLP), of(OURS_OTLP)), 1),
    ];
  });
  return formatTable([
    [
      `ns a recording`,
      'ours',
      'prom-client',
      'ratio',
      'stock',
      'ratio',
      'ours, OTLP too',
      'ours, delta',
      'stock, OTLP too',
      'ratio',
    ],
    ...rows,
  ]);
}

function keptTable(results: Results, kind: InstrumentKind): string {
  const rows = KEPT_SHAPES.map((shape) => {
    const name = caseName(kind, shape, true);
    const ours = results.of(name, OURS);
    const labelled = results.of(caseName(kind, shape, false), PROM_CLIENT);
    const children = results.of(name, PROM_CLIENT);
    return [
      name,
      spreadCell(ours, 1),
      medianCell(children, 0),
      spreadCell(ratios(children, ours), 1),
      medianCell(labelled, 0),
      spreadCell(ratios(labelled, ours), 1),
    ];
  });
  return formatTable([
    ['ns a recording', 'ours, bound', 'prom-client, children kept', 'ratio', 'prom-client, labels', 'ratio'],
    ...rows,
  ]);
}

function aimsOf(kind: InstrumentKind): readonly RatioAim[] {
  const two = SHAPES.filter(({ labels }) => labels === 2);
  const names = (shapes: readonly Shape[], kept: boolean) =>
    shapes.map((shape) => caseName(kind, shape, kept));
  const few = names(
    two.filter(({ series }) => series < 10_000),
    false,
  );
  const many = names(
    two.filter(({ series }) => series === 10_000),
    false,
  );
  const kept = names(KEPT_SHAPES, true);
  const labelled = names(KEPT_SHAPES, false);
  return [
    {
      aim: `${kind}, to 1,000 series, prom-client / ours`,
      cases: few,
      ours: OURS,
      peer: PROM_CLIENT,
      atLeast: 3,
    },
    { aim: `${kind}, to 1,000 series, stock / ours`, cases: few, ours: OURS, peer: STOCK, atLeast: 12 },
    {
      aim: `${kind}, 10,000 series, prom-client / ours`,
      cases: many,
      ours: OURS,
      peer: PROM_CLIENT,
      atLeast: 1,
    },
    {
      aim: `${kind}, ours alone / ours with OTLP too (unchanged)`,
      cases: [...few, ...many],
      ours: OURS_OTLP,
      peer: OURS,
      atLeast: 0.9,
    },
    {
      aim: `${kind}, prom-client with labels / ours bound`,
      cases: kept,
      ours: OURS,
      peer: PROM_CLIENT,
      peerCases: labelled,
      atLeast: 10,
    },
    {
      aim: `${kind}, prom-client's kept children / ours bound`,
      cases: kept,
      ours: OURS,
      peer: PROM_CLIENT,
      atLeast: 1,
    },
  ];
}
