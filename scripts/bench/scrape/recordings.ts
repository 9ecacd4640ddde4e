import type { Contestant } from '../metrics/contestants';
import { type Loop, recordingLoopOf } from '../metrics/loop';
import { prepareSeries, type SeriesSet } from '../metrics/series';
import type { Shape } from './shape';

/** How often a loop goes through its values before they repeat. */
const VALUES = 1_024;

/** What counters have counted before the first scrape: up to a million. */
const COUNTED = Float64Array.from({ length: VALUES }, (_, index) => 1 + ((index * 7_919) % 1_000_003));
/** What they count between two scrapes. */
const STEPS = Float64Array.from({ length: VALUES }, (_, index) => 1 + ((index * 7) % 9));
/** Seconds, from one millisecond to four, as precise as a clock is, which a sum's many digits come from. */
const DURATIONS = Float64Array.from(
  { length: VALUES },
  (_, index) => 0.001 * 2 ** ((12 * ((index * 389) % VALUES)) / VALUES),
);

/** Observations of each series of a histogram before the first scrape: 1 to 200. */
const observationsOf = (series: number) => 1 + ((series * 37) % 200);

/** How many instruments of a kind there are, and the labels of each. */
const INSTRUMENTS: Readonly<Record<'counter' | 'histogram', readonly number[]>> = {
  counter: [3, 4, 3, 4, 3, 4, 3, 4, 3, 4],
  histogram: [3, 4],
};

/** The label values of an instrument's series and the order of its recordings, which are there before the series are. */
export interface PreparedInstrument {
  readonly kind: 'counter' | 'histogram';
  readonly name: string;
  readonly series: SeriesSet;
  readonly once: Int32Array;
}

/** Label values of series, the instruments named after `prefix`. */
export function prepareRecordings(prefix: string, shape: Shape): readonly PreparedInstrument[] {
  const amounts = { counter: shape.counterSeries, histogram: shape.histogramSeries };
  return (['counter', 'histogram'] as const).flatMap((kind) => {
    const labels = INSTRUMENTS[kind];
    return shares(amounts[kind], labels.length).flatMap((count, index) =>
      count === 0
        ? []
        : [
            {
              kind,
              name: `${prefix}_${kind}_${index}`,
              series: prepareSeries(count, labels[index] ?? 0),
              once: Int32Array.from({ length: count }, (_, series) => series),
            },
          ],
    );
  });
}

/** Series on which something is recorded between two scrapes, each of them. */
export class Recordings {
  readonly #contestant: Contestant;
  readonly #changes: Loop[] = [];

  constructor(contestant: Contestant) {
    this.#contestant = contestant;
  }

  /** Makes the series. */
  add(prepared: readonly PreparedInstrument[]): void {
    for (const instrument of prepared) this.#addInstrument(instrument);
  }

  /** Records something on every series. */
  change(): void {
    for (const change of this.#changes) change();
  }

  #addInstrument({ kind, name, series, once }: PreparedInstrument): void {
    const instrument = this.#contestant.create(kind, name, series.labelNames);
    const loop = (values: Float64Array, order: Int32Array) =>
      recordingLoopOf(values, this.#contestant.dialect, kind, instrument, series, order);
    const [first, next] =
      kind === 'counter' ? [loop(COUNTED, once), STEPS] : [loop(DURATIONS, observed(once.length)), DURATIONS];
    first();
    this.#changes.push(loop(next, once));
  }
}

/** Each series as often as it is observed. */
function observed(count: number): Int32Array {
  return Int32Array.from(
    Array.from({ length: count }, (_, series) =>
      new Array<number>(observationsOf(series)).fill(series),
    ).flat(),
  );
}

/** A number in so many parts that differ by one at most. */
function shares(total: number, parts: number): readonly number[] {
  return Array.from(
    { length: parts },
    (_, index) => Math.floor((total * (index + 1)) / parts) - Math.floor((total * index) / parts),
  );
}
