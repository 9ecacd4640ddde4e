import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentWithoutSettings } from '../support/child';
import type { PartReport } from '../support/parts';
import { ROOT } from '../support/paths';
import type { Scale } from '../support/scale';
import { formatTable, NOTHING } from '../support/table';
import type { AllocationQuestion } from './allocation-process';
import type { ContestantName } from './contestants';

const execute = promisify(execFile);

interface Amounts {
  readonly recordings: number;
  readonly warmUpRecordings: number;
  readonly contestants: readonly ContestantName[];
}

const FULL: Amounts = {
  recordings: 10_000_000,
  warmUpRecordings: 400_000,
  contestants: ['ours', 'ours + OTLP', 'prom-client', 'stock'],
};
const BRIEF: Amounts = {
  recordings: 1_000_000,
  warmUpRecordings: 200_000,
  contestants: ['ours', 'prom-client'],
};

interface Row {
  readonly title: string;
  readonly recording: Pick<AllocationQuestion, 'kind' | 'kept' | 'writing'>;
  /** Whether what the loop allocates is all the library's. */
  readonly prepared: boolean;
}

const ROWS: readonly Row[] = (['counter', 'histogram'] as const).flatMap((kind) => [
  {
    title: `${kind}, prepared attribute objects`,
    recording: { kind, kept: false, writing: 'prepared' },
    prepared: true,
  },
  { title: `${kind}, series kept`, recording: { kind, kept: true, writing: 'prepared' }, prepared: true },
  {
    title: `${kind}, object literals`,
    recording: { kind, kept: false, writing: 'literal' },
    prepared: false,
  },
]);

/** How often the young generation had to be collected during ten million recordings, as `--trace-gc` tells. */
export async function allocationPart({ brief }: Scale): Promise<PartReport> {
  const { recordings, warmUpRecordings, contestants } = brief ? BRIEF : FULL;
  const counts: (readonly (number | undefined)[])[] = [];
  for (const { recording } of ROWS) {
    const row: (number | undefined)[] = [];
    for (const contestant of contestants) {
      const keeps = contestant !== 'stock';
      const question: AllocationQuestion = { contestant, ...recording, recordings, warmUpRecordings };
      row.push(recording.kept && !keeps ? undefined : await countScavenges(question));
    }
    counts.push(row);
  }
  const ours = ROWS.flatMap(({ prepared }, index) =>
    prepared ? (counts[index] ?? []).filter((_, column) => contestants[column]?.startsWith('ours')) : [],
  );
  return {
    text: [
      `allocation: scavenges during ${recordings.toLocaleString('en')} recordings on 100 series of 2 labels that exist.`,
      'Prepared: attribute objects and numbers made before, so that the loop itself allocates nothing. With object',
      'literals, and fractions that are boxed for the call, what the caller allocates counts too.',
      '',
      formatTable([
        ['scavenges', ...contestants],
        ...ROWS.map(({ title }, index) => [title, ...(counts[index] ?? []).map(countCell)]),
      ]),
    ].join('\n'),
    aims: [
      {
        aim: 'no allocation once a series exists: scavenges, prepared and kept',
        measured: ours.map(countCell).join(', '),
        met: ours.every((count) => count === 0),
      },
    ],
  };
}

function countCell(count: number | undefined): string {
  return count === undefined ? NOTHING : String(count);
}

async function countScavenges(question: AllocationQuestion): Promise<number> {
  const { stdout } = await execute(
    process.execPath,
    [
      '--expose-gc',
      '--trace-gc',
      '--import',
      'tsx',
      join(__dirname, 'allocation-process.ts'),
      JSON.stringify(question),
    ],
    { cwd: ROOT, env: environmentWithoutSettings() },
  );
  const lines = stdout.split('\n');
  // Collections that the process asked for are the only ones "for testing".
  const forced = lines.flatMap((line, index) => (/Mark-Compact.*testing/.test(line) ? [index] : []));
  const [first, second] = forced;
  if (first === undefined || second === undefined || forced.length !== 2) {
    throw new Error(`--trace-gc told of ${forced.length} forced collections, not of 2:\n${stdout}`);
  }
  return lines.slice(first + 1, second).filter((line) => line.includes('Scavenge')).length;
}
