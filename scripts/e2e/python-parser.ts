import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Tools } from './tools';

/** A family as Python's prometheus_client read it. */
export interface PythonFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly help: string;
  readonly samples: readonly PythonSample[];
}

interface PythonSample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** As Python writes a float; `pythonNumber` reads it. */
  readonly value: string;
  readonly exemplar: { readonly labels: Readonly<Record<string, string>>; readonly value: string } | null;
}

/** What the parser made of one exposition, or what it said against it. */
export type PythonAnswer = { readonly families: readonly PythonFamily[] } | { readonly error: string };

/** Has a parser of prometheus_client read each of these expositions. @throws Error when Python itself cannot be run */
export function readWithPython(
  { clientPython }: Tools,
  parser: 'text' | 'openmetrics',
  expositions: readonly string[],
): readonly PythonAnswer[] {
  const script = join(__dirname, 'read-exposition.py');
  const { status, stdout, stderr, error } = spawnSync('python3', [script, parser], {
    input: expositions.map((text) => `${JSON.stringify(text)}\n`).join(''),
    encoding: 'utf8',
    env: { ...process.env, PYTHONPATH: clientPython },
    maxBuffer: 2 ** 30,
  });
  if (error || status !== 0) throw new Error(`Python ended with ${status}: ${stderr}`, { cause: error });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as PythonAnswer);
}

/** A float as Python writes it: `inf`, `-inf` and `nan` beside what JavaScript reads too. */
export function pythonNumber(text: string): number {
  return Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
}

/** Labels as something that can be compared, whatever their order. */
export function sortedLabels(
  labels: Readonly<Record<string, string>>,
): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
