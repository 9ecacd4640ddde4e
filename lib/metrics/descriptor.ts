import { type MetricOptions, ValueType } from '@opentelemetry/api';
import type { InstrumentType } from '@opentelemetry/sdk-metrics';
import { type Reporter, textOf } from './reporter';

/** What identifies an instrument and describes what it measures. */
export interface InstrumentDescriptor {
  readonly name: string;
  readonly type: InstrumentType;
  readonly description: string;
  readonly unit: string;
  readonly valueType: ValueType;
  readonly advice: InstrumentAdvice;
}

/** What the author of an instrument advises where no View decides. */
export interface InstrumentAdvice {
  readonly explicitBucketBoundaries?: readonly number[];
  /** The attribute keys that are kept (OTel metrics SDK, "Instrument advisory parameter: Attributes"). */
  readonly attributes?: readonly string[];
}

/** OTel metrics API, "Instrument name syntax". */
const NAME_SYNTAX = /^[a-z][a-z0-9_.\-/]{0,254}$/i;

/**
 * Describes an instrument. A name that the specification does not allow is told and used; advice that makes no sense is
 * told and left out.
 */
export function describeInstrument(
  name: string,
  type: InstrumentType,
  options: MetricOptions | undefined,
  reporter: Reporter,
): InstrumentDescriptor {
  const text = asText(name);
  if (!NAME_SYNTAX.test(text)) {
    reporter.warn(
      `name ${text}`,
      `Invalid metric name: "${text}". Names begin with a letter and go on with up to 254 letters, digits, _, ., - and /`,
    );
  }
  try {
    return { name: text, type, ...readOptions(text, options, reporter) };
  } catch (error) {
    reporter.error(
      `options ${text}`,
      `the options of ${text} are left out: reading them failed with ${textOf(error)}`,
    );
    return { name: text, type, ...readOptions(text, undefined, reporter) };
  }
}

function readOptions(
  name: string,
  options: MetricOptions | undefined,
  reporter: Reporter,
): Omit<InstrumentDescriptor, 'name' | 'type'> {
  return {
    description: asText(options?.description),
    unit: asText(options?.unit),
    valueType: options?.valueType === ValueType.INT ? ValueType.INT : ValueType.DOUBLE,
    advice: readAdvice(name, options?.advice as InstrumentAdvice | undefined, reporter),
  };
}

/** What makes two instruments of a meter identical (OTel metrics API, "Instrument"): names know no case. */
export function instrumentIdentity({ name, type, unit, valueType }: InstrumentDescriptor): string {
  return JSON.stringify([name.toLowerCase(), type, unit, valueType]);
}

/** Whether two identical instruments advise the same. */
export function isSameAdvice(one: InstrumentAdvice, other: InstrumentAdvice): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function readAdvice(
  name: string,
  advice: InstrumentAdvice | undefined,
  reporter: Reporter,
): InstrumentAdvice {
  const { explicitBucketBoundaries, attributes } = advice ?? {};
  const valid: { -readonly [Key in keyof InstrumentAdvice]: InstrumentAdvice[Key] } = {};
  if (isListOf(explicitBucketBoundaries, isBoundary)) {
    valid.explicitBucketBoundaries = [...explicitBucketBoundaries];
  } else if (explicitBucketBoundaries !== undefined) {
    reporter.error(
      `advice ${name}`,
      `the advised bucket boundaries of ${name} are left out: they must be numbers`,
    );
  }
  if (isListOf(attributes, isKey)) {
    valid.attributes = [...attributes];
  } else if (attributes !== undefined) {
    reporter.error(
      `advice ${name}`,
      `the advised attributes of ${name} are left out: they must be attribute keys`,
    );
  }
  return valid;
}

function isListOf<Item>(list: unknown, isItem: (item: unknown) => item is Item): list is readonly Item[] {
  // A copy has no holes, which `every` would pass over.
  return Array.isArray(list) && [...list].every(isItem);
}

function isBoundary(item: unknown): item is number {
  return typeof item === 'number' && !Number.isNaN(item);
}

function isKey(item: unknown): item is string {
  return typeof item === 'string';
}
