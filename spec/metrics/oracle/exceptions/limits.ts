import type { Attributes } from '@opentelemetry/api';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import type { OracleException } from '../exception';
import { collect, create, program, record } from '../witness';

export const OVERFLOW: Attributes = { 'otel.metric.overflow': true };

/** What we do otherwise about the number of series. */
export const LIMIT_EXCEPTIONS: readonly OracleException[] = [
  {
    name: 'lasting-limit',
    reason:
      'The stock limit holds for one interval of collection, so that cumulative series grow without end. Ours is the ' +
      'number of attribute sets over the life of the process; the overflow series comes on top.',
    storage: (storage) => {
      storage._deltaMetricStorage._cardinalityLimit = Number.POSITIVE_INFINITY;
    },
    admits: (track, attributes) => {
      if (track.find(attributes) !== undefined) return attributes;
      const admitted = track.series.size - (track.find(OVERFLOW) === undefined ? 0 : 1);
      return admitted < track.limit ? attributes : OVERFLOW;
    },
    witness: program(
      [
        create(InstrumentType.COUNTER),
        record(1, { k: 'x' }),
        record(2, { k: 'y' }),
        collect(),
        record(4, { k: 'z' }),
        collect(),
        record(8, { k: 'x' }),
        collect(),
      ],
      { readers: [{ temporality: 'cumulative', limit: 2 }] },
    ),
  },
];
