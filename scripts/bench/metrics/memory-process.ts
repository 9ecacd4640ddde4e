/** A process that measures what the series of one contestant occupy. Node needs `--expose-gc` for it. */
import { answerParent } from '../support/answer-parent';
import { occupiedBytes } from '../support/occupied-bytes';
import {
  type ContestantName,
  type ContestantOptions,
  createContestant,
  type InstrumentKind,
} from './contestants';
import { recordingLoop } from './loop';
import { flatString, prepareSeries, type SeriesSet, type Spreading } from './series';

/** Series whose memory is measured. */
export interface MemoryQuestion {
  readonly contestant: ContestantName;
  readonly kind: InstrumentKind;
  readonly series: number;
  readonly labels: number;
  readonly spreading: Spreading;
}

/** Ids, each of which is recorded once and known to nobody else. */
export interface FloodQuestion {
  readonly contestant: ContestantName;
  readonly options: ContestantOptions;
  /** After how many ids the memory is measured, ascending. */
  readonly checkpoints: readonly number[];
}

/** What a flood of ids left behind. */
export interface FloodAnswer {
  /** More bytes than before the first id, at each checkpoint. */
  readonly grownBytes: readonly number[];
  readonly series: number;
}

/** How many ids of a flood there are at a time. */
const CHUNK = 10_000;

answerParent({
  bytesPerSeries: async (question: MemoryQuestion): Promise<number> => {
    const contestant = createContestant(question.contestant, { limit: question.series + 100 });
    const record = (name: string, series: SeriesSet) => {
      const instrument = contestant.create(question.kind, name, series.labelNames);
      recordingLoop(contestant.dialect, question.kind, instrument, series, inOrder(series))();
    };
    const series = prepareSeries(question.series, question.labels, question.spreading);
    // What is loaded and compiled with the first recording is no memory of a series.
    record('first', prepareSeries(50, question.labels));
    const before = await occupiedBytes();
    record('measured', series);
    const after = await occupiedBytes();
    const total = (await contestant.totals()).get('measured');
    if (total?.series !== question.series) throw new Error(`there are ${total?.series} series`);
    return (after - before) / question.series;
  },

  flood: async ({ contestant: name, options, checkpoints }: FloodQuestion): Promise<FloodAnswer> => {
    const contestant = createContestant(name, options);
    const instrument = contestant.create('counter', 'flooded', ['id']);
    // One loop, whose ids are replaced: what a loop of its own took for each chunk would count as growth.
    const ids = new Array<string>(CHUNK).fill('');
    const series = { labelNames: ['id'], columns: [ids] };
    const record = recordingLoop(contestant.dialect, 'counter', instrument, series, inOrder(series));
    const before = await occupiedBytes();
    const grownBytes: number[] = [];
    let sent = 0;
    for (const checkpoint of checkpoints) {
      for (; sent < checkpoint; sent += CHUNK) {
        for (let index = 0; index < CHUNK; index += 1) ids[index] = flatString(`session-id-${sent + index}`);
        record();
      }
      ids.fill('');
      grownBytes.push((await occupiedBytes()) - before);
    }
    const total = (await contestant.totals()).get('flooded');
    if (total?.total !== sent) throw new Error(`${total?.total} of ${sent} recordings arrived`);
    return { grownBytes, series: total.series };
  },
});

function inOrder({ columns }: SeriesSet): Int32Array {
  return Int32Array.from({ length: columns[0]?.length ?? 1 }, (_, index) => index);
}
