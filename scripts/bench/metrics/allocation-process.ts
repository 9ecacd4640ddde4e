/**
 * A process that records on series that exist, between two forced collections of garbage: what `--trace-gc` prints
 * between them is the recordings' doing. It is told what to record by its first argument, as JSON.
 */
import { type ContestantName, createContestant, type InstrumentKind } from './contestants';
import { keptLoop, type Loop, recordingLoop, type Writing } from './loop';
import { labelsOf, prepareSeries, recordingOrder } from './series';

/** What the process records. */
export interface AllocationQuestion {
  readonly contestant: ContestantName;
  readonly kind: InstrumentKind;
  readonly kept: boolean;
  readonly writing: Writing;
  readonly recordings: number;
  /** Recordings before those that count. */
  readonly warmUpRecordings: number;
}

const LABELS = 2;
const SERIES = 100;
/** While code is still being compiled, the compiler allocates too. */
const SETTLE_MS = 200;

async function main(): Promise<void> {
  const question = JSON.parse(process.argv[2] ?? '') as AllocationQuestion;
  const { recordings, warmUpRecordings } = question;
  const order = recordingOrder(SERIES, true);
  const { loop, totals } = prepare(question, order);
  repeat(loop, warmUpRecordings / order.length);
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  repeat(loop, warmUpRecordings / order.length);
  globalThis.gc?.();
  repeat(loop, recordings / order.length);
  globalThis.gc?.();
  if ((await totals()) !== 2 * warmUpRecordings + recordings) throw new Error('not all recordings arrived');
}

function prepare({ contestant: name, kind, kept, writing }: AllocationQuestion, order: Int32Array) {
  const contestant = createContestant(name);
  const series = prepareSeries(SERIES, LABELS);
  const instrument = contestant.create(kind, 'measured', series.labelNames);
  const totals = async () => (await contestant.totals()).get('measured')?.total;
  const { dialect, keep } = contestant;
  if (!kept) return { loop: recordingLoop(dialect, kind, instrument, series, order, writing), totals };
  const children = Array.from(
    { length: SERIES },
    (_, index) => keep?.(instrument, labelsOf(series, index)) ?? {},
  );
  return { loop: keptLoop(dialect, kind, children, order, writing), totals };
}

function repeat(loop: Loop, times: number): void {
  for (let run = 0; run < times; run += 1) loop();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
