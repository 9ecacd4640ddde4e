import type { Contestant, InstrumentKind } from './contestants';
import { keptLoop, recordingLoop } from './loop';
import { labelsOf, prepareSeries, recordingOrder } from './series';

const KINDS: readonly InstrumentKind[] = ['counter', 'updowncounter', 'histogram', 'gauge'];
const LABELS = [0, 1, 2, 3, 4, 6];
const SERIES = 20;
const RUNS = 20;

/**
 * Uses a library as a program of some size does before anything is measured: instruments of all kinds, with no to six
 * labels, each from a call site of its own, so that no method has ever seen one shape alone.
 */
export function useEverything(contestant: Contestant): void {
  for (const kind of KINDS) {
    for (const labels of LABELS) useInstrument(contestant, kind, labels);
  }
}

function useInstrument(contestant: Contestant, kind: InstrumentKind, labels: number): void {
  const count = labels === 0 ? 1 : SERIES;
  const series = prepareSeries(count, labels);
  const order = recordingOrder(count, true);
  const instrument = contestant.create(kind, `used_${kind}_${labels}`, series.labelNames);
  const loops = [recordingLoop(contestant.dialect, kind, instrument, series, order)];
  if (contestant.keep && labels > 0) {
    const kept = Array.from({ length: count }, (_, index) =>
      contestant.keep?.(instrument, labelsOf(series, index)),
    );
    loops.push(keptLoop(contestant.dialect, kind, kept as readonly object[], order));
  }
  for (let run = 0; run < RUNS; run += 1) {
    for (const loop of loops) loop();
  }
}
