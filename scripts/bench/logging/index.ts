import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Child } from '../support/child';
import type { Benchmark } from '../support/scale';
import { pairwise, spreadOf } from '../support/statistics';
import { formatSpread, formatTable, NOTHING } from '../support/table';
import { CASES, type Case } from './contestants';
import type { Measured } from './logger-process';

const FULL = { rounds: 9, records: 100_000, disabled: 20_000_000 };
const BRIEF = { rounds: 2, records: 5_000, disabled: 100_000 };
/** winston's level that is off takes some thousand times as long as the others': so many fewer do. */
const WINSTON_SHARE = 1 / 100;
const DIGITS = 0;
const RATIO_DIGITS = 2;
const YARDSTICK = 'winston, JSON';

interface Candidate {
  readonly case: Case;
  readonly child: Child;
  readonly file: string;
  readonly nanoseconds: number[];
}

/**
 * What a JSON record with six fields costs, written to a file, beside winston's and pino's; each in a process of its own,
 * in turn, round after round. What is measured is the processor time of the whole process, until it is written.
 */
export const loggingBenchmark: Benchmark = async ({ brief, profileDirectory }) => {
  const { rounds, records, disabled } = brief ? BRIEF : FULL;
  const folder = mkdtempSync(join(tmpdir(), 'cardlink-bench-'));
  const candidates: Candidate[] = CASES.map((each, index) => ({
    case: each,
    child: Child.start(join(__dirname, 'logger-process.ts'), { profileDirectory }),
    file: join(folder, `${index}.log`),
    nanoseconds: [],
  }));
  try {
    for (let round = -1; round < rounds; round += 1) {
      for (const candidate of candidates) {
        const { case: measuredCase, file } = candidate;
        const share = measuredCase.logger === 'winston' ? WINSTON_SHARE : 1;
        const asked: Measured = {
          case: measuredCase,
          file,
          records: measuredCase.disabled ? disabled * share : records,
        };
        const cost = await candidate.child.ask<number>('measure', asked);
        // The first round compiles.
        if (round >= 0) candidate.nanoseconds.push(cost);
      }
    }
  } finally {
    await Promise.all(candidates.map(({ child }) => child.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
  const yardstick = candidates.find(({ case: { name } }) => name === YARDSTICK)?.nanoseconds ?? [];
  const rows = candidates.map(({ case: { name, disabled: off }, nanoseconds }) => [
    name,
    formatSpread(spreadOf(nanoseconds), off ? 1 : DIGITS),
    off
      ? NOTHING
      : formatSpread(spreadOf(pairwise(nanoseconds, yardstick, (own, other) => own / other)), RATIO_DIGITS),
  ]);
  return [
    `logging: ${rounds} rounds of ${records} records with six fields; median (least to most).`,
    'CPU of the whole process; every record was found in the file. A ratio is taken within a round.',
    '',
    formatTable([['', 'ns a record', `ratio to ${YARDSTICK}`], ...rows]),
  ].join('\n');
};
