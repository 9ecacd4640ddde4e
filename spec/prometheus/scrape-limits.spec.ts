import type { MetricCollectOptions } from '@opentelemetry/sdk-metrics';
import { createMetricsRoute, PrometheusReader, type PrometheusReaderOptions } from '../../lib/prometheus';
import { collectTimeout } from '../../lib/prometheus/scrape-limits';
import { collected } from './support';

describe('the limits of a metrics route', () => {
  it('are those of the settings where nothing else is said', () => {
    expect(createMetricsRoute(undefined).limits).toEqual({ maxRequests: 32, timeoutMs: 10_000 });
    const limits = { maxRequests: 1, timeoutMs: 5 };
    expect(createMetricsRoute(undefined, limits).limits).toEqual(limits);
  });

  it.each([
    [{ maxRequests: 0 }, 'maxRequests must be a number of scrapes, at least 1, not 0'],
    [{ maxRequests: Number.NaN }, 'maxRequests must be a number of scrapes, at least 1, not NaN'],
    [{ timeoutMs: 0 }, 'timeoutMs must be milliseconds, 1 to 2147483647, not 0'],
    [
      { timeoutMs: Number.POSITIVE_INFINITY },
      'timeoutMs must be milliseconds, 1 to 2147483647, not Infinity',
    ],
  ])('are refused where they could not be kept to: %j', (limits, message) => {
    expect(() => createMetricsRoute(undefined, limits)).toThrow(new RangeError(message));
    expect(() => new PrometheusReader({ preventServerStart: true, ...limits })).toThrow(message);
  });
});

describe('the time that callbacks and producers have in a scrape', () => {
  /** How long a reader says that a collection may take. */
  async function told(options: PrometheusReaderOptions): Promise<number | undefined> {
    const asked: (MetricCollectOptions | undefined)[] = [];
    const reader = new PrometheusReader({ preventServerStart: true, ...options });
    reader.setMetricProducer({
      collect: async (collectOptions) => {
        asked.push(collectOptions);
        return collected([]);
      },
    });
    await reader.text();
    return asked[0]?.timeoutMillis;
  }

  it.each([0, -1, Number.NaN, 1e12])('is refused where no timer could keep to it: %j', (collectTimeoutMs) => {
    expect(() => new PrometheusReader({ preventServerStart: true, collectTimeoutMs })).toThrow(
      new RangeError(`collectTimeoutMs must be milliseconds, 1 to 2147483647, not ${collectTimeoutMs}`),
    );
  });

  it("is less than the scrape's, so that one that hangs is missing from it and does not make it fail", async () => {
    expect(await told({ timeoutMs: 1_000 })).toBe(800);
    expect(await told({})).toBe(8_000);
  });

  it('is what a user says it is', async () => {
    expect(await told({ timeoutMs: 1_000, collectTimeoutMs: 5_000 })).toBe(5_000);
  });

  it('is some, however short a scrape may be', () => {
    expect(collectTimeout(undefined, 1)).toBe(1);
  });
});
