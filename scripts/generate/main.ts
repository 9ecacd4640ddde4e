import { apduReferenceStep } from './apdu-reference';
import { collectorDifferencesStep } from './collector-differences';
import { generate } from './generate';
import { metricDifferencesStep } from './metric-differences';
import { semconvStep } from './semconv/step';
import { settingsTableStep } from './settings-table';
import type { GeneratorStep } from './step';

/** Everything in this repository that is generated. A new generator is one more row. */
const STEPS: readonly GeneratorStep[] = [
  semconvStep,
  settingsTableStep,
  metricDifferencesStep,
  collectorDifferencesStep,
  apduReferenceStep,
];

generate(STEPS, { check: process.argv.includes('--check') }).then(
  ({ lines, ok }) => {
    for (const line of lines) console.log(line);
    process.exitCode = ok ? 0 : 1;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
