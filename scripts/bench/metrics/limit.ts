import { join } from 'node:path';
import type { Aim } from '../support/aims';
import { Child } from '../support/child';
import { ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import type { Results } from '../support/results';
import type { Scale } from '../support/scale';
import { median } from '../support/statistics';
import { formatTable } from '../support/table';
import type { ContestantName } from './contestants';
import type { FloodAnswer, FloodQuestion } from './memory-process';
import { type Entrant, measureRounds, type NamedCase } from './processes';
import type { RecordingCase } from './recorder';

const CONTESTANTS: readonly ContestantName[] = ['ours', 'prom-client', 'stock'];
const ENTRANTS: readonly Entrant[] = CONTESTANTS.map((contestant) => ({
  name: contestant,
  contestant,
  surroundings: 'no context manager',
  used: true,
}));

/** Series a stream may have: the default of the SDK and of ours. */
const LIMIT = 2_000;
const FULL_IDS = 1_000_000;
const BRIEF_IDS = 100_000;
const FULL_ROUNDS = 5;
const BRIEF_ROUNDS = 1;
/** What a recording at the limit may take, as a multiple of the normal cost. */
const MAX_SLOWDOWN = 2;
/** Memory is flat when it grows by no more than this between a tenth of the ids and all of them. */
const FLAT_BYTES = 100_000;

const AT_LIMIT = 'at the limit';
const BELOW = 'below the limit, as many series';
const FEW = `below the limit, ${LIMIT.toLocaleString('en')} series`;

type Flood = FloodAnswer & { readonly contestant: ContestantName };

/** What happens when a label is given a million ids. */
export async function limitPart(scale: Scale): Promise<PartReport> {
  const ids = scale.brief ? BRIEF_IDS : FULL_IDS;
  const rounds = scale.brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const results = await measureRounds(ENTRANTS, casesOf(ids), rounds, scale);
  const checkpoints = [ids / 10, ids];
  const floods: Flood[] = [];
  for (const contestant of CONTESTANTS) {
    floods.push({ contestant, ...(await flood({ contestant, options: {}, checkpoints })) });
  }
  return {
    text: [
      `limit: ${ids.toLocaleString('en')} ids on one label of a counter; ${rounds} rounds; medians (least to most).`,
      'For the speed the ids are prepared strings, recorded in the order in which they were first seen. For the memory',
      'each id is a new string that nobody else keeps. prom-client has no limit.',
      '',
      speedTable(results),
      '',
      memoryTable(floods, checkpoints),
    ].join('\n'),
    aims: [...speedAims(results), ...memoryAims(floods)],
  };
}

function casesOf(ids: number): readonly NamedCase[] {
  const flooded: RecordingCase = { kind: 'counter', labels: 1, series: ids, shuffled: false, kept: false };
  return [
    { name: FEW, recording: { ...flooded, series: LIMIT, options: { limit: 2 * LIMIT } } },
    { name: BELOW, recording: { ...flooded, options: { limit: 2 * ids } } },
    {
      name: AT_LIMIT,
      recording: { ...flooded, options: { limit: LIMIT } },
      entrants: CONTESTANTS.filter((contestant) => contestant !== 'prom-client'),
    },
  ];
}

async function flood(question: FloodQuestion): Promise<FloodAnswer> {
  const child = Child.start(join(__dirname, 'memory-process.ts'), { nodeArguments: ['--expose-gc'] });
  try {
    return await child.ask<FloodAnswer>('flood', question);
  } finally {
    await child.stop();
  }
}

function speedTable(results: Results): string {
  const rows = [FEW, BELOW, AT_LIMIT].map((name) => [
    name,
    ...CONTESTANTS.map((contestant) => spreadCell(results.of(name, contestant), 0)),
  ]);
  return formatTable([['ns a recording', ...CONTESTANTS], ...rows]);
}

function memoryTable(floods: readonly Flood[], checkpoints: readonly number[]): string {
  const rows = floods.map(({ contestant, grownBytes, series }) => [
    contestant,
    ...grownBytes.map((bytes) => (bytes / 1_000).toFixed(0)),
    series.toLocaleString('en'),
  ]);
  const columns = checkpoints.map((count) => `kB after ${count.toLocaleString('en')} ids`);
  return formatTable([['memory', ...columns, 'series then'], ...rows]);
}

function speedAims(results: Results): readonly Aim[] {
  return [BELOW, FEW].map((normal) => {
    const slowdown = ratios(results.of(AT_LIMIT, 'ours'), results.of(normal, 'ours'));
    return {
      aim: `a recording at the limit / one ${normal}: at most ${MAX_SLOWDOWN}`,
      measured: spreadCell(slowdown, 2),
      met: slowdown.length > 0 && median(slowdown) <= MAX_SLOWDOWN,
    };
  });
}

function memoryAims(floods: readonly Flood[]): readonly Aim[] {
  const ours = floods.find(({ contestant }) => contestant === 'ours');
  if (!ours) return [];
  const [early = 0, late = 0] = ours.grownBytes;
  return [
    {
      aim: `series at the limit: ${LIMIT + 1}`,
      measured: String(ours.series),
      met: ours.series === LIMIT + 1,
    },
    {
      aim: `memory at the limit: flat (within ${FLAT_BYTES / 1_000} kB)`,
      measured: `${(early / 1_000).toFixed(0)} kB, then ${(late / 1_000).toFixed(0)} kB`,
      met: late - early <= FLAT_BYTES,
    },
  ];
}
