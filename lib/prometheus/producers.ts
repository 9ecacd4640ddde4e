import { resourceFromAttributes } from '@opentelemetry/resources';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import { collectWithin } from '../metrics';

/**
 * A producer that never rejects and never hangs: its failure, or its silence past the collection's timeout, becomes an
 * entry of `errors` beside no data. The stock reader would lose everything to one producer that rejects, and wait for
 * ever for one that does not answer.
 */
export function guardProducer(producer: MetricProducer): MetricProducer {
  return {
    collect: async (options) => {
      try {
        const timeoutMs = options?.timeoutMillis;
        return await (timeoutMs === undefined
          ? producer.collect(options)
          : collectWithin(producer, timeoutMs));
      } catch (error) {
        return {
          resourceMetrics: { resource: resourceFromAttributes({}), scopeMetrics: [] },
          errors: [error],
        };
      }
    },
  };
}
