import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environmentWithoutSettings } from '../support/child';
import type { PartReport } from '../support/parts';
import { ROOT } from '../support/paths';
import type { Scale } from '../support/scale';
import { formatTable } from '../support/table';
import type { ContestantName } from './contestants';
import { EXCHANGES_PER_LOOP, type Work } from './loop';

const execute = promisify(execFile);

interface Row {
  readonly title: string;
  readonly name: ContestantName;
  readonly work: Work;
}

const ROWS: readonly Row[] = [
  { title: 'ours, plain methods', name: 'ours', work: 'operations' },
  { title: 'ours, obs.apdu.exchange', name: 'ours', work: 'exchange' },
  { title: 'ours, obs.apdu.exchange, span sampled', name: 'ours, span sampled', work: 'exchange' },
];

/** More than this outlives an exchange only where something keeps what it should not. */
const BYTES_FOR_NOISE = 1;

/** What an exchange allocates, and how much of it outlives two scavenges, as `--trace-gc-nvp` tells. */
export async function survivalPart({ brief }: Scale): Promise<PartReport> {
  const loops = brief ? 500 : 5_000;
  const found: { readonly title: string; readonly allocated: number; readonly promoted: number }[] = [];
  for (const { title, name, work } of ROWS) found.push({ title, ...(await bytesOf(name, work, loops)) });
  const kept = found.filter((_, index) => ROWS[index]?.name === 'ours');
  return {
    text: [
      `survival: bytes an exchange, over ${(loops * EXCHANGES_PER_LOOP).toLocaleString('en')} exchanges.`,
      '',
      formatTable([
        ['bytes an exchange', 'allocated', 'outlive it'],
        ...found.map(({ title, allocated, promoted }) => [title, allocated.toFixed(0), promoted.toFixed(3)]),
      ]),
    ].join('\n'),
    aims: [
      {
        aim: 'nothing that is allocated outlives the exchange, without a span',
        measured: kept.map(({ promoted }) => promoted.toFixed(3)).join(', '),
        met: kept.every(({ promoted }) => promoted < BYTES_FOR_NOISE),
      },
    ],
  };
}

async function bytesOf(name: ContestantName, work: Work, loops: number) {
  const { stdout } = await execute(
    process.execPath,
    [
      '--expose-gc',
      '--trace-gc-nvp',
      '--import',
      'tsx',
      join(__dirname, 'survival-process.ts'),
      name,
      work,
      String(loops),
    ],
    { cwd: ROOT, env: environmentWithoutSettings(), maxBuffer: 1e9 },
  );
  const collections = stdout.split('\n').filter((line) => line.includes(' gc='));
  // The process asks for the only two full collections that are not of V8's own accord.
  const forced = collections.flatMap((line, index) => (line.includes(' gc=mc ') ? [index] : []));
  const [first, second] = forced.slice(-2);
  if (first === undefined || second === undefined)
    throw new Error('--trace-gc-nvp told of too few collections');
  const scavenges = collections.slice(first + 1, second).filter((line) => line.includes(' gc=s '));
  const exchanges = loops * EXCHANGES_PER_LOOP;
  const sum = (field: string) =>
    scavenges.reduce((total, line) => total + Number(new RegExp(` ${field}=(\\d+)`).exec(line)?.[1] ?? 0), 0);
  return { allocated: sum('allocated') / exchanges, promoted: sum('promoted') / exchanges };
}
