import type { Dialect, InstrumentKind } from './contestants';
import type { SeriesSet } from './series';

/** What a loop records: histograms take values of all their buckets, the others 1. */
const VALUES = Float64Array.from({ length: 1_024 }, (_, index) => 0.001 * 2 ** ((index * 7) % 14));
const NEXT_VALUE = 'values[i & 1023]';
const VALUE_CODE: Readonly<Record<InstrumentKind, string>> = {
  counter: '1',
  updowncounter: '1',
  histogram: NEXT_VALUE,
  gauge: NEXT_VALUE,
};

/** Goes through the order once: one recording for each of its elements. */
export type Loop = () => void;

/** What the labels of a recording are. */
export type Writing =
  /** An object literal at the call site, as users write it. */
  | 'literal'
  /** Objects made before, so that the loop itself allocates nothing. */
  | 'prepared';

/**
 * A loop that records on `instrument`, compiled for this call alone: call sites of different cases share no feedback,
 * as those of a program do not.
 */
export function recordingLoop(
  dialect: Dialect,
  kind: InstrumentKind,
  instrument: object,
  series: SeriesSet,
  order: Int32Array,
  writing: Writing = 'literal',
): Loop {
  if (writing === 'literal') {
    return literalLoop(dialect, kind, instrument, series, order, VALUE_CODE[kind], VALUES);
  }
  const { labelNames, columns } = series;
  const count = columns[0]?.length ?? 0;
  const objects = Array.from({ length: count }, (_, index) =>
    Object.fromEntries(labelNames.map((name, label) => [name, columns[label]?.[index]])),
  );
  const call = dialect.recording(kind, VALUE_CODE[kind], 'data[series]');
  return compile('', `target.${call}`, instrument, objects, order, boxedValues());
}

/** As `recordingLoop` with object literals, and values that the caller brings: 1,024, gone through over and over. */
export function recordingLoopOf(
  values: Float64Array,
  dialect: Dialect,
  kind: InstrumentKind,
  instrument: object,
  series: SeriesSet,
  order: Int32Array,
): Loop {
  return literalLoop(dialect, kind, instrument, series, order, NEXT_VALUE, values);
}

function literalLoop(
  dialect: Dialect,
  kind: InstrumentKind,
  instrument: object,
  { labelNames, columns }: SeriesSet,
  order: Int32Array,
  valueCode: string,
  values: Float64Array,
): Loop {
  const pairs = labelNames.map((name, label) => `${name}: column${label}[series]`);
  const labels = pairs.length === 0 ? '' : `{ ${pairs.join(', ')} }`;
  const constants = labelNames.map((_, label) => `const column${label} = data[${label}];`).join('\n');
  const call = `target.${dialect.recording(kind, valueCode, labels)}`;
  return compile(constants, call, instrument, columns, order, values);
}

/** A loop that records on series that were kept. */
export function keptLoop(
  dialect: Dialect,
  kind: InstrumentKind,
  kept: readonly object[],
  order: Int32Array,
  writing: Writing = 'literal',
): Loop {
  const values = writing === 'literal' ? VALUES : boxedValues();
  const call = dialect.keptRecording(kind, VALUE_CODE[kind]);
  return compile('', `data[series].${call}`, undefined, kept, order, values);
}

function compile(
  constants: string,
  call: string,
  target: object | undefined,
  data: readonly unknown[],
  order: Int32Array,
  values: ArrayLike<unknown>,
): Loop {
  const create = new Function(
    'target',
    'data',
    'order',
    'values',
    `${constants}
    return function loop() {
      for (let i = 0; i < order.length; i += 1) {
        const series = order[i];
        ${call};
      }
    };`,
  ) as (target: unknown, data: unknown, order: Int32Array, values: ArrayLike<unknown>) => Loop;
  return create(target, data, order, values);
}

/**
 * The values as objects on the heap. A fraction that comes from a typed array is boxed for each call that is not
 * inlined, which is the caller's allocation; these are boxed once.
 */
function boxedValues(): readonly unknown[] {
  const values: unknown[] = ['not a number, so that the array holds objects'];
  values.length = 0;
  for (const value of VALUES) values.push(value);
  return values;
}
