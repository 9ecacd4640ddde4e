import { spawnSync } from 'node:child_process';
import {
  type EscapingScheme,
  type MetricFamily,
  type PrometheusReaderOptions,
  renderText,
  samplesOf,
} from '../../lib/prometheus';
import { type Checks, expectEqual } from './checks';
import { hostileReaders } from './hostile-readers';
import {
  type PythonAnswer,
  type PythonFamily,
  pythonNumber,
  readWithPython,
  sortedLabels,
} from './python-parser';
import type { Tools } from './tools';

const EXPOSITIONS = 500;
/** promtool reads one exposition a process. */
const EXPOSITIONS_FOR_PROMTOOL = 100;

/** What Python's parser refuses although nobody minds: it must be met, or the exception is to go. */
const REFUSED_BY_PYTHON = {
  why: 'labels that begin with __, of which the translation of names keeps those of the form __x__',
  applies: (family: MetricFamily) =>
    samplesOf(family).some(({ labels }) => Object.keys(labels).some((name) => name.startsWith('__'))),
};

interface Naming {
  readonly name: string;
  readonly options: PrometheusReaderOptions;
  readonly escaping: EscapingScheme;
}

const NAMINGS: readonly Naming[] = [
  { name: 'names of the old kind', options: {}, escaping: 'underscores' },
  {
    name: 'untranslated UTF-8 names',
    options: { translationStrategy: 'NoTranslation' },
    escaping: 'allow-utf-8',
  },
];

/** Has Python's parser and promtool read hostile data in the text format 0.0.4, and compares with what we meant. */
export async function checkTextReading(checks: Checks, tools: Tools): Promise<void> {
  for (const { name, options, escaping } of NAMINGS) {
    const models: (readonly MetricFamily[])[] = [];
    for (const reader of hostileReaders(EXPOSITIONS, options)) models.push(await reader.families(escaping));
    const texts = models.map((families) => renderText(families));
    const answers = readWithPython(tools, 'text', texts);
    await checks.check(
      `Python’s parser of the text format has from ${texts.length} hostile expositions with ${name} what is in them`,
      () => {
        const refused = answers.filter((answer, index) => isRefused(answer, models[index] ?? []));
        if (refused.length === 0) throw new Error(`it takes now: ${REFUSED_BY_PYTHON.why}`);
      },
    );
    const some = texts.slice(0, EXPOSITIONS_FOR_PROMTOOL);
    await checks.check(`promtool can read ${some.length} hostile expositions with ${name}`, () => {
      for (const text of some) readWithPromtool(tools, text);
    });
  }
}

/** Compares what Python read with what we meant. Says whether it was refused, for the reason for which that may be. */
function isRefused(answer: PythonAnswer, families: readonly MetricFamily[]): boolean {
  if ('families' in answer) {
    expectEqual(answer.families.map(ofPython), families.map(ofOurs), 'an exposition differs');
    return false;
  }
  if (!families.some(REFUSED_BY_PYTHON.applies)) throw new Error(answer.error);
  return true;
}

/** Without the linter, which has a lot to say about names that nobody would choose. */
function readWithPromtool({ promtool }: Tools, text: string): void {
  const { status, stderr } = spawnSync(promtool, ['check', 'metrics', '--lint=none', '--extended'], {
    input: text,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${stderr} of ${JSON.stringify(text)}`);
}

function ofPython({ name, type, help, samples }: PythonFamily) {
  const read = samples.map((sample) => ({
    name: sample.name,
    labels: sortedLabels(sample.labels),
    value: pythonNumber(sample.value),
  }));
  return { name, type, help: withoutEnd(help), samples: read };
}

/** A family as Python's parser names it: it wants counters to be as in OpenMetrics, and knows no info in this format. */
function ofOurs(family: MetricFamily) {
  const { name, type, help } = family;
  const isCounter = type === 'counter';
  const hasTotal = name.endsWith('_total');
  const samples = samplesOf(family).map((sample) => ({
    name: isCounter && !hasTotal ? `${sample.name}_total` : sample.name,
    labels: sortedLabels(sample.labels),
    // Written without its sign where it is 0.
    value: sample.value + 0,
  }));
  return {
    name: isCounter && hasTotal ? name.slice(0, -'_total'.length) : name,
    type: type === 'info' ? 'gauge' : type,
    help: withoutEnd(help),
    samples,
  };
}

/** Python's parser takes white space off the ends of lines, and so off the end of a help text. */
function withoutEnd(help: string): string {
  return help.replace(/[\s\p{Cc}]+$/u, '');
}
