import { join } from 'node:path';
import { Child } from '../support/child';
import { ratios, spreadCell } from '../support/comparison';
import type { Benchmark, Scale } from '../support/scale';
import { formatTable, NOTHING } from '../support/table';
import {
  FORMS,
  type Form,
  type FormsAnswer,
  type FormsQuestion,
  KINDS,
  type Kind,
  STATES,
  type State,
} from './forms';

const FULL_ROUNDS = 5;
const BRIEF_ROUNDS = 1;
const FULL: FormsQuestion = { warmUpMs: 200, measureMs: 400 };
const BRIEF: FormsQuestion = { warmUpMs: 50, measureMs: 50 };

/** What a span around a function costs, beside the same by the OpenTelemetry API and beside no span at all. */
export const tracingBenchmark: Benchmark = async (scale: Scale) => {
  const rounds = scale.brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const answers = new Map<State, FormsAnswer[]>(STATES.map((state) => [state, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const state of STATES) answers.get(state)?.push(await measure(state, scale));
  }
  return [
    `tracing: ${rounds} rounds, each state in a process of its own; nanoseconds a call, median (least to most).`,
    'startActiveSpan is by hand what withSpan does: the span ended, what is thrown recorded. Spans go to a processor that keeps none.',
    ...KINDS.flatMap((kind) => ['', table(kind, answers)]),
  ].join('\n');
};

async function measure(state: State, { brief, profileDirectory }: Scale): Promise<FormsAnswer> {
  const child = Child.start(join(__dirname, 'forms-process.ts'), { arguments: [state], profileDirectory });
  try {
    return await child.ask<FormsAnswer>('measure', brief ? BRIEF : FULL);
  } finally {
    await child.stop();
  }
}

function table(kind: Kind, answers: ReadonlyMap<State, readonly FormsAnswer[]>): string {
  const header = [`a function that is ${kind}`, ...FORMS, 'withSpan : startActiveSpan'];
  const rows = [...answers].map(([state, found]) => {
    const figures = (form: Form) => found.map((answer) => answer[kind][form]);
    const ratio =
      state === 'before the start'
        ? NOTHING
        : spreadCell(ratios(figures('withSpan'), figures('startActiveSpan')), 2);
    return [state, ...FORMS.map((form) => spreadCell(figures(form), 0)), ratio];
  });
  return formatTable([header, ...rows]);
}
