import { millisToHrTime } from '@opentelemetry/core';
import {
  AggregationTemporality,
  AggregationType,
  DataPointType,
  InstrumentType,
} from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { toHrTime } from '../../lib/metrics/hr-time';
import {
  AggregationTemporality as OwnAggregationTemporality,
  AggregationType as OwnAggregationType,
  DataPointType as OwnDataPointType,
  InstrumentType as OwnInstrumentType,
} from '../../lib/metrics/sdk-values';

/** The members of an enum, without the way back from numbers to names. */
function members(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Number.isNaN(Number(name))));
}

describe('what is taken over from the stock SDK by value', () => {
  test.each([
    ['InstrumentType', OwnInstrumentType, InstrumentType],
    ['DataPointType', OwnDataPointType, DataPointType],
    ['AggregationTemporality', OwnAggregationTemporality, AggregationTemporality],
    ['AggregationType', OwnAggregationType, AggregationType],
  ])('%s has the members of the original, all of them', (_name, own, stock) => {
    expect(own).toEqual(members(stock));
  });

  test('times are split into seconds and nanoseconds as the stock packages do', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4_102_444_800_000, noNaN: true }), (epochMs) => {
        expect(toHrTime(epochMs)).toEqual(millisToHrTime(epochMs));
      }),
    );
  });
});
