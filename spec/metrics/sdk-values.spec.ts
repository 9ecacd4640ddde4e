import { millisToHrTime } from '@opentelemetry/core';
import * as stock from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { toHrTime } from '../../lib/metrics/hr-time';
import * as own from '../../lib/metrics/sdk-values';

/** The members of an enum, without the way back from numbers to names. */
function members(values: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => Number.isNaN(Number(name))));
}

describe('what is taken over from the stock SDK by value', () => {
  test.each(['InstrumentType', 'DataPointType', 'AggregationTemporality', 'AggregationType'] as const)(
    '%s has the members of the original, all of them',
    (name) => {
      expect(own[name]).toEqual(members(stock[name]));
    },
  );

  test('times are split into seconds and nanoseconds as the stock packages do', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4_102_444_800_000, noNaN: true }), (epochMs) => {
        expect(toHrTime(epochMs)).toEqual(millisToHrTime(epochMs));
      }),
    );
  });
});
