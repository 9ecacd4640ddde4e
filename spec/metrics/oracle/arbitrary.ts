import { type Attributes, type AttributeValue, type MetricOptions, ValueType } from '@opentelemetry/api';
import { type AggregationOption, AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import fc, { type Arbitrary } from 'fast-check';
import { canonicalAttributes } from './compare';
import { hasExactLogarithm } from './exceptions/exponential';
import { validAttributes } from './exceptions/values';
import {
  type InstrumentSpec,
  type MeterSpec,
  Program,
  type ReaderSpec,
  type Step,
  TEMPORALITIES,
  type ViewSpec,
} from './program';

/** What a kind of programs is made of. */
export interface Ingredients {
  /** The values of one program. */
  readonly values: Arbitrary<Arbitrary<number>>;
  /** Several meters, Views, conflicts: what instruments become. Without them the numbers are in focus. */
  readonly views: 'none' | 'some';
  readonly limits?: boolean;
  readonly maxSteps?: number;
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
      ...[['x'], ['x', 'y'], ['1'], [1], [true], [], ['x', null], ['x', undefined]],
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
const KEYS = ['k', 'l', 'm', 'K', '1', 'a.b'];
const attributes = fc.oneof(
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

const boundaries = fc.oneof(
  fc.constantFrom(
    [],
    [0],
    [0, 5, 10],
    [10, 5, 0],
    [-Infinity, 0, 1, Infinity],
    [1, 1, 2],
    [0.125, 0.25, 1024],
  ),
  fc.array(fc.integer({ min: -50, max: 500 }), { maxLength: 6 }),
);

const optionalBoolean = fc.constantFrom(undefined, true, false);
const histogramOptions = fc.record({ boundaries, recordMinMax: optionalBoolean }).map((options) => ({
  type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM as const,
  options: defined(options),
}));
const exponentialOptions = fc
  .record({ maxSize: fc.constantFrom(undefined, 2, 3, 4, 8, 20, 160), recordMinMax: optionalBoolean })
  .map((options) => ({ type: AggregationType.EXPONENTIAL_HISTOGRAM as const, options: defined(options) }));
export const aggregations: Arbitrary<AggregationOption> = fc.oneof(
  fc.constantFrom<AggregationOption>(
    { type: AggregationType.DEFAULT },
    { type: AggregationType.DROP },
    { type: AggregationType.SUM },
    { type: AggregationType.LAST_VALUE },
    { type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM },
    { type: AggregationType.EXPONENTIAL_HISTOGRAM },
  ),
  histogramOptions as Arbitrary<AggregationOption>,
  exponentialOptions as Arbitrary<AggregationOption>,
);

/** Leaves fields out that are undefined, as the types of the SDK want it. */
function defined<T extends object>(fields: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}

const KINDS = Object.values(InstrumentType);
const NAMES = ['a', 'b', 'a.b', 'ab', 'abc', 'A', 'b_total', '1a'];
const UNITS = ['s', 'By', '1'];
const DESCRIPTIONS = ['short', 'a longer one', 'other'];

const instrumentOptions: Arbitrary<MetricOptions | undefined> = fc.option(
  fc
    .record({
      unit: fc.constantFrom(undefined, undefined, ...UNITS),
      description: fc.constantFrom(undefined, undefined, ...DESCRIPTIONS),
      valueType: fc.constantFrom(undefined, undefined, ValueType.INT, ValueType.DOUBLE),
      advice: fc.option(
        boundaries.map((explicitBucketBoundaries) => ({ explicitBucketBoundaries })),
        {
          nil: undefined,
        },
      ),
    })
    .map((options) => defined(options) as MetricOptions),
  { nil: undefined, freq: 3 },
);

const instruments: Arbitrary<InstrumentSpec> = fc
  .record({
    meter: fc.nat({ max: 2 }),
    kind: fc.constantFrom(...KINDS),
    name: fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...NAMES.slice(0, 5)) },
      { weight: 1, arbitrary: fc.constantFrom(...NAMES) },
    ),
    options: instrumentOptions,
  })
  .map((spec) => defined(spec) as InstrumentSpec);

const keyFilters = fc.oneof(
  fc.subarray(KEYS, { maxLength: 3 }).map((allow) => ({ allow })),
  fc.subarray(KEYS, { maxLength: 3 }).map((deny) => ({ deny })),
);
const PATTERNS = ['*', 'a', 'b', 'a*', '*b', 'a.b', 'a.*', 'a*b', 'A', '*a*', '?', 'a?', 'a?b', '+', 'z'];

function viewsWith(limits: boolean): Arbitrary<ViewSpec> {
  const selected = fc.record({
    instrumentName: fc.option(fc.constantFrom(...PATTERNS), { nil: undefined, freq: 4 }),
    instrumentType: fc.option(fc.constantFrom(...KINDS), { nil: undefined, freq: 2 }),
    instrumentUnit: fc.constantFrom(undefined, undefined, undefined, ...UNITS),
    meterName: fc.constantFrom(undefined, undefined, undefined, 'm', 'n'),
    meterVersion: fc.constantFrom(undefined, undefined, undefined, undefined, '1', '2'),
    meterSchemaUrl: fc.constantFrom(undefined, undefined, undefined, undefined, 'https://x', 'https://y'),
    name: fc.constantFrom(undefined, undefined, 'renamed', 'a', 'b'),
    description: fc.constantFrom(undefined, undefined, 'of the view', 'v'),
    keys: fc.option(keyFilters, { nil: undefined, freq: 2 }),
    aggregation: fc.option(aggregations, { nil: undefined, freq: 2 }),
    aggregationCardinalityLimit: limits
      ? fc.option(fc.nat({ max: 6 }), { nil: undefined })
      : fc.constant(undefined),
  });
  return selected.map(asPermitted);
}

