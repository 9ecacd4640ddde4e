/** A process with one contestant, which measures what it takes to record an exchange. */
import { answerParent } from '../support/answer-parent';
import { startStopwatch } from '../support/stopwatch';
import { type Contestant, type ContestantName, createContestant } from './contestants';
import { EXCHANGES_PER_LOOP, type Loop, loopOf, type Work } from './loop';

/** A question of the benchmark: what to do, and for how long. */
export interface Question {
  readonly work: Work;
  readonly warmUpMs: number;
  readonly slices: number;
  readonly sliceMs: number;
}

let contestant: Contestant | undefined;

answerParent({
  start: (name: ContestantName) => {
    contestant = createContestant(name);
  },
  measure: ({ work, ...duration }: Question) => measureNs(loopOf(started(), work), work, duration),
});

function started(): Contestant {
  if (!contestant) throw new Error('the process was not started');
  return contestant;
}

/** Nanoseconds for one exchange: the least of some slices, since what disturbs a slice only ever adds to it. */
async function measureNs(
  loop: Loop,
  work: Work,
  { warmUpMs, slices, sliceMs }: Omit<Question, 'work'>,
): Promise<number> {
  const before = await started().commands();
  let { runs } = await runFor(loop, warmUpMs);
  let leastNs = Number.POSITIVE_INFINITY;
  for (let slice = 0; slice < slices; slice += 1) {
    const measured = await runFor(loop, sliceMs);
    runs += measured.runs;
    leastNs = Math.min(leastNs, (measured.tookMs * 1e6) / (measured.runs * EXCHANGES_PER_LOOP));
  }
  const arrived = (await started().commands()) - before;
  // A recording that went nowhere would be the fastest of all.
  if (arrived !== runs * EXCHANGES_PER_LOOP) {
    throw new Error(`${arrived} of ${runs * EXCHANGES_PER_LOOP} exchanges arrived (${work})`);
  }
  return leastNs;
}

async function runFor(loop: Loop, durationMs: number): Promise<{ runs: number; tookMs: number }> {
  const readStopwatch = startStopwatch();
  const endMs = performance.now() + durationMs;
  let runs = 0;
  while (performance.now() < endMs) {
    await loop();
    runs += 1;
  }
  return { runs, tookMs: readStopwatch() };
}
