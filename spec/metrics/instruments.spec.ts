import { diag, type Meter, ValueType } from '@opentelemetry/api';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

/** Makes the synchronous instruments, each with the call that takes a value. */
const RECORDING: [string, (meter: Meter, valueType?: ValueType) => (value: number) => void][] = [
  ['counter', (meter, valueType) => takes(meter.createCounter('it', options(valueType)))],
  ['updowncounter', (meter, valueType) => takes(meter.createUpDownCounter('it', options(valueType)))],
  ['histogram', (meter, valueType) => takes(meter.createHistogram('it', options(valueType)))],
  ['gauge', (meter, valueType) => takes(meter.createGauge('it', options(valueType)))],
];

function options(valueType: ValueType | undefined) {
  return { ...(valueType !== undefined && { valueType }), advice: { explicitBucketBoundaries: [10] } };
}

function takes(
  instrument: { add(value: number): void } | { record(value: number): void },
): (value: number) => void {
  return 'add' in instrument ? (value) => instrument.add(value) : (value) => instrument.record(value);
}

/** The value of the only series after these recordings, a histogram's sum and counts. */
async function afterRecording(
  kind: string,
  values: readonly unknown[],
  valueType?: ValueType,
): Promise<unknown> {
  const { meter, reader } = setUp();
  const make = RECORDING.find(([name]) => name === kind)?.[1];
  const record = make?.(meter, valueType);
  for (const value of values) record?.(value as number);
  const [point] = await reader.points<number | { sum: number; buckets: { counts: number[] } }>('it');
  const value = point?.value;
  return typeof value === 'object' ? [value.sum, value.buckets.counts] : value;
}

describe('what instruments are given', () => {
  afterEach(() => diag.disable());

  it.each([
    ['counter', [1, 2.5], 3.5],
    ['updowncounter', [1, -2.5], -1.5],
    ['histogram', [1, 20], [21, [1, 1]]],
    ['gauge', [1, -2.5], -2.5],
  ])('is what a %s adds up', async (kind, values, expected) => {
    expect(await afterRecording(kind, values)).toEqual(expected);
  });

  const nothingButNumbers = [
    undefined,
    null,
    '3',
    3n,
    {},
    [],
    true,
    Symbol('s'),
    () => 3,
    new Number(3),
    new Date(3),
  ];
  it.each(RECORDING)('is left out of a %s when it is no number, and told once', async (kind) => {
    const { warnings } = recordDiagnostics();

    expect(await afterRecording(kind, [1, ...nothingButNumbers])).toEqual(
      kind === 'histogram' ? [1, [1, 0]] : 1,
    );
    expect(warnings).toEqual([
      expect.stringMatching('it was given a value of type undefined: it must be a number'),
    ]);
  });

  it.each([
    ['counter', 1],
    ['histogram', [1, [1, 0]]],
  ])('is left out of a %s when it is negative, and told once', async (kind, expected) => {
    const { warnings } = recordDiagnostics();

    expect(await afterRecording(kind, [1, -1, -0.001, Number.NEGATIVE_INFINITY])).toEqual(expected);
    expect(warnings).toEqual([
      expect.stringMatching(`negative value provided to ${kind} it: -1 is left out`),
    ]);
  });

  it.each([
    ['counter', 1],
    ['updowncounter', 1],
    ['histogram', [1, [1, 0]]],
  ])('is left out of a %s when it is NaN, which would make the sum NaN for good', async (kind, expected) => {
    const { warnings } = recordDiagnostics();

    expect(await afterRecording(kind, [1, Number.NaN])).toEqual(expected);
    expect(warnings).toHaveLength(1);
  });

  it('is the value of a gauge also when it is NaN or infinite', async () => {
    expect(await afterRecording('gauge', [1, Number.NaN])).toBeNaN();
    expect(await afterRecording('gauge', [1, Number.NEGATIVE_INFINITY])).toBe(Number.NEGATIVE_INFINITY);
  });

  it('may be infinite: it falls beyond the last boundary of a histogram', async () => {
    expect(await afterRecording('counter', [1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(await afterRecording('histogram', [Number.POSITIVE_INFINITY])).toEqual([
      Number.POSITIVE_INFINITY,
      [0, 1],
    ]);
  });

  it('may be a zero of either sign', async () => {
    expect(await afterRecording('counter', [-0, 0])).toBe(0);
    expect(await afterRecording('gauge', [-0])).toBe(-0);
    expect(await afterRecording('histogram', [-0])).toEqual([0, [1, 0]]);
  });

  it('is exact up to 2^53, and as near as numbers are beyond', async () => {
    expect(await afterRecording('counter', [2 ** 53 - 2, 1])).toBe(2 ** 53 - 1);
    expect(await afterRecording('counter', [2 ** 60, 2 ** 60])).toBe(2 ** 61);
    expect(await afterRecording('counter', [Number.MAX_VALUE])).toBe(Number.MAX_VALUE);
    expect(await afterRecording('counter', [Number.MIN_VALUE, Number.MIN_VALUE])).toBe(2 * Number.MIN_VALUE);
  });

  it.each([
    ['counter', 4],
    ['updowncounter', 4],
    ['histogram', [4, [2, 0]]],
    ['gauge', 3],
  ])(
    'loses its fraction where a %s counts in integers, and is left out when that cannot be',
    async (kind, expected) => {
      const { warnings } = recordDiagnostics();

      const values = [1, 3.7, Number.NaN, Number.POSITIVE_INFINITY];
      expect(await afterRecording(kind, values, ValueType.INT)).toEqual(expected);
      expect(warnings).toHaveLength(1);
    },
  );

  it('is in the bucket whose boundary it equals', async () => {
    expect(await afterRecording('histogram', [10, 10.5])).toEqual([20.5, [1, 1]]);
  });
});

describe('what callbacks observe', () => {
  afterEach(() => diag.disable());

  it.each([
    ['createObservableCounter', [-1, '3', undefined, Number.NaN], {}],
    ['createObservableUpDownCounter', [Number.NaN, '3', null], {}],
    ['createObservableGauge', ['3', undefined, {}], {}],
    ['createObservableUpDownCounter', [-1], { '{}': -1 }],
    ['createObservableGauge', [-1.5], { '{}': -1.5 }],
    ['createObservableCounter', [2, 5], { '{}': 5 }],
  ] as const)('by %s of %p is %p', async (create, values, expected) => {
    recordDiagnostics();
    const { meter, reader } = setUp();
    meter[create]('it').addCallback((result) => {
      for (const value of values) result.observe(value as number);
    });

    expect(await reader.values('it')).toEqual(expected);
    expect(await reader.values('it')).toEqual(expected);
  });

  it('loses its fraction where integers are counted', async () => {
    const { warnings } = recordDiagnostics();
    const { meter, reader } = setUp();
    meter.createObservableCounter('it', { valueType: ValueType.INT }).addCallback((result) => {
      result.observe(3.7);
      result.observe(Number.POSITIVE_INFINITY, { left: 'out' });
    });

    expect(await reader.values('it')).toEqual({ '{}': 3 });
    expect(warnings).toHaveLength(1);
  });
});
