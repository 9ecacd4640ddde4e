import {
  type Attributes,
  type Context,
  createNoopMeter,
  type Meter,
  type MetricOptions,
} from '@opentelemetry/api';
import { type BoundCounter, type BoundGauge, type BoundRecorder, bind } from '../metrics';
import type { MetricDefinition } from '../semconv';
import { isAmount } from './amount';
import { Refusals } from './refusals';
import type { Telemetry } from './telemetry';

/** A label's value; `undefined` leaves the label out. */
type LabelValue = string | number | undefined;

/**
 * Label sets that a family keeps bound. Labels come from bounded tables, so this is never reached in practice;
 * where an opt-in label lets outside values in, later sets are recorded without being kept.
 */
const MAX_BOUND = 4_096;

/**
 * The series of one instrument, found again by its label values: a walk through nested maps, one for each label, with
 * nothing allocated once a series exists. It takes less time than to put the labels into an object and to have the
 * storage look that up, and over a foreign SDK far less.
 */
class SeriesFamily<Bound> {
  readonly #root = new Map<LabelValue, unknown>();
  readonly #keys: readonly string[];
  readonly #bindSeries: (attributes: Attributes) => Bound;
  #size = 0;

  constructor(keys: readonly string[], bindSeries: (attributes: Attributes) => Bound) {
    this.#keys = keys;
    this.#bindSeries = bindSeries;
  }

  /** The series for these label values, in the order of the keys given to the constructor. */
  series(a?: LabelValue, b?: LabelValue, c?: LabelValue): Bound {
    const labels = this.#keys.length;
    if (labels < 2) return this.#leaf(this.#root, a, a, b, c);
    const second = this.#child(this.#root, a);
    if (labels === 2) return this.#leaf(second, b, a, b, c);
    return this.#leaf(this.#child(second, b), c, a, b, c);
  }

  /** The series with exactly these label values, if it has been made before. */
  known(a: LabelValue, b?: LabelValue): Bound | undefined {
    const found = this.#root.get(a);
    return (this.#keys.length === 1 ? found : (found as Map<LabelValue, unknown> | undefined)?.get(b)) as
      | Bound
      | undefined;
  }

  #leaf(
    leaves: Map<LabelValue, unknown>,
    last: LabelValue,
    a: LabelValue,
    b: LabelValue,
    c: LabelValue,
  ): Bound {
    const known = leaves.get(last) as Bound | undefined;
    if (known !== undefined) return known;
    const bound = this.#bindSeries(this.#attributes([a, b, c]));
    if (this.#size < MAX_BOUND) {
      leaves.set(last, bound);
      this.#size += 1;
    }
    return bound;
  }

  #child(map: Map<LabelValue, unknown>, key: LabelValue): Map<LabelValue, unknown> {
    const known = map.get(key);
    if (known !== undefined) return known as Map<LabelValue, unknown>;
    const made = new Map<LabelValue, unknown>();
    // Past the bound nothing is kept: the new map goes with the call.
    if (this.#size < MAX_BOUND) map.set(key, made);
    return made;
  }

  #attributes(values: readonly LabelValue[]): Attributes {
    const attributes: Record<string, string | number> = {};
    this.#keys.forEach((key, index) => {
      const value = values[index];
      if (value !== undefined) attributes[key] = value;
    });
    return attributes;
  }
}

/** A counter or an updowncounter of the registry. */
export class CounterFamily {
  readonly #family: SeriesFamily<BoundCounter>;
  readonly #refusals: Refusals;
  readonly #lowest: number;

