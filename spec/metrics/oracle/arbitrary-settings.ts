import { type MetricOptions, ValueType } from '@opentelemetry/api';
import { type AggregationOption, AggregationType, InstrumentType } from '@opentelemetry/sdk-metrics';
import fc, { type Arbitrary } from 'fast-check';
import { defined, KEYS } from './arbitrary-measurements';
import { type InstrumentSpec, type ReaderSpec, TEMPORALITIES, type ViewSpec } from './program';

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
const aggregations: Arbitrary<AggregationOption> = fc.oneof(
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

/** Instruments of few names, so that they meet. */
export const instruments: Arbitrary<InstrumentSpec> = fc
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

/** Views of all sorts. */
export function viewsWith(limits: boolean): Arbitrary<ViewSpec> {
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

/** Readers of all sorts. */
export function readersWith(limits: boolean): Arbitrary<ReaderSpec> {
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
