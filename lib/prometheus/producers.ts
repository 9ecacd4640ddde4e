import { resourceFromAttributes } from '@opentelemetry/resources';
import type { CollectionResult, MetricCollectOptions, MetricProducer } from '@opentelemetry/sdk-metrics';

/**
 * A producer that never rejects and never hangs: its failure, or its silence past the collection's timeout, becomes an
 * entry of `errors` beside no data. The stock reader would lose everything to one producer that rejects, and wait for
 * ever for one that does not answer.
 */
export function guardProducer(producer: MetricProducer): MetricProducer {
  return {
    collect: async (options) => {
      try {
        return await withDeadline(producer, options);
      } catch (error) {
        return {
          resourceMetrics: { resource: resourceFromAttributes({}), scopeMetrics: [] },
          errors: [error],
        };
      }
    },
  };
}

async function withDeadline(
  producer: MetricProducer,
  options: MetricCollectOptions | undefined,
): Promise<CollectionResult> {
  const timeoutMs = options?.timeoutMillis;
  if (timeoutMs === undefined) return producer.collect(options);
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    const late = (): void => reject(new Error(`a metric producer did not answer within ${timeoutMs} ms`));
    timer = setTimeout(late, timeoutMs).unref();
  });
  try {
    return await Promise.race([producer.collect(options), deadline]);
  } finally {
    clearTimeout(timer);
  }
}