  /**
   * @param keys attribute keys of `definition`, in the order in which values are given to the other methods
   *   (three at most)
   */
  constructor(telemetry: Telemetry, definition: MetricDefinition, keys: readonly string[] = []) {
    const { meter } = telemetry;
    this.#refusals = new Refusals(definition.name);
    this.#lowest = definition.kind === 'counter' ? 0 : -Number.MAX_VALUE;
    const instrument =
      definition.kind === 'counter'
        ? meter.createCounter(definition.name, metricOptions(definition))
        : meter.createUpDownCounter(definition.name, metricOptions(definition));
    this.#family = new SeriesFamily(labelKeys(telemetry, definition, keys), (attributes) =>
      bind(instrument, attributes),
    );
  }

  /** Adds to the series with these label values; `context` carries the span for exemplars. */
  add(value: number, context: Context | undefined, a?: LabelValue, b?: LabelValue, c?: LabelValue): void {
    if (typeof value === 'number' && value >= this.#lowest && value <= Number.MAX_VALUE) {
      this.#family.series(a, b, c).add(value, context);
    } else this.refuse(value);
  }

  /** Tells once that a value cannot be recorded: it is negative, NaN, infinite or no number. */
  refuse(value: unknown): void {
    this.#refusals.tell(value);
  }

  /**
   * The series with exactly these label values, if there is one. Values from outside need no bounding for it: none but
   * bounded ones ever made a series. For families of one or two labels.
   */
  known(a: LabelValue, b?: LabelValue): BoundCounter | undefined {
    return this.#family.known(a, b);
  }

  /** The series with these label values, for those who need the same one again and again. */
  series(a?: LabelValue, b?: LabelValue, c?: LabelValue): BoundCounter {
    return this.#family.series(a, b, c);
  }

  /** Makes the series appear with 0, so that `rate()` sees its first increase. */
  zero(a?: LabelValue, b?: LabelValue, c?: LabelValue): void {
    this.#family.series(a, b, c).add(0);
  }
}

/** A histogram of the registry. */
export class HistogramFamily {
  readonly #family: SeriesFamily<BoundRecorder>;
  readonly #refusals: Refusals;

  constructor(telemetry: Telemetry, definition: MetricDefinition, keys: readonly string[] = []) {
    this.#refusals = new Refusals(definition.name);
    const instrument = telemetry.meter.createHistogram(definition.name, metricOptions(definition));
    this.#family = new SeriesFamily(labelKeys(telemetry, definition, keys), (attributes) =>
      bind(instrument, attributes),
    );
  }

  /**
   * The series with exactly these label values, if there is one. Values from outside need no bounding for it: none but
   * bounded ones ever made a series. For families of one or two labels.
   */
  known(a: LabelValue, b?: LabelValue): BoundRecorder | undefined {
    return this.#family.known(a, b);
  }

  /** The series with these label values, for those who need the same one again and again. */
  series(a?: LabelValue, b?: LabelValue): BoundRecorder {
    return this.#family.series(a, b);
  }

  /** Records into the series with these label values; `context` carries the span for exemplars. */
  record(value: number, context: Context | undefined, a?: LabelValue, b?: LabelValue): void {
    if (isAmount(value)) this.#family.series(a, b).record(value, context);
    else this.#refusals.tell(value);
  }
}

/** A gauge of the registry that is set when something happens, not observed at a collection. */
export class GaugeFamily {
  readonly #family: SeriesFamily<BoundGauge>;

  constructor(telemetry: Telemetry, definition: MetricDefinition, keys: readonly string[] = []) {
    const instrument = meterWithGauges(telemetry.meter).createGauge(
      definition.name,
      metricOptions(definition),
    );
    this.#family = new SeriesFamily(labelKeys(telemetry, definition, keys), (attributes) =>
      bind(instrument, attributes),
    );
  }

  /** Sets the series with these label values. */
  set(value: number, a?: LabelValue, b?: LabelValue): void {
    this.#family.series(a, b).set(value);
  }
}

/** A host's SDK from before version 1.9 of the API knows no such gauges: they are then left out. */
function meterWithGauges(meter: Meter): Meter {
  return typeof meter.createGauge === 'function' ? meter : createNoopMeter();
}

/** What an instrument of the registry is made with. */
export function metricOptions(definition: MetricDefinition): MetricOptions {
  const options: MetricOptions = { unit: definition.unit, description: definition.description };
  if (definition.buckets) options.advice = { explicitBucketBoundaries: [...definition.buckets] };
  return options;
}

/** The keys under which labels are recorded: the attribute's own, or CardLink's short ones for this metric. */
export function labelKeys(
  telemetry: Pick<Telemetry, 'labels'>,
  definition: MetricDefinition,
  keys: readonly string[],
): readonly string[] {
  return keys.map((key) => {
    const attribute = definition.attributes.find((candidate) => candidate.key === key);
    if (!attribute) throw new Error(`${definition.name} has no attribute ${key} in the registry`);
    return telemetry.labels === 'short' ? (attribute.short ?? key) : key;
  });
}
