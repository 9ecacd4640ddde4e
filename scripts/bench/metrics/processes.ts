import { join } from 'node:path';
import { Child } from '../support/child';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import type { RecorderStart, RecordingCase, RecordingQuestion } from './recorder';
import type { Duration } from './timing';

const FULL: Duration = { warmUpMs: 80, slices: 5, sliceMs: 25 };
const BRIEF: Duration = { warmUpMs: 30, slices: 3, sliceMs: 8 };

/** One contestant in the surroundings in which it is measured. */
export interface Entrant extends RecorderStart {
  /** What it is called in the results. */
  readonly name: string;
}

/** What an entrant was measured at: the case's name, the case, and who takes part in it (default: all). */
export interface NamedCase {
  readonly name: string;
  readonly recording: RecordingCase;
  readonly entrants?: readonly string[];
}

/**
 * Measures each entrant at each case. An entrant has a process of its own, a new one in each round, so that neither
 * compiled code nor a heap is shared; in a round all are measured at one case before the next, in an order that changes.
 */
export async function measureRounds(
  entrants: readonly Entrant[],
  cases: readonly NamedCase[],
  rounds: number,
  { brief, profileDirectory }: Scale,
): Promise<Results> {
  const results = new Results();
  for (let round = 0; round < rounds; round += 1) {
    const processes = entrants.map((entrant) => ({ entrant, child: startRecorder(profileDirectory) }));
    try {
      await Promise.all(processes.map(({ entrant, child }) => child.ask('start', entrant)));
      for (const [index, { name, recording, entrants: invited }] of cases.entries()) {
        for (const { entrant, child } of rotated(processes, round + index)) {
          if (invited && !invited.includes(entrant.name)) continue;
          const question: RecordingQuestion = { recording, duration: brief ? BRIEF : FULL };
          results.add(name, entrant.name, await child.ask<number>('measure', question));
        }
      }
    } finally {
      await Promise.all(processes.map(({ child }) => child.stop()));
    }
  }
  return results;
}

function startRecorder(profileDirectory: string | undefined): Child {
  return Child.start(join(__dirname, 'recorder.ts'), { profileDirectory, nodeArguments: ['--expose-gc'] });
}
