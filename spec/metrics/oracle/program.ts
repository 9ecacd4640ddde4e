import type { Attributes, Meter, MetricOptions } from '@opentelemetry/api';
import { type AggregationOption, InstrumentType, type ViewOptions } from '@opentelemetry/sdk-metrics';
import fc from 'fast-check';
import { printProgram } from './print';

/** How a View of a program treats attribute keys. */
export type KeyFilter = { readonly allow: readonly string[] } | { readonly deny: readonly string[] };

/** A View as plain data, so that each side gets objects of its own. */
export interface ViewSpec extends Omit<ViewOptions, 'attributesProcessors'> {
  readonly keys?: KeyFilter;
}

export const TEMPORALITIES = ['cumulative', 'delta', 'lowmemory', 'everything-delta'] as const;
/** The selectors that OTLP exporters offer, and delta for all instruments. */
export type TemporalityName = (typeof TEMPORALITIES)[number];

export interface ReaderSpec {
  readonly temporality: TemporalityName;
  readonly aggregations?: Partial<Record<InstrumentType, AggregationOption>>;
  readonly limit?: number;
}

export interface MeterSpec {
  readonly name: string;
  readonly version?: string;
  readonly schemaUrl?: string;
}

export interface InstrumentSpec {
  readonly meter: number;
  readonly kind: InstrumentType;
  readonly name: string;
  readonly options?: MetricOptions;
}

export interface Observation {
  /** Which of the callback's instruments (of a batch); modulo their number. */
  readonly target: number;
  readonly value: number;
  readonly attributes?: Attributes;
}

export type CallbackOutcome = 'returns' | 'resolves' | 'throws' | 'rejects';

/** What a program does, one thing after the other. Indices count modulo what there is when the step is reached. */
export type Step =
  | { readonly do: 'create'; readonly instrument: InstrumentSpec }
  | {
      readonly do: 'record';
      readonly instrument: number;
      readonly value: number;
      readonly attributes?: Attributes;
    }
  | { readonly do: 'addCallback' | 'removeCallback'; readonly instrument: number; readonly callback: number }
  | {
      readonly do: 'addBatchCallback' | 'removeBatchCallback';
      readonly instruments: readonly number[];
      readonly callback: number;
    }
  | {
      readonly do: 'observe';
      readonly callback: number;
      readonly outcome: CallbackOutcome;
      readonly observations: readonly Observation[];
    }
  | { readonly do: 'advance'; readonly milliseconds: number }
  | { readonly do: 'collect'; readonly reader: number | 'each' | 'together' };

export interface ProgramSpec {
  readonly views: readonly ViewSpec[];
  readonly readers: readonly ReaderSpec[];
  readonly meters: readonly MeterSpec[];
  readonly steps: readonly Step[];
}

/** A program to be played into a MeterProvider; prints itself as code when a property fails. */
export class Program implements ProgramSpec {
  readonly views: readonly ViewSpec[];
  readonly readers: readonly ReaderSpec[];
  readonly meters: readonly MeterSpec[];
  readonly steps: readonly Step[];

  constructor(spec: Partial<ProgramSpec> & Pick<ProgramSpec, 'steps'>) {
    this.views = spec.views ?? [];
    this.readers = spec.readers ?? [{ temporality: 'cumulative' }];
    this.meters = spec.meters ?? [{ name: 'm' }];
    this.steps = spec.steps;
  }

  toString(): string {
    return printProgram(this);
  }

  [fc.toStringMethod](): string {
    return `\n${printProgram(this)}\n`;
  }
}

/** The element that an index of a step means; undefined where there is none yet. */
export function at<T>(items: readonly T[], index: number): T | undefined {
  return items.length === 0 ? undefined : items[index % items.length];
}

export function isObservable(kind: InstrumentType): boolean {
  return kind.startsWith('OBSERVABLE_');
}

/** The method of a meter that makes an instrument. */
export const CREATE = {
  [InstrumentType.COUNTER]: 'createCounter',
  [InstrumentType.UP_DOWN_COUNTER]: 'createUpDownCounter',
  [InstrumentType.HISTOGRAM]: 'createHistogram',
  [InstrumentType.GAUGE]: 'createGauge',
  [InstrumentType.OBSERVABLE_COUNTER]: 'createObservableCounter',
  [InstrumentType.OBSERVABLE_UP_DOWN_COUNTER]: 'createObservableUpDownCounter',
  [InstrumentType.OBSERVABLE_GAUGE]: 'createObservableGauge',
} as const satisfies Record<InstrumentType, keyof Meter>;
