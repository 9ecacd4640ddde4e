import { join } from 'node:path';
import { BEYOND_PROGRAMS, EXCEPTIONS } from '../../spec/metrics/oracle/exceptions';
import { sectionStep } from './section-step';
import type { GeneratorStep } from './step';

const SECTION = {
  page: 'docs/metrics.md',
  marker: 'differences',
  what: 'the table of differences from the stock SDK',
};

/** The intended differences from the stock SDK that the specs allow for, as Markdown. */
export function metricDifferencesMarkdown(): string {
  const rows = [...EXCEPTIONS, ...BEYOND_PROGRAMS].map(
    ({ name, reason }) => `| ${name} | ${reason.replaceAll('|', '\\|')} |`,
  );
  return ['| Name | What is different, and why |', '|---|---|', ...rows].join('\n');
}

/** The differences that the specs allow for, to this checkout's page about metrics. */
export const metricDifferencesStep: GeneratorStep = sectionStep(join(__dirname, '..', '..'), {
  name: 'differences of metrics',
  section: SECTION,
  content: metricDifferencesMarkdown,
});
