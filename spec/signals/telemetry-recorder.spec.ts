import { type TestObservability, testObservability } from '../../lib/testing';

const SCRAPE = {
  format: 'openmetrics',
  durationSeconds: 0.25,
  bytes: 1_000,
  families: 20,
  series: 90,
  failures: 0,
  isSelection: false,
} as const;

describe('TelemetryRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const telemetry = () => obs.signals.telemetry;
  const errors = (errorType: string) => obs.metric('cardlink_scrape_errors_total', { error_type: errorType });

  it('keeps the size of the last scrape of a format, and the times of all', async () => {
    telemetry().scrapeServed(SCRAPE);
    telemetry().scrapeServed({ ...SCRAPE, bytes: 900, families: 19, series: 80 });
    telemetry().scrapeServed({ ...SCRAPE, format: 'text', bytes: 1 });

    const labels = { scrape_format: 'openmetrics' };
    expect(await obs.metric('cardlink_scrape_size_bytes', labels)).toBe(900);
    expect(await obs.metric('cardlink_scrape_families', labels)).toBe(19);
    expect(await obs.metric('cardlink_scrape_series', labels)).toBe(80);
    expect(await obs.metric('cardlink_scrape_duration_seconds_sum', labels)).toBe(0.5);
  });

  it('counts a scrape once that lacked the metrics of several', async () => {
    telemetry().scrapeServed({ ...SCRAPE, failures: 3 });
    telemetry().scrapeServed(SCRAPE);

    expect(await errors('partial_collection')).toBe(1);
  });

  it.each(['collection_failed', 'timeout', 'client_disconnect', 'overload', '_OTHER'] as const)(
    'counts scrapes that failed for %s',
    async (errorType) => {
      expect(await errors(errorType)).toBe(0);
      telemetry().scrapeFailed(errorType);
      expect(await errors(errorType)).toBe(1);
    },
  );

  it('counts reasons that it does not know as other ones', async () => {
    telemetry().scrapeFailed('moon phase' as never);

    expect(await errors('_OTHER')).toBe(1);
  });

  it('counts answers by their status', async () => {
    telemetry().scrapeAnswered(401);
    telemetry().scrapeAnswered(401);

    expect(await obs.metric('cardlink_scrape_requests_total', { http_response_status_code: '401' })).toBe(2);
    expect(await obs.metric('cardlink_scrape_requests_total', { http_response_status_code: '500' })).toBe(0);
  });

  it('tells of a metric that has reached its limit', () => {
    telemetry().overflowed('jobs', 1_000);

    expect(obs.logs('cardlink.cardinality.overflow')[0]?.attributes).toMatchObject({
      'otel.metric.name': 'jobs',
      'metric.cardinality.limit': 1_000,
    });
  });
});
