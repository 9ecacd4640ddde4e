import { parseExposition } from '../../../lib/prometheus';
import { compareSeries, compareValues } from '../../../scripts/e2e/compare-series';
import { isAtRest } from '../../../scripts/e2e/telemetry-checks';

const INSTANCE = '90655cba-f027-4bd6-add3-e08b2a729e23';

/** The least in which every known difference shows. */
const OURS = [
  '# HELP cardlink_sessions_total Sessions.',
  '# TYPE cardlink_sessions_total counter',
  'cardlink_sessions_total{session_status="completed"} 3',
  '# TYPE target_info gauge',
  `target_info{host_name="vm",service_instance_id="${INSTANCE}",service_name="cardlink-lab"} 1`,
];
const ADDED = `instance="${INSTANCE}",job="cardlink-lab"`;
const COLLECTORS = [
  '# HELP cardlink_sessions_total Sessions.',
  '# TYPE cardlink_sessions_total counter',
  `cardlink_sessions_total{session_status="completed",otel_scope_schema_url="",${ADDED}} 3`,
  '# TYPE target_info gauge',
  `target_info{host_name="vm",${ADDED}} 1`,
];

const parse = (lines: readonly string[]) => parseExposition(`${lines.join('\n')}\n`);
const compare = (ours: readonly string[], collectors: readonly string[]) =>
  compareSeries(parse(ours), parse(collectors));

describe('the comparison of the series of /metrics and of the Collector', () => {
  test('finds nothing where the listed differences are all there is', () => {
    expect(compare(OURS, COLLECTORS)).toEqual([]);
  });

  test('finds a series that one side alone has', () => {
    const more = 'cardlink_sessions_total{session_status="failed"} 1';
    expect(compare([...OURS, more], COLLECTORS)).toEqual([
      'only on /metrics: cardlink_sessions_total{session_status="failed"}',
    ]);
    expect(compare(OURS, [...COLLECTORS, more])).toEqual([
      'only in the Collector: cardlink_sessions_total{session_status="failed"}',
    ]);
  });

  test('finds a label that is not listed, and a listed one that says something else', () => {
    const renamed = COLLECTORS.map((line) => line.replace('session_status', 'status'));
    expect(compare(OURS, renamed)).toHaveLength(2);
    const otherJob = COLLECTORS.map((line) => line.replace('job="cardlink-lab"', 'job="another"'));
    expect(compare(OURS, otherJob)).not.toEqual([]);
  });

  test('finds another type or help text', () => {
    const gauge = COLLECTORS.map((line) => line.replace('_total counter', '_total gauge'));
    expect(compare(OURS, gauge)).toEqual([
      'cardlink_sessions_total is counter "Sessions." on /metrics, gauge "Sessions." in the Collector',
    ]);
  });

  test('finds a listed difference that there is no longer', () => {
    const withoutSchema = COLLECTORS.map((line) => line.replace('otel_scope_schema_url="",', ''));
    expect(compare(OURS, withoutSchema)).toEqual([
      expect.stringMatching(/^listed as a difference, but there is none any more: .*empty values/),
    ]);
  });
});

describe('the comparison of the values of /metrics and of the Collector', () => {
  const values = (ours: string, collectors: string) =>
    compareValues(parse([ours]), parse([collectors]), isAtRest);

  test('finds a count that differs', () => {
    expect(values('cardlink_sessions_total 3', `cardlink_sessions_total{${ADDED}} 4`)).toEqual([
      'cardlink_sessions_total{} is 3 on /metrics, 4 in the Collector',
    ]);
  });

  test('finds the last digit of a sum that is not the same', () => {
    const name = 'cardlink_apdu_duration_seconds_sum';
    expect(values(`${name} 10.912370284000003`, `${name}{${ADDED}} 10.912370284000003`)).toEqual([]);
    expect(values(`${name} 10.912370284000003`, `${name}{${ADDED}} 10.912370284`)).toHaveLength(1);
  });

  test.each([
    'cardlink_process_cpu_seconds_total',
    'cardlink_system_cpu_usage_percent',
    'cardlink_uptime_seconds',
  ])('does not look at %s, which is never at rest', (name) => {
    expect(values(`${name} 1`, `${name} 2`)).toEqual([]);
  });

  test('does not look at what each scrape moves', () => {
    const moved = 'cardlink_scrape_requests_total{http_response_status_code="200"}';
    expect(values(`${moved} 1`, `${moved} 2`)).toEqual([]);
    const series = (name: string) => `cardlink_metric_series{otel_metric_name="${name}"}`;
    expect(values(`${series('cardlink.scrape.size')} 1`, `${series('cardlink.scrape.size')} 2`)).toEqual([]);
    expect(values(`${series('cardlink.sessions')} 1`, `${series('cardlink.sessions')} 2`)).toHaveLength(1);
  });
});