/** A View needs a selector, and may rename only what it names exactly. */
function asPermitted(options: { [K in keyof ViewSpec]: ViewSpec[K] | undefined }): ViewSpec {
  const { name, instrumentName, ...rest } = options;
  const hasSelector = [
    rest.instrumentType,
    rest.instrumentUnit,
    rest.meterName,
    rest.meterVersion,
    rest.meterSchemaUrl,
  ];
  const selector = instrumentName ?? (hasSelector.some((value) => value !== undefined) ? undefined : '*');
  const mayRename = selector !== undefined && !/[*?]/.test(selector);
  return defined({ ...rest, instrumentName: selector, name: mayRename ? name : undefined }) as ViewSpec;
}

function readersWith(limits: boolean): Arbitrary<ReaderSpec> {
  const selections = fc.dictionary(fc.constantFrom(...KINDS), aggregations, { maxKeys: 2 });
  return fc
    .record({
      temporality: fc.constantFrom(...TEMPORALITIES),
      aggregations: fc.option(selections, { nil: undefined, freq: 2 }),
      limit: limits ? fc.option(fc.nat({ max: 6 }), { nil: undefined, freq: 3 }) : fc.constant(undefined),
    })
    .map(
      (spec) =>
        defined({ ...spec, aggregations: spec.aggregations && { ...spec.aggregations } }) as ReaderSpec,
    );
}

const METERS: readonly MeterSpec[] = [
  { name: 'm' },
  { name: 'm', version: '1' },
  { name: 'n', version: '1', schemaUrl: 'https://x' },
  { name: 'm', version: '1', schemaUrl: 'https://y' },
  { name: '' },
];

/** A step of one kind: `what` it does and the fields that this takes, those left out that are undefined. */
function step(weight: number, what: readonly Step['do'][], fields: { [field: string]: Arbitrary<unknown> }) {
  const arbitrary = fc
    .record({ do: fc.constantFrom(...what), ...fields })
    .map((made) => defined(made) as Step);
  return { weight, arbitrary };
}

/** No callback observes an attribute set twice ('undecided-duplicate-observations'). */
const UNIQUE = {
  maxLength: 4,
  selector: ({ attributes: given }: { attributes?: Attributes }) =>
    canonicalAttributes(validAttributes(given ?? {})),
};

function stepsWith(values: Arbitrary<number>): Arbitrary<Step> {
  const instrument = fc.nat({ max: 7 });
  const callback = fc.nat({ max: 3 });
  // What 'infinite-observations' and 'negative-fractions' leave out.
  const total = values.filter((value) => Math.abs(value) !== Infinity && !(value < 0 && value > -1));
  const observation = fc.record({ target: fc.nat({ max: 2 }), value: total, attributes }).map(defined);
  const outcome = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom('returns', 'resolves') },
    { weight: 1, arbitrary: fc.constantFrom('throws', 'rejects') },
  );
  return fc.oneof(
    step(24, ['record'], { instrument, value: values, attributes }),
    step(9, ['observe'], { callback, outcome, observations: fc.uniqueArray(observation, UNIQUE) }),
    step(8, ['collect'], { reader: fc.oneof(fc.nat({ max: 2 }), fc.constant('each')) }),
    step(6, ['advance'], { milliseconds: fc.integer({ min: 1, max: 5000 }) }),
    step(5, ['addCallback'], { instrument, callback }),
    step(2, ['create'], { instrument: instruments }),
    step(1, ['removeCallback'], { instrument, callback }),
    step(2, ['addBatchCallback', 'addBatchCallback', 'removeBatchCallback'], {
      instruments: fc.array(instrument, { minLength: 1, maxLength: 3 }),
      callback,
    }),
  );
}

/** Random programs: a few instruments first, then anything, and at the end a collection by each reader. */
export function programs({ values, ...rest }: Ingredients): Arbitrary<Program> {
  return values.chain((one) => programsOf(one, rest));
}

function programsOf(
  values: Arbitrary<number>,
  { views, limits = false, maxSteps = 40 }: Omit<Ingredients, 'values'>,
): Arbitrary<Program> {
  return fc
    .record({
      views: views === 'none' ? fc.constant([]) : fc.array(viewsWith(limits), { maxLength: 3 }),
      readers: fc.array(readersWith(limits), { minLength: 1, maxLength: 3 }),
      meters: fc.subarray([...METERS], { minLength: 1, maxLength: views === 'none' ? 1 : 3 }),
      created: fc.array(instruments, { minLength: 1, maxLength: 6 }),
      steps: fc.array(stepsWith(values), { minLength: 1, maxLength: maxSteps, size: 'max' }),
    })
    .map(({ created, steps, ...spec }) => {
      const first = created.map((instrument) => ({ do: 'create' as const, instrument }));
      return new Program({ ...spec, steps: [...first, ...steps, { do: 'collect', reader: 'each' }] });
    });
}
