import {
  type Attributes,
  type BatchObservableResult,
  type Observable,
  type ObservableCallback,
  type ObservableResult,
  ValueType,
} from '@opentelemetry/api';
import { copyAttributes } from './attribute-values';
import type { InstrumentDescriptor } from './descriptor';
import type { ObservationTarget } from './observed-stream';
import type { Reporter } from './reporter';
import { InstrumentType } from './sdk-values';

/** Whoever runs the callbacks. */
export interface CallbackList {
  add(callback: ObservableCallback, instrument: ObservableInstrument): void;
  remove(callback: ObservableCallback, instrument: ObservableInstrument): void;
}

/** An observable counter, updowncounter or gauge. */
export class ObservableInstrument implements Observable {
  readonly descriptor: InstrumentDescriptor;
  readonly #targets: readonly ObservationTarget[];
  readonly #callbacks: CallbackList;
  readonly #reporter: Reporter;

  constructor(
    descriptor: InstrumentDescriptor,
    targets: readonly ObservationTarget[],
    callbacks: CallbackList,
    reporter: Reporter,
  ) {
    this.descriptor = descriptor;
    this.#targets = targets;
    this.#callbacks = callbacks;
    this.#reporter = reporter;
  }

  addCallback(callback: ObservableCallback): void {
    this.#callbacks.add(callback, this);
  }

  removeCallback(callback: ObservableCallback): void {
    this.#callbacks.remove(callback, this);
  }

  /** Whether these are the callbacks that observe it: those of its own provider. */
  isObservedBy(callbacks: CallbackList): boolean {
    return this.#callbacks === callbacks;
  }

  /** Notes an observation in `observations`. One that cannot be is told once and left out. */
  note(observations: Observations, value: unknown, attributes: Attributes | undefined): void {
    const accepted = this.#accept(value);
    if (accepted === undefined) return;
    // The caller may change its object before the callback returns.
    const copy = copyAttributes(attributes);
    for (const target of this.#targets) observations.push(target, copy, accepted);
  }

  #accept(value: unknown): number | undefined {
    const { name, type, valueType } = this.descriptor;
    if (typeof value !== 'number') {
      this.#reporter.warn(
        `value ${name}`,
        `${name} was given a value of type ${typeof value}: it must be a number`,
      );
      return undefined;
    }
    if (value < 0 && type === InstrumentType.OBSERVABLE_COUNTER) {
      this.#reporter.warn(`value ${name}`, `the counter ${name} was given ${value}: it cannot be negative`);
      return undefined;
    }
    if (valueType !== ValueType.INT || Number.isInteger(value)) return value;
    this.#reporter.warn(`value ${name}`, `${name} counts in integers: the fraction of ${value} is left out`);
    return Number.isFinite(value) ? Math.trunc(value) : undefined;
  }
}

/**
 * What one call of a callback has observed. It counts only when the call succeeds in time: until then it has no series,
 * and takes no place under a limit.
 */
export class Observations {
  readonly #targets: ObservationTarget[] = [];
  readonly #attributes: (Attributes | undefined)[] = [];
  readonly #values: number[] = [];
  #isOpen = true;

  get isOpen(): boolean {
    return this.#isOpen;
  }

  push(target: ObservationTarget, attributes: Attributes | undefined, value: number): void {
    this.#targets.push(target);
    this.#attributes.push(attributes);
    this.#values.push(value);
  }

  /** Hands the observations to their streams; later ones come too late. */
  commit(round: number): void {
    this.#isOpen = false;
    this.#targets.forEach((target, index) => {
      target.observe(this.#attributes[index], this.#values[index] as number, round);
    });
  }

  /** Forgets the observations; later ones come too late. */
  discard(): void {
    this.#isOpen = false;
  }
}

/** What a callback of one instrument is given. */
export function observableResult(
  observations: Observations,
  instrument: ObservableInstrument,
): ObservableResult {
  return {
    observe: (value, attributes) => {
      if (observations.isOpen) instrument.note(observations, value, attributes);
    },
  };
}

/** What a callback of several instruments is given. Observations of instruments that it was not added for are left out. */
export function batchObservableResult(
  observations: Observations,
  instruments: ReadonlySet<ObservableInstrument>,
): BatchObservableResult {
  return {
    observe: (metric, value, attributes) => {
      const instrument = metric as ObservableInstrument;
      if (observations.isOpen && instruments.has(instrument)) {
        instrument.note(observations, value, attributes);
      }
    },
  };
}
