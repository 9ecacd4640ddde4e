import type { Aim } from '../support/aims';
import { ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import type { Results } from '../support/results';
import type { Scale } from '../support/scale';
import { median, pairwise } from '../support/statistics';
import { formatTable } from '../support/table';
import type { ContestantName, InstrumentKind } from './contestants';
import { type Entrant, measureRounds, type NamedCase } from './processes';
import type { Surroundings } from './recorder';

interface Place {
  readonly title: string;
  readonly surroundings: Surroundings;
  readonly used: boolean;
}

const PLACES: readonly Place[] = [
  { title: 'nothing used before, no context manager', surroundings: 'no context manager', used: false },
  { title: 'no context manager', surroundings: 'no context manager', used: true },
  { title: 'a context, no span', surroundings: 'no span', used: true },
  { title: 'unsampled span', surroundings: 'unsampled span', used: true },
  { title: 'sampled span', surroundings: 'sampled span', used: true },
];

const CONTESTANTS: readonly ContestantName[] = ['ours', 'prom-client', 'stock'];

const BRIEF_PLACES: readonly Place[] = PLACES.filter(
  ({ title }) => title === 'no context manager' || title === 'sampled span',
);

const entrantsIn = (places: readonly Place[]): readonly Entrant[] =>
  places.flatMap(({ title, surroundings, used }) =>
    CONTESTANTS.map((contestant) => ({
      name: entrantName(contestant, title),
      contestant,
      surroundings,
      used,
    })),
  );

const KINDS: readonly InstrumentKind[] = ['counter', 'histogram'];
const SERIES = 100;
const FULL_ROUNDS = 5;
const BRIEF_ROUNDS = 1;
/** What an active sampled span may add when its exemplars are taken. */
const MAX_EXEMPLAR_NS = 100;

/** What a recording takes by where it is made, and what exemplars add to it. */
export async function surroundingsPart(scale: Scale): Promise<PartReport> {
  const rounds = scale.brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const places = scale.brief ? BRIEF_PLACES : PLACES;
  const entrants = entrantsIn(places);
  const cases = KINDS.flatMap((kind) =>
    [true, false].map((exemplars) => namedCase(kind, exemplars, entrants)),
  );
  const results = await measureRounds(entrants, cases, rounds, scale);
  return {
    text: [
      `surroundings: ${rounds} rounds; 2 labels, ${SERIES} series, shuffled; medians (least to most).`,
      'Exemplars are taken from sampled spans alone (trace_based). The stock SDK has none; those of prom-client, which',
      'the caller has to hand in, are off. The context manager is AsyncLocalStorageContextManager.',
      '',
      ...KINDS.map((kind) => `${table(results, kind, places)}\n`),
    ].join('\n'),
    aims: KINDS.map((kind) => exemplarAim(results, kind)),
  };
}

function entrantName(contestant: ContestantName, place: string): string {
  return `${contestant}: ${place}`;
}

function namedCase(kind: InstrumentKind, exemplars: boolean, entrants: readonly Entrant[]): NamedCase {
  return {
    name: caseName(kind, exemplars),
    recording: { kind, labels: 2, series: SERIES, shuffled: true, kept: false, options: { exemplars } },
    ...(!exemplars && { entrants: entrants.filter(({ contestant }) => contestant === 'ours').map(nameOf) }),
  };
}

function nameOf({ name }: Entrant): string {
  return name;
}

function caseName(kind: InstrumentKind, exemplars: boolean): string {
  return `${kind}, exemplars ${exemplars ? 'on' : 'off'}`;
}

function table(results: Results, kind: InstrumentKind, places: readonly Place[]): string {
  const rows = places.map(({ title }) => {
    const of = (contestant: ContestantName) =>
      results.of(caseName(kind, true), entrantName(contestant, title));
    const ours = of('ours');
    return [
      `${kind}, ${title}`,
      spreadCell(ours, 0),
      spreadCell(added(results, kind, title), 0),
      spreadCell(of('prom-client'), 0),
      spreadCell(ratios(of('prom-client'), ours), 1),
      spreadCell(of('stock'), 0),
      spreadCell(ratios(of('stock'), ours), 1),
    ];
  });
  const heading = ['ns a recording', 'ours', 'of it exemplars on', 'prom-client', 'ratio', 'stock', 'ratio'];
  return formatTable([heading, ...rows]);
}

/** What exemplars add to a recording, in nanoseconds, round by round. */
function added(results: Results, kind: InstrumentKind, place: string): readonly number[] {
  const entrant = entrantName('ours', place);
  const on = results.of(caseName(kind, true), entrant);
  const off = results.of(caseName(kind, false), entrant);
  return pairwise(on, off, (withExemplars, without) => withExemplars - without);
}

function exemplarAim(results: Results, kind: InstrumentKind): Aim {
  const addedNs = added(results, kind, 'sampled span');
  return {
    aim: `${kind}: exemplars within a sampled span add at most ${MAX_EXEMPLAR_NS} ns`,
    measured: `${spreadCell(addedNs, 0)} ns`,
    met: addedNs.length > 0 && median(addedNs) <= MAX_EXEMPLAR_NS,
  };
}
