import type { Benchmark, Scale } from '../support/scale';
import { spreadOf } from '../support/statistics';
import { startStopwatch } from '../support/stopwatch';
import { formatSpread, formatTable } from '../support/table';
import { CONTESTANTS, type Contestant } from './contestants';

const FULL_ROUNDS = 15;
const BRIEF_ROUNDS = 3;
const FULL_REPEATS = 20_000;
const BRIEF_REPEATS = 2_000;
/** Few enough that the young generation holds what they allocate: a collection in between would hide it. */
const ALLOCATING_REPEATS = 500;

/** What it costs to decode one exchange: time, and bytes that are allocated for it. */
export const domainBenchmark: Benchmark = async ({ brief }: Scale) => {
  const rounds = brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const repeats = brief ? BRIEF_REPEATS : FULL_REPEATS;
  const rows = CONTESTANTS.map((contestant) => [contestant.name, ...measure(contestant, rounds, repeats)]);
  return [
    `domain: ${rounds} rounds of ${repeats} times the same commands and answers; median (least to most).`,
    'One of each in turn, as a server sends them; bytes are those allocated on the heap for one.',
    '',
    formatTable([['', 'ns each', 'bytes each'], ...rows]),
  ].join('\n');
};

function measure({ items, run }: Contestant, rounds: number, repeats: number): readonly string[] {
  let kept = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) kept += run();
  const nanoseconds: number[] = [];
  const bytes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const elapsedMs = startStopwatch();
    for (let repeat = 0; repeat < repeats; repeat += 1) kept += run();
    nanoseconds.push((elapsedMs() * 1e6) / repeats / items);
    bytes.push(allocatedBy(run) / items);
  }
  if (kept === 0) throw new Error('nothing was decoded');
  return [formatSpread(spreadOf(nanoseconds), 1), formatSpread(spreadOf(bytes), 0)];
}

function allocatedBy(run: () => number): number {
  const before = process.memoryUsage().heapUsed;
  for (let repeat = 0; repeat < ALLOCATING_REPEATS; repeat += 1) run();
  return Math.max(0, process.memoryUsage().heapUsed - before) / ALLOCATING_REPEATS;
}
