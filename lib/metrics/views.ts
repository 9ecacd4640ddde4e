import { type Attributes, type Context, context as contextApi } from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { AggregationOption, IAttributesProcessor, ViewOptions } from '@opentelemetry/sdk-metrics';
import { resolveAggregation } from './aggregation';
import type { InstrumentDescriptor } from './descriptor';
import { hasWildcard, matchesPattern } from './name-pattern';
import { type Reporter, textOf } from './reporter';
import type { AttributeFilter } from './writers';

/** A View, ready to be asked. */
export interface CompiledView {
  matches(instrument: InstrumentDescriptor, scope: InstrumentationScope): boolean;
  readonly name: string | undefined;
  readonly description: string | undefined;
  /** Nothing where the readers choose. */
  readonly aggregation: AggregationOption | undefined;
  readonly filter: AttributeFilter | undefined;
  readonly limit: number | undefined;
}

const SELECTORS = [
  'instrumentName',
  'instrumentType',
  'instrumentUnit',
  'meterName',
  'meterVersion',
  'meterSchemaUrl',
] as const;

/** An instrument on which a View's options are tried, so that a wrong one is told when the provider is made. */
const TRIAL = {
  name: 'trial',
  type: 'HISTOGRAM',
  description: '',
  unit: '',
  valueType: 1,
  advice: {},
} as unknown as InstrumentDescriptor;

/**
 * Reads a View.
 *
 * @throws {Error} when it selects nothing, renames more than one instrument, or has an aggregation that cannot be
 *   (OTel metrics SDK, "View": implementations fail fast)
 */
export function compileView(options: ViewOptions, reporter: Reporter): CompiledView {
  if (SELECTORS.every((selector) => options[selector] === undefined || options[selector] === null)) {
    throw new Error(`a View selects no instruments: give it one of ${SELECTORS.join(', ')}`);
  }
  if (
    options.name !== undefined &&
    (options.instrumentName === undefined || hasWildcard(options.instrumentName))
  ) {
    throw new Error(
      `a View that renames to "${options.name}" must select one instrument by its instrumentName, without wildcards`,
    );
  }
  const { aggregation } = options;
  if (aggregation !== undefined) resolveAggregation(aggregation, TRIAL);
  return {
    matches: (instrument, scope) => matchesInstrument(options, instrument) && matchesMeter(options, scope),
    name: options.name,
    description: options.description,
    aggregation,
    filter: createFilter(options.attributesProcessors, reporter),
    limit: options.aggregationCardinalityLimit,
  };
}

function matchesInstrument(options: ViewOptions, { name, type, unit }: InstrumentDescriptor): boolean {
  const { instrumentName, instrumentType, instrumentUnit } = options;
  return (
    (instrumentName === undefined || matchesPattern(instrumentName, name)) &&
    (instrumentType === undefined || instrumentType === type) &&
    (instrumentUnit === undefined || instrumentUnit === unit)
  );
}

/** A meter without a version or a schema URL is not left out for it, as in the stock SDK. */
function matchesMeter(options: ViewOptions, scope: InstrumentationScope): boolean {
  const { meterName, meterVersion, meterSchemaUrl } = options;
  return (
    (meterName === undefined || meterName === scope.name) &&
    (meterVersion === undefined || scope.version === undefined || meterVersion === scope.version) &&
    (meterSchemaUrl === undefined || scope.schemaUrl === undefined || meterSchemaUrl === scope.schemaUrl)
  );
}

function createFilter(
  processors: readonly IAttributesProcessor[] | undefined,
  reporter: Reporter,
): AttributeFilter | undefined {
  if (processors === undefined || processors.length === 0) return undefined;
  return (attributes: Attributes, context: Context | undefined) => {
    try {
      return processors.reduce(
        (left, processor) => processor.process(left, context ?? contextApi.active()),
        attributes,
      );
    } catch (error) {
      // What a processor may have wanted to take out does not go out.
      reporter.error('attributes processor', `an attributes processor of a View failed: ${textOf(error)}`);
      return {};
    }
  };
}
