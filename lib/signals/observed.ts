import type { Attributes, Observable, ObservableResult } from '@opentelemetry/api';
import type { MetricDefinition } from '../semconv';
import { labelKeys, metricOptions } from './families';
import type { Telemetry } from './telemetry';

/** An instrument of the registry that is read at each collection: a counter or a gauge with one label at most. */
export interface ObservedFamily {
  readonly observable: Observable;
  /** The attributes of a series, by its label's value. */
  attributes(value: string): Attributes;
}

/** @param key the attribute key of the label, where `definition` has one */
export function observedFamily(
  { meter, labels }: Pick<Telemetry, 'meter' | 'labels'>,
  definition: MetricDefinition,
  key?: string,
): ObservedFamily {
  const options = metricOptions(definition);
  const [label] = labelKeys({ labels }, definition, key === undefined ? [] : [key]);
  return {
    observable:
      definition.kind === 'counter'
        ? meter.createObservableCounter(definition.name, options)
        : meter.createObservableGauge(definition.name, options),
    attributes: (value) => (label === undefined ? {} : { [label]: value }),
  };
}

/** A gauge of the registry that is always 1: its labels say what there is to say. */
export class InfoGauge {
  readonly #telemetry: Telemetry;
  readonly #definition: MetricDefinition;
  #attributes: Attributes = {};
  #stop: (() => void) | undefined;

  constructor(telemetry: Telemetry, definition: MetricDefinition) {
    this.#telemetry = telemetry;
    this.#definition = definition;
  }

  /** Reports these attributes from now on, in place of those before. */
  set(attributes: Attributes): void {
    this.#attributes = attributes;
    if (this.#stop) return;
    const gauge = this.#telemetry.meter.createObservableGauge(
      this.#definition.name,
      metricOptions(this.#definition),
    );
    const callback = (result: ObservableResult): void => result.observe(1, this.#attributes);
    gauge.addCallback(callback);
    this.#stop = () => gauge.removeCallback(callback);
  }

  /** Reports nothing any more. */
  end(): void {
    this.#stop?.();
    this.#stop = () => undefined;
  }
}
