import type { Attributes, AttributeValue } from '@opentelemetry/api';
import fc, { type Arbitrary } from 'fast-check';
import { hasExactLogarithm } from './exceptions/exponential';

/** Leaves fields out that are undefined, as the types of the SDK want it. */
export function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

/** Sums of these are exact in any order. */
export const exactValues: Arbitrary<Arbitrary<number>> = fc.constant(
  fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: -20, max: 2000 }) },
    { weight: 4, arbitrary: fc.integer({ min: -64, max: 4096 }).map((eighths) => eighths / 8) },
    { weight: 2, arbitrary: fc.constantFrom(0, -0, 5, 10, 1024, 0.25, 1, -1, -3.5) },
  ),
);

const EXTREMES = [
  ...[5e-324, 2 ** -1070, 2 ** -1023, 2 ** -1022, 1.5 * 2 ** -1022, 0, -0, -5e-324],
  ...[2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, 2 ** 60, 1e300, -1e300, -(2 ** 53), -(2 ** 60)],
  ...[Infinity, -Infinity, NaN, NaN],
];

/** The ends of what a number can be: subnormals, the smallest normal, the last integers, infinities, NaN; a few at once. */
export const extremeValues: Arbitrary<Arbitrary<number>> = fc
  .record({
    chosen: fc.subarray(EXTREMES, { minLength: 1, maxLength: 5 }),
    exponents: fc.tuple(fc.integer({ min: -1074, max: 990 }), fc.integer({ min: 0, max: 60 })),
  })
  .map(({ chosen, exponents: [exponent, span] }) =>
    fc
      .oneof(
        { weight: 4, arbitrary: fc.constantFrom(...chosen) },
        { weight: 2, arbitrary: fc.integer({ min: -1000, max: 1000 }) },
        {
          weight: 3,
          arbitrary: fc.integer({ min: exponent, max: exponent + span }).map((power) => 2 ** power),
        },
        {
          weight: 3,
          arbitrary: fc.double({
            min: 2 ** exponent,
            max: 2 ** (exponent + span),
            noNaN: true,
          }),
        },
      )
      .filter(hasExactLogarithm),
  );

const attributeValues = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.constantFrom<AttributeValue>(
      ...['x', 'y', '1', 'true', '', '["x"]', 'x,y'],
      ...[1, 0, -0, 1.5, true, false],
      ...[['x'], ['x', 'y'], ['1'], [1], [true], [], ['x', null]],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(undefined, null, {}, ['x', 1], [{}]) as Arbitrary<AttributeValue>,
  },
);

function attributesOf(keys: readonly string[]): Arbitrary<Attributes | undefined> {
  const entries = fc.uniqueArray(fc.tuple(fc.constantFrom(...keys), attributeValues), {
    maxLength: 4,
    selector: ([key]) => key,
  });
  return fc.option(
    entries.map((pairs) => Object.fromEntries(pairs) as Attributes),
    {
      nil: undefined,
      freq: 6,
    },
  );
}

/** The keys of random attributes. */
export const KEYS = ['k', 'l', 'm', 'K', '1', 'a.b'];

/** Random attributes, some of them often, so that they meet in one series. */
export const attributes: Arbitrary<Attributes | undefined> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<Attributes | undefined>({ k: 'x' }, { k: 'y' }, {}, { k: 1 }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<Attributes>(
      { k: 'x', l: 'y' },
      { l: 'y', k: 'x' },
      { l: 'z', k: 'x' },
      { l: 'y' },
    ),
  },
  { weight: 4, arbitrary: attributesOf(KEYS) },
);
