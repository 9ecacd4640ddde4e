import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { FiledObservation } from '../adjusted-stock';
import { canonicalAttributes } from '../compare';
import type { OracleException, ReportedSeries } from '../exception';
import type { StockAggregator, StockCallbacks } from '../stock-internals';
import type { StreamTrack } from '../track';
import { addCallback, advance, collect, create, observes, program } from '../witness';
import { OVERFLOW } from './limits';

const isHistogram = (track: StreamTrack): boolean => track.aggregation.endsWith('histogram');

const isChange = ({ track, temporality }: ReportedSeries): boolean =>
  track.isObservable && track.aggregation === 'sum' && temporality === AggregationTemporality.DELTA;

/** The observations of a round by series; those of one series added up where different attributes met in it. */
function addedUp(track: StreamTrack, observations: readonly FiledObservation[]): FiledObservation[] {
  const bySeries = new Map<string, FiledObservation>();
  for (const observation of observations) {
    const key = canonicalAttributes(observation.attributes);
    const before = bySeries.get(key);
    const adds = track.isFiltered || key === canonicalAttributes(OVERFLOW);
    const value = before !== undefined && adds ? before.value + observation.value : observation.value;
    bySeries.set(key, { ...observation, value });
  }
  return [...bySeries.values()];
}

/** Makes the stock SDK call all callbacks of a meter in the order in which they were added. */
function callInOrder(callbacks: StockCallbacks): void {
  let order: object[] = [];
  for (const method of ['addCallback', 'addBatchCallback'] as const) {
    const add = callbacks[method].bind(callbacks);
    callbacks[method] = (...values) => {
      add(...values);
      const known = [...callbacks._callbacks, ...callbacks._batchCallbacks];
      order = [...order, ...known.filter((callback) => !order.includes(callback))];
    };
  }
  callbacks.observe = async (time, timeoutMs) => {
    const { _callbacks: single, _batchCallbacks: batches } = callbacks;
    const futures = order.flatMap((callback) => {
      callbacks._callbacks = single.filter((known) => known === callback);
      callbacks._batchCallbacks = batches.filter((known) => known === callback);
      return [
        ...callbacks._observeCallbacks(time, timeoutMs),
        ...callbacks._observeBatchCallbacks(time, timeoutMs),
      ];
    });
    callbacks._callbacks = single;
    callbacks._batchCallbacks = batches;
    const results = await Promise.allSettled(futures);
    return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
  };
}

/** What we do otherwise about observables. */
export const OBSERVABLE_EXCEPTIONS: readonly OracleException[] = [
  {
    name: 'callback-order',
    reason:
      'Callbacks are called in the order in which they were added; the stock SDK calls those of batches last. It shows ' +
      'where two callbacks observe the same series.',
    meter: ({ observableRegistry }) => callInOrder(observableRegistry),
    witness: program([
      create(InstrumentType.OBSERVABLE_GAUGE),
      { do: 'addBatchCallback', instruments: [0], callback: 0 },
      addCallback(1),
      observes([[1]], 0),
      observes([[2]], 1),
      collect(),
    ]),
  },
  {
    name: 'stale-observables',
    reason:
      'What no callback observed in a round of collection is not reported in it, as the specification wants it: a ' +
      'device that is gone has no gauge. The stock SDK repeats its last value for ever. What a delta reader was not told ' +
      'in such a round, it is told when the series is back.',
    reports: (reported) => {
      const { track, series, collector, value } = reported;
      if (!track.isObservable || isHistogram(track) || series.round === track.round) return true;
      if (isChange(reported)) {
        series.withheld.set(collector, (series.withheld.get(collector) ?? 0) + Number(value));
      }
      return false;
    },
    value: (reported) => {
      const { series, collector, value } = reported;
      const withheld = series.withheld.get(collector) ?? 0;
      series.withheld.delete(collector);
      return isChange(reported) ? Number(value) + withheld : value;
    },
    roundEnds: (track) => {
      if (!track.isObservable || track.aggregation !== 'last value') return;
      for (const { attributes, round } of track.series.values()) {
        if (round !== track.round) track.forget(attributes);
      }
    },
    witness: program([
      create(InstrumentType.OBSERVABLE_GAUGE),
      addCallback(),
      observes([
        [1, { k: 'x' }],
        [2, { k: 'y' }],
      ]),
      collect(),
      observes([[3, { k: 'x' }]]),
      collect(),
    ]),
  },
  {
    name: 'lost-resets',
    reason:
      'A total that goes back is a reset for all readers. In the stock SDK a reset is lost to a reader that does not ' +
      'collect in the very round in which it is seen: it goes on adding to what was before.',
    storage: ({ _deltaMetricStorage: delta, _temporalMetricStorage: temporal }, { aggregation }) => {
      if (aggregation !== 'sum') return;
      const stock = delta._aggregator;
      const keepsResets: StockAggregator = Object.create(stock);
      keepsResets.merge = (previous, added) => {
        const merged = stock.merge(previous, added);
        merged.reset = previous.reset === true || added.reset === true;
        return merged;
      };
      delta._aggregator = keepsResets;
      temporal._aggregator = keepsResets;
    },
    witness: program(
      [
        create(InstrumentType.OBSERVABLE_COUNTER),
        addCallback(),
        observes([[5]]),
        collect('each'),
        observes([[1]]),
        collect('each'),
      ],
      { readers: [{ temporality: 'cumulative' }, { temporality: 'cumulative' }] },
    ),
  },
  {
    name: 'overflow-sums',
    reason:
      'Observed totals that meet in one series, by a View that filters attributes or in the overflow series, are ' +
      'added up, as recorded ones are. The stock SDK keeps the last of them.',
    observes: (track, batches) => (track.aggregation === 'sum' ? [addedUp(track, batches.flat())] : batches),
    witness: program(
      [
        create(InstrumentType.OBSERVABLE_COUNTER),
        addCallback(),
        observes([
          [5, { k: 'x' }],
          [7, { k: 'y' }],
        ]),
        collect(),
      ],
      { views: [{ instrumentName: 'a', keys: { allow: [] } }] },
    ),
  },
  {
    name: 'observable-histograms',
    reason:
      'A View may make a histogram of an observable: each observation is counted, and counts add up over the rounds. ' +
      'In the stock SDK the histogram holds the last observation alone, and deltas are differences of two of them.',
    observes: (track, batches) => {
      if (!isHistogram(track)) return batches;
      for (const { attributes, value } of batches.flat()) {
        track.storage._deltaMetricStorage.record(value, attributes, track.clock.nowMs);
      }
      return [];
    },
    witness: program(
      [
        create(InstrumentType.OBSERVABLE_GAUGE),
        addCallback(),
        observes([[1]]),
        collect(),
        advance(10),
        observes([[20]]),
        collect(),
      ],
      { views: [{ instrumentName: 'a', aggregation: { type: 4, options: { boundaries: [10] } } }] },
    ),
  },
  {
    name: 'undecided-duplicate-observations',
    reason:
      'A callback that observes one attribute set twice (the specification leaves it open, and wants none to do so): a ' +
      'histogram counts both, and a filtered sum adds both; in the stock SDK the last one counts.',
    isLeftOut: true,
    witness: program(
      [create(InstrumentType.OBSERVABLE_COUNTER), addCallback(), observes([[5], [7]]), collect()],
      { views: [{ instrumentName: 'a', keys: { allow: [] } }] },
    ),
  },
];
