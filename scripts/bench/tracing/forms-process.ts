/** A process that measures what a span around a function costs, in one state of tracing. */
import { type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import type * as Package from '../../../lib';
import { answerParent } from '../support/answer-parent';
import { PACKAGE } from '../support/paths';
import { startStopwatch } from '../support/stopwatch';
import {
  FORMS,
  type Form,
  type FormsAnswer,
  type FormsQuestion,
  KINDS,
  type Kind,
  type State,
} from './forms';

const { startObservability, traced, tracing } = require(PACKAGE) as typeof Package;

/** Takes spans and keeps none. */
const TAKES_SPANS = {
  onStart: () => undefined,
  onEnd: () => undefined,
  forceFlush: async () => undefined,
  shutdown: async () => undefined,
};

const ENVIRONMENTS: Readonly<Record<State, Readonly<Record<string, string>> | undefined>> = {
  'before the start': undefined,
  'tracing off': { GP_TRACING_ENABLED: 'false' },
  unsampled: { GP_TRACE_SAMPLER: 'always_off' },
  sampled: { GP_TRACE_SAMPLER: 'always_on' },
};

const state = process.argv[2] as State;
const isTraced = state === 'unsampled' || state === 'sampled';
const env = ENVIRONMENTS[state];
if (env) {
  startObservability({
    env: { ...env, GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0' },
    spanProcessors: [TAKES_SPANS],
    handleSignals: false,
  });
}

/** The work: something that the compiler cannot leave out. */
let sum = 0;
const add = (): number => {
  sum = (sum + 1) % 1_000;
  return sum;
};
const addLater = async (): Promise<number> => add();

/** What a user writes by hand for what `withSpan` does. */
function failed(span: Span, error: unknown): void {
  span.recordException(error as Error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
}
const byHand = (): number =>
  trace.getTracer('bench').startActiveSpan('work', (span) => {
    try {
      return add();
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });
const laterByHand = (): Promise<number> =>
  trace.getTracer('bench').startActiveSpan('work', async (span) => {
    try {
      return await addLater();
    } catch (error) {
      failed(span, error);
      throw error;
    } finally {
      span.end();
    }
  });

const CALLS: Readonly<Record<Kind, Readonly<Record<Form, () => number | Promise<number>>>>> = {
  sync: {
    call: add,
    withSpan: () => tracing.withSpan('work', add),
    traced: traced(add, { name: 'work' }),
    startActiveSpan: byHand,
  },
  async: {
    call: addLater,
    withSpan: () => tracing.withSpan('work', addLater),
    traced: traced(addLater, { name: 'work' }),
    startActiveSpan: laterByHand,
  },
};

const CALLS_AT_A_TIME = 1_000;

async function nanosecondsACall(call: () => number | Promise<number>, durationMs: number): Promise<number> {
  const read = startStopwatch();
  const endMs = performance.now() + durationMs;
  let calls = 0;
  while (performance.now() < endMs) {
    for (let index = 0; index < CALLS_AT_A_TIME; index += 1) {
      const result = call();
      if (typeof result !== 'number') await result;
    }
    calls += CALLS_AT_A_TIME;
  }
  return (read() * 1e6) / calls;
}

answerParent({
  measure: async ({ warmUpMs, measureMs }: FormsQuestion): Promise<FormsAnswer> => {
    const answer: Record<Kind, Partial<Record<Form, number>>> = { sync: {}, async: {} };
    const measureAll = async (durationMs: number): Promise<void> => {
      for (const form of FORMS) {
        for (const kind of KINDS) {
          await nanosecondsACall(CALLS[kind][form], warmUpMs);
          answer[kind][form] = await nanosecondsACall(CALLS[kind][form], durationMs);
        }
      }
    };
    // Where spans are made, the first form to make them would have the SDK compiled for the others.
    if (isTraced) await measureAll(warmUpMs);
    await measureAll(measureMs);
    return answer as FormsAnswer;
  },
});
