import { type Attributes, type AttributeValue, ValueType } from '@opentelemetry/api';
import { InstrumentType } from '@opentelemetry/sdk-metrics';
import type { OracleException } from '../exception';
import { addCallback, collect, create, observes, program, record } from '../witness';

function only(attributes: Attributes, isKept: (value: unknown, key: string) => boolean): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([key, value]) => isKept(value, key)));
}

const isPrimitive = (value: unknown): boolean => ['string', 'number', 'boolean'].includes(typeof value);

/** Whether the API allows this as the value of an attribute. */
function isAllowed(value: unknown): boolean {
  if (!Array.isArray(value)) return isPrimitive(value);
  const items = value.filter((item) => item !== null && item !== undefined);
  return items.every((item) => isPrimitive(item) && typeof item === typeof items[0]);
}

/** The attributes that are left of what a caller gave. */
export function validAttributes(attributes: Attributes): Attributes {
  return only(attributes, (value, key) => value !== undefined && key !== '' && isAllowed(value));
}

/** What we do otherwise about single measurements. */
export const VALUE_EXCEPTIONS: readonly OracleException[] = [
  {
    name: 'undefined-attributes',
    reason: 'An attribute that is undefined is none; the stock SDK makes a series of its own of it.',
    attributes: (attributes) => only(attributes, (value) => value !== undefined),
    witness: program([
      create(InstrumentType.COUNTER),
      record(1, { k: 'x' }),
      record(2, { k: 'x', l: undefined }),
      collect(),
    ]),
  },
  {
    name: 'invalid-attributes',
    reason:
      'Values that the API does not allow (objects, null, functions, arrays of mixed types) and empty keys are left ' +
      'out; the stock SDK hands them to exporters, which fail on them.',
    attributes: (attributes) =>
      only(attributes, (value, key) => value === undefined || (key !== '' && isAllowed(value))),
    witness: program([
      create(InstrumentType.COUNTER),
      record(1, { k: 'x', l: {} as AttributeValue, m: ['x', 1] as unknown as AttributeValue, '': 1 }),
      collect(),
    ]),
  },
  {
    name: 'infinite-attributes',
    reason:
      'NaN and the infinities, and undefined within an array, are values like others. The stock SDK tells sets apart by ' +
      'their JSON, where all of these are null.',
    isLeftOut: true,
    witness: program([
      create(InstrumentType.COUNTER),
      record(1, { k: Number.NaN }),
      record(2, { k: Number.POSITIVE_INFINITY }),
      collect(),
    ]),
  },
  {
    name: 'nan-in-sums',
    reason:
      'NaN is a value of gauges alone. Added to a sum it would make it NaN for good; the stock SDK does so, and makes ' +
      'an empty series of it in histograms.',
    accepts: (track, value) => {
      if (!Number.isNaN(value)) return true;
      return track.aggregation === 'last value' && (track.isObservable || track.isGauge);
    },
    witness: program([create(InstrumentType.COUNTER), record(1), record(Number.NaN), record(2), collect()]),
  },
  {
    name: 'negative-observations',
    reason: 'A negative total of an observable counter is refused; the stock SDK takes it for 0, a reset.',
    accepts: ({ storage }, value) =>
      !(value < 0 && storage._instrumentDescriptor.type === InstrumentType.OBSERVABLE_COUNTER),
    witness: program([
      create(InstrumentType.OBSERVABLE_COUNTER),
      addCallback(),
      observes([[5], [-1, { k: 'x' }]]),
      collect(),
    ]),
  },
  {
    name: 'negative-fractions',
    reason:
      'A negative total of an observable counter is refused also when the counter is one of integers and only a ' +
      'fraction below zero; the stock SDK cuts the fraction off first, and takes it for 0.',
    isLeftOut: true,
    witness: program([
      create(InstrumentType.OBSERVABLE_COUNTER, 'a', { valueType: ValueType.INT }),
      addCallback(),
      observes([[-0.5]]),
      collect(),
    ]),
  },
  {
    name: 'infinite-observations',
    reason:
      'An infinite total that is observed is reported as such. The stock SDK adds up differences of totals, and has NaN ' +
      'from the second infinite one on.',
    isLeftOut: true,
    witness: program([
      create(InstrumentType.OBSERVABLE_COUNTER),
      addCallback(),
      observes([[Number.POSITIVE_INFINITY]]),
      collect(),
      collect(),
    ]),
  },
  {
    name: 'repeated-boundaries',
    reason: 'A bucket boundary that is given twice is taken once: the bucket between would always be empty.',
    storage: (storage) => {
      const { _aggregator: aggregator } = storage._deltaMetricStorage;
      const { _boundaries: boundaries } = aggregator;
      if (boundaries === undefined || new Set(boundaries).size === boundaries.length) return;
      aggregator._boundaries = [...new Set(boundaries)];
    },
    witness: program([
      create(InstrumentType.HISTOGRAM, 'a', { advice: { explicitBucketBoundaries: [1, 1, 2] } }),
      record(1),
      record(2),
      collect(),
    ]),
  },
];
