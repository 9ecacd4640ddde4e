import { join } from 'node:path';
import { KNOWN_DIFFERENCES, LABEL_RULES } from '../e2e/collector-differences';
import { sectionStep } from './section-step';
import type { GeneratorStep } from './step';

const SECTION = {
  page: 'docs/prometheus.md',
  marker: 'collector',
  what: 'the list of differences from the Collector',
};

/** The differences from the Collector's exporter that the end-to-end run allows for, as Markdown. */
export function collectorDifferencesMarkdown(): string {
  return [...LABEL_RULES, ...KNOWN_DIFFERENCES]
    .map(({ reason }) => `- ${reason.slice(0, 1).toUpperCase()}${reason.slice(1)}.`)
    .join('\n');
}

/** Those differences, to this checkout's page about Prometheus. */
export const collectorDifferencesStep: GeneratorStep = sectionStep(join(__dirname, '..', '..'), {
  name: 'differences from the Collector',
  section: SECTION,
  content: collectorDifferencesMarkdown,
});
