import { renderOpenMetrics } from '../../lib/prometheus';
import { type ReadFamily, readOpenMetrics } from '../../spec/prometheus/openmetrics-parser';
import { type Checks, expectEqual } from './checks';
import { hostileReaders } from './hostile-readers';
import { type PythonFamily, pythonNumber, readWithPython, sortedLabels } from './python-parser';
import type { Tools } from './tools';

const EXPOSITIONS = 500;

/**
 * What Python's parser refuses although it should not, or although nobody minds: each must be met, or it is to go from
 * this list.
 */
const REFUSED_BY_PYTHON: readonly { readonly why: string; readonly pattern: RegExp }[] = [
  { why: 'labels of the form __x__, which the translation of names keeps', pattern: /[{,]__[a-z]/ },
  { why: 'a quote within an exemplar’s label, at which it loses its place', pattern: / # \{[^\n]*\\"/ },
];

/** Has Python's strict parser read expositions of hostile data, and compares with what our own reads. */
export async function checkOpenMetricsReading(checks: Checks, tools: Tools): Promise<void> {
  const all: string[] = [];
  for (const reader of hostileReaders(EXPOSITIONS)) {
    all.push([...renderOpenMetrics(await reader.families())].join(''));
  }
  await checks.check('Python’s parser of OpenMetrics is still at odds with what is listed', () => {
    for (const { why, pattern } of REFUSED_BY_PYTHON) {
      const refused = all.filter((text) => pattern.test(text));
      const answers = readWithPython(tools, 'openmetrics', refused);
      if (!answers.some((answer) => 'error' in answer)) throw new Error(`it takes now: ${why}`);
    }
  });
  const texts = all.filter((text) => !REFUSED_BY_PYTHON.some(({ pattern }) => pattern.test(text)));
  await checks.check(
    `Python’s strict parser of OpenMetrics reads ${texts.length} hostile expositions as our own does`,
    () => {
      readWithPython(tools, 'openmetrics', texts).forEach((answer, index) => {
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

function ofPython({ name, type, unit, help, samples }: PythonFamily) {
  const read = samples.map(({ exemplar, ...sample }) => ({
    name: sample.name,
    labels: sortedLabels(sample.labels),
    value: pythonNumber(sample.value),
    exemplar: exemplar && { labels: sortedLabels(exemplar.labels), value: pythonNumber(exemplar.value) },
  }));
  return { name, type, unit, help, samples: read };
}

function ofOurs({ name, type, unit, help, samples }: ReadFamily) {
  const read = samples.map(({ exemplar, ...sample }) => ({
    name: sample.name,
    labels: sortedLabels(sample.labels),
    value: sample.value,
    exemplar: exemplar ? { labels: sortedLabels(exemplar.labels), value: exemplar.value } : null,
  }));
  return { name, type, unit, help, samples: read };
}
