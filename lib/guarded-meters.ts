import type { Counter, Gauge, Histogram, Meter, MeterProvider, UpDownCounter } from '@opentelemetry/api';
import type { HostFailures } from './host-failures';

/**
 * The meters of a host's own SDK, whose instruments throw nothing at whoever records: a view may have a processor of the
 * host's own, which sees each measurement. What reads by callbacks is read by the host, and fails there.
 */
export function guardedMeterProvider(provider: MeterProvider, failures: HostFailures): MeterProvider {
  return { getMeter: (...scope) => guardedMeter(provider.getMeter(...scope), failures) };
}

function guardedMeter(meter: Meter, failures: HostFailures): Meter {
  const guarded: Omit<Meter, 'createGauge'> = {
    createCounter: (...named) => guardedCounter(meter.createCounter(...named), failures),
    createUpDownCounter: (...named) => guardedCounter(meter.createUpDownCounter(...named), failures),
    createHistogram: (...named) => guardedRecorder(meter.createHistogram(...named), failures),
    createObservableCounter: (...named) => meter.createObservableCounter(...named),
    createObservableUpDownCounter: (...named) => meter.createObservableUpDownCounter(...named),
    createObservableGauge: (...named) => meter.createObservableGauge(...named),
    addBatchObservableCallback: (...batch) => meter.addBatchObservableCallback(...batch),
    removeBatchObservableCallback: (...batch) => meter.removeBatchObservableCallback(...batch),
  };
  // A host's SDK from before version 1.9 of the API has none: whoever asks is to see that.
  if (typeof meter.createGauge !== 'function') return guarded as Meter;
  const createGauge: Meter['createGauge'] = (...named) =>
    guardedRecorder(meter.createGauge(...named), failures);
  return { ...guarded, createGauge };
}

function guardedCounter(counter: Counter | UpDownCounter, failures: HostFailures): Counter {
  return {
    add: (value, attributes, context) => {
      try {
        counter.add(value, attributes, context);
      } catch (thrown) {
        failures.tell('add', thrown);
      }
    },
  };
}

function guardedRecorder(recorder: Histogram | Gauge, failures: HostFailures): Histogram & Gauge {
  return {
    record: (value, attributes, context) => {
      try {
        recorder.record(value, attributes, context);
      } catch (thrown) {
        failures.tell('record', thrown);
      }
    },
  };
}
