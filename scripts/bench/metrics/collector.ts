/** A process with one contestant that holds many series, which measures what collecting them takes. */
import { answerParent } from '../support/answer-parent';
import { median } from '../support/statistics';
import { startStopwatch } from '../support/stopwatch';
import { type Contestant, type ContestantName, createContestant, type InstrumentKind } from './contestants';
import { type Loop, recordingLoop } from './loop';
import { prepareSeries } from './series';

/** The series of a process, spread over some instruments. */
export interface CollectorStart {
  readonly contestant: ContestantName;
  readonly kind: InstrumentKind;
  readonly instruments: number;
  readonly seriesEach: number;
}

/** How often everything is collected. */
export interface CollectingQuestion {
  /** Whether each series was recorded to since the collection before. */
  readonly touched: boolean;
  readonly collections: number;
}

const LABELS = 3;

let contestant: Contestant | undefined;
let record: Loop = () => undefined;

answerParent({
  start: async (start: CollectorStart) => {
    contestant = createContestant(start.contestant, { limit: 2 * start.seriesEach });
    record = recordOnAll(contestant, start);
    record();
    const totals = await contestant.totals();
    const series = [...totals.values()].reduce((sum, total) => sum + total.series, 0);
    if (series !== start.instruments * start.seriesEach) throw new Error(`there are ${series} series`);
  },

  /** Milliseconds that a collection takes. Collecting garbage belongs to it, so it is no minimum that is taken. */
  collect: async ({ touched, collections }: CollectingQuestion): Promise<number> => {
    if (!contestant) throw new Error('the process was not started');
    const tookMs: number[] = [];
    for (let collection = 0; collection < collections; collection += 1) {
      if (touched) record();
      const readStopwatch = startStopwatch();
      const collected = await contestant.collect();
      tookMs.push(readStopwatch());
      if (typeof collected !== 'object') throw new Error('nothing was collected');
    }
    return median(tookMs);
  },
});

function recordOnAll(recorded: Contestant, { kind, instruments, seriesEach }: CollectorStart): Loop {
  const series = prepareSeries(seriesEach, LABELS);
  const order = Int32Array.from({ length: seriesEach }, (_, index) => index);
  const loops = Array.from({ length: instruments }, (_, index) => {
    const instrument = recorded.create(kind, `collected_${index}`, series.labelNames);
    return recordingLoop(recorded.dialect, kind, instrument, series, order);
  });
  return () => {
    for (const loop of loops) loop();
  };
}
