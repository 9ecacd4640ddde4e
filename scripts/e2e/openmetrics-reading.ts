import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { renderOpenMetrics } from '../../lib/prometheus';
import { hostileScopes } from '../../spec/prometheus/hostile-metrics';
import { type ReadFamily, readOpenMetrics } from '../../spec/prometheus/openmetrics-parser';
import { readerOver } from '../../spec/prometheus/support';
import { type Checks, expectEqual } from './checks';
import type { Tools } from './tools';

const EXPOSITIONS = 500;
const SEED = 5;

/**
 * What Python's parser refuses although it should not, or although nobody minds: each must be met, or it is to go from
 * this list.
 */
const REFUSED_BY_PYTHON: readonly { readonly why: string; readonly pattern: RegExp }[] = [
  { why: 'labels of the form __x__, which the translation of names keeps', pattern: /[{,]__[a-z]/ },
  { why: 'a quote within an exemplar’s label, at which it loses its place', pattern: / # \{.*\\"/ },
];

interface PythonFamily {
  readonly name: string;
  readonly type: string;
  readonly unit: string;
  readonly samples: readonly {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly value: string;
    readonly exemplar: { readonly labels: Readonly<Record<string, string>>; readonly value: string } | null;
  }[];
}

type PythonAnswer = { readonly families: readonly PythonFamily[] } | { readonly error: string };

/** Has Python's strict parser read expositions of hostile data, and compares with what our own reads. */
export async function checkOpenMetricsReading(checks: Checks, tools: Tools): Promise<void> {
  const all: string[] = [];
  for (const scopes of fc.sample(hostileScopes, { numRuns: EXPOSITIONS, seed: SEED })) {
    all.push([...renderOpenMetrics(await readerOver(scopes, {}).families())].join(''));
  }
  await checks.check('Python’s parser is still at odds with what is listed, and with nothing more', () => {
    for (const { why, pattern } of REFUSED_BY_PYTHON) {
      const refused = all.filter((text) => pattern.test(text));
      const answers = readWithPython(tools, refused);
      if (!answers.some((answer) => 'error' in answer)) throw new Error(`it takes now: ${why}`);
    }
  });
  const texts = all.filter((text) => !REFUSED_BY_PYTHON.some(({ pattern }) => pattern.test(text)));
  await checks.check(
    `Python’s strict parser of OpenMetrics reads ${texts.length} hostile expositions as our own does`,
    () => {
      readWithPython(tools, texts).forEach((answer, index) => {
        if ('error' in answer) throw new Error(answer.error);
        expectEqual(
          answer.families.map(ofPython),
          readOpenMetrics(texts[index] ?? '').map(ofOurs),
          `exposition ${index} differs`,
        );
      });
    },
  );
}

function readWithPython({ clientPython }: Tools, texts: readonly string[]): readonly PythonAnswer[] {
  const { status, stdout, stderr, error } = spawnSync('python3', [join(__dirname, 'read-openmetrics.py')], {
    input: texts.map((text) => `${JSON.stringify(text)}\n`).join(''),
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

function ofPython({ name, type, unit, samples }: PythonFamily) {
  const read = samples.map(({ exemplar, ...sample }) => ({
    name: sample.name,
    labels: sorted(sample.labels),
    value: pythonNumber(sample.value),
    exemplar: exemplar && { labels: sorted(exemplar.labels), value: pythonNumber(exemplar.value) },
  }));
  return { name, type, unit, samples: read };
}

function ofOurs({ name, type, unit, samples }: ReadFamily) {
  const read = samples.map(({ exemplar, ...sample }) => ({
    name: sample.name,
    labels: sorted(sample.labels),
    value: sample.value,
    exemplar: exemplar ? { labels: sorted(exemplar.labels), value: exemplar.value } : null,
  }));
  return { name, type, unit, samples: read };
}

function pythonNumber(text: string): number {
  return Number(text.replace('inf', 'Infinity').replace('nan', 'NaN'));
}

function sorted(labels: Readonly<Record<string, string>>): readonly (readonly [string, string])[] {
  return Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1));
}
