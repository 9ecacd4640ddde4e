/** A process with one contestant, which measures what recordings take. */
import { context, ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { AlwaysOffSampler, AlwaysOnSampler, TracerProvider } from '@opentelemetry/sdk-trace';
import { answerParent } from '../support/answer-parent';
import {
  type Contestant,
  type ContestantName,
  type ContestantOptions,
  createContestant,
  type InstrumentKind,
} from './contestants';
import { keptLoop, type Loop, recordingLoop } from './loop';
import { labelsOf, prepareSeries, recordingOrder, type SeriesSet } from './series';
import { type Duration, measureRecordingNs } from './timing';
import { useEverything } from './used-process';

/** Where the recordings of a process are made. */
export type Surroundings =
  /** No context manager is registered: metrics alone. */
  | 'no context manager'
  /** The context manager of a program that traces, outside any span. */
  | 'no span'
  /** Within a span that is not sampled. */
  | 'unsampled span'
  | 'sampled span';

/** What the process is told at its start. */
export interface RecorderStart {
  readonly contestant: ContestantName;
  readonly surroundings: Surroundings;
  /** Whether instruments of all kinds are used before, as in a program of some size. */
  readonly used: boolean;
}

/** What is recorded. */
export interface RecordingCase {
  readonly kind: InstrumentKind;
  readonly labels: number;
  readonly series: number;
  readonly shuffled: boolean;
  /** Whether the series are kept by the caller. */
  readonly kept: boolean;
  readonly options?: ContestantOptions;
}

/** A case, and how long it is measured. */
export interface RecordingQuestion {
  readonly recording: RecordingCase;
  readonly duration: Duration;
}

let started: RecorderStart | undefined;
let surround: (body: () => void) => void = (body) => body();
/** Kept, so that what was used before stays in the heap. */
let used: Contestant | undefined;

answerParent({
  start: (start: RecorderStart) => {
    started = start;
    surround = enter(start.surroundings);
    used = createContestant(start.contestant);
    if (start.used) surround(() => used && useEverything(used));
  },
  measure: async ({ recording, duration }: RecordingQuestion): Promise<number> => {
    if (!started) throw new Error('the process was not started');
    globalThis.gc?.();
    return measure(createContestant(started.contestant, recording.options), recording, duration);
  },
});

const NAME = 'measured';

async function measure(
  contestant: Contestant,
  recording: RecordingCase,
  duration: Duration,
): Promise<number> {
  const series = prepareSeries(recording.series, recording.labels);
  const order = recordingOrder(recording.series, recording.shuffled);
  const instrument = contestant.create(recording.kind, NAME, series.labelNames);
  // The series come into being in the order of their numbers, whatever the order of the recordings.
  const create = recordingLoop(
    contestant.dialect,
    recording.kind,
    instrument,
    series,
    inOrder(recording.series),
  );
  surround(create);
  await contestant.settle();
  const loop = loopOf(contestant, recording, instrument, series, order);
  let measured = { ns: Number.NaN, runs: 0 };
  surround(() => {
    measured = measureRecordingNs(loop, order.length, duration);
  });
  await check(contestant, recording, recording.series + measured.runs * order.length);
  return measured.ns;
}

function loopOf(
  contestant: Contestant,
  { kind, kept, series: count }: RecordingCase,
  instrument: object,
  series: SeriesSet,
  order: Int32Array,
): Loop {
  const { dialect, keep } = contestant;
  if (!kept) return recordingLoop(dialect, kind, instrument, series, order);
  if (!keep) throw new Error('the contestant keeps no series');
  const children = Array.from({ length: count }, (_, index) => keep(instrument, labelsOf(series, index)));
  return keptLoop(dialect, kind, children, order);
}

function inOrder(series: number): Int32Array {
  return Int32Array.from({ length: series }, (_, index) => index);
}

/** A recording that went nowhere would be the fastest of all. */
async function check(
  contestant: Contestant,
  { series, options }: RecordingCase,
  recordings: number,
): Promise<void> {
  const total = (await contestant.totals()).get(NAME);
  if (total?.total !== recordings) throw new Error(`${total?.total} of ${recordings} recordings arrived`);
  const limited = options?.limit === undefined || options.limit <= series;
  if (!limited && total.series !== series) throw new Error(`there are ${total.series} series, not ${series}`);
}

function enter(surroundings: Surroundings): (body: () => void) => void {
  if (surroundings === 'no context manager') return (body) => body();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  // Any context will do, as long as it is not the one that is found when none was entered.
  const request = ROOT_CONTEXT.setValue(Symbol('request'), true);
  if (surroundings === 'no span') return (body) => context.with(request, body);
  const sampler = surroundings === 'sampled span' ? new AlwaysOnSampler() : new AlwaysOffSampler();
  const span = new TracerProvider({ sampler }).getTracer('bench').startSpan('session', {}, request);
  const sampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  if (sampled !== (surroundings === 'sampled span'))
    throw new Error('the span is not sampled as it should be');
  return (body) => context.with(trace.setSpan(request, span), body);
}
