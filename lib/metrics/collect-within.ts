import type { CollectionResult, MetricProducer } from '@opentelemetry/sdk-metrics';

/**
 * What a producer has, if it answers in time. The timer holds up no process.
 *
 * @param timeoutMs milliseconds, which the producer is told as well
 * @throws {Error} (a rejection) when it does not answer in time; whatever the producer throws or rejects with
 */
export async function collectWithin(producer: MetricProducer, timeoutMs: number): Promise<CollectionResult> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`a metric producer did not answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    timer.unref();
  });
  try {
    return await Promise.race([producer.collect({ timeoutMillis: timeoutMs }), late]);
  } finally {
    clearTimeout(timer);
  }
}
