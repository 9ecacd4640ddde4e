import type { HrTime } from '@opentelemetry/api';
import { millisToHrTime } from '@opentelemetry/core';
import { AggregationTemporality, InstrumentType } from '@opentelemetry/sdk-metrics';
import type { OracleException, ReportedSeries } from '../exception';
import { addCallback, advance, collect, create, observes, program, record } from '../witness';

/** The start of a point as the specification has it (metrics SDK, "Start timestamps"). */
function startTime({ track, series, collector, temporality }: ReportedSeries): HrTime {
  if (temporality === AggregationTemporality.DELTA) {
    return millisToHrTime(track.collectedMs.get(collector) ?? track.createdMs);
  }
  return millisToHrTime(track.isObservable ? series.startMs : series.firstMs);
}

/** What we do otherwise about the times of points. */
export const TIME_EXCEPTIONS: readonly OracleException[] = [
  {
    name: 'start-times',
    reason:
      "A delta starts at its reader's previous collection or at the creation of the instrument; what is observed starts " +
      'at the creation or at the round before it was first observed (or began anew). The stock SDK has the first ' +
      'recording in both places, and the time of the collection itself for observables.',
    startTime,
    witness: program(
      [
        create(InstrumentType.COUNTER),
        create(InstrumentType.OBSERVABLE_COUNTER, 'b'),
        addCallback(),
        observes([[1]]),
        advance(10),
        record(1),
        advance(10),
        collect(),
        advance(10),
        record(1, { k: 'x' }),
        observes([[2], [3, { k: 'x' }]]),
        advance(10),
        collect(),
      ],
      { readers: [{ temporality: 'delta' }] },
    ),
  },
];
