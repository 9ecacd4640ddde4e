import type { Attributes, Counter, Histogram, Meter, MeterProvider, UpDownCounter } from '@opentelemetry/api';

const COMPONENT_NAME = 'otel.component.name';

/**
 * A meter provider for the stock exporters' metrics about themselves. They number their instances through the life of
 * the process, so that each new one would begin new series; here, where a pipeline has one of each kind, it is always
 * number 0.
 */
export function withStableComponentNames(meterProvider: MeterProvider): MeterProvider {
  return { getMeter: (...scope) => withStableNames(meterProvider.getMeter(...scope)) };
}

function withStableNames(meter: Meter): Meter {
  const stable: Pick<Meter, 'createCounter' | 'createUpDownCounter' | 'createHistogram'> = {
    createCounter: (...named) => stableCounter(meter.createCounter(...named)),
    createUpDownCounter: (...named) => stableCounter(meter.createUpDownCounter(...named)),
    createHistogram: (...named) => stableHistogram(meter.createHistogram(...named)),
  };
  return Object.assign(Object.create(meter) as Meter, stable);
}

function stableCounter<T extends Attributes>(counter: Counter<T> | UpDownCounter<T>): Counter<T> {
  return { add: (value, attributes, context) => counter.add(value, rename(attributes), context) };
}

function stableHistogram<T extends Attributes>(histogram: Histogram<T>): Histogram<T> {
  return { record: (value, attributes, context) => histogram.record(value, rename(attributes), context) };
}

function rename<T extends Attributes>(attributes: T | undefined): T | undefined {
  const name = attributes?.[COMPONENT_NAME];
  if (attributes === undefined || typeof name !== 'string') return attributes;
  return { ...attributes, [COMPONENT_NAME]: name.replace(/\/\d+$/, '/0') };
}
