import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { holdSessions } from './cards-process';
import { type LabFigures, LabProcess, writePskFile } from './lab-process';
import type { Tally } from './wire-tally';

/** A lab whose cards are in another process, and what both counted once all was at rest. */
export interface HeldLab {
  readonly lab: LabProcess;
  /** What the cards counted on their wires. */
  readonly tally: Tally;
  /** What the lab's database did. */
  readonly operations: Readonly<Record<string, number>>;
}

const REST_WITHIN_MS = 60_000;

/** Starts a lab, has cards hold their sessions with it, some of them broken, slow or refused, and waits until it rests. */
export async function holdWholeLab(task: {
  readonly folder: string;
  readonly cards: number;
  readonly sessionsPerCard: number;
  readonly seed: number;
  readonly env: Readonly<Record<string, string>>;
  readonly args?: readonly string[];
  /** Called when the lab has started, before its first card comes. */
  readonly onStart?: (lab: LabProcess) => Promise<void>;
}): Promise<HeldLab> {
  const pskFile = join(task.folder, 'whole-lab.psk');
  writePskFile(pskFile, task.cards);
  const lab = await LabProcess.start({
    args: ['--cards', '0', '--psk-file', pskFile, ...(task.args ?? [])],
    env: task.env,
  });
  await task.onStart?.(lab);
  const { sessionsPerCard, seed } = task;
  const tally = await holdSessions({ port: lab.start.port, pskFile, sessionsPerCard, seed });
  const { database } = await atRest(lab, tally.connections);
  return { lab, tally, operations: database?.operations ?? {} };
}

/** Waits until so many sessions have ended and are in the database, which has been asked about them. */
function atRest(lab: LabProcess, sessions: number): Promise<LabFigures> {
  return eventually(
    () => {
      const { figures } = lab;
      const rests = figures?.sessions.active === 0 && figures.database?.written === sessions;
      return rests ? figures : undefined;
    },
    { withinMs: REST_WITHIN_MS, what: `${sessions} sessions in the database` },
  );
}
