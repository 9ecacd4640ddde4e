import { diag } from '@opentelemetry/api';
import { DeliveryReporter, QUEUE_FULL } from '../../lib/pipeline/delivery';
import { classifyExportError } from '../../lib/pipeline/export-failure';
import { failure } from './support/fake-exporter';

const REFUSED = classifyExportError(failure('ECONNREFUSED'));
const TIMED_OUT = classifyExportError(new Error('Request timed out'));
const UNAUTHORIZED = classifyExportError(failure(401));

const lines: string[] = [];

beforeEach(() => {
  lines.length = 0;
  const keep = (_namespace: string, text: unknown) => void lines.push(String(text));
  diag.setLogger({ error: keep, warn: keep, info: keep, debug: () => {}, verbose: () => {} });
  lines.length = 0;
});

afterEach(() => diag.disable());

function reporter(redact = (text: string) => text) {
  const report = new DeliveryReporter(redact, () => 'Data is kept.');
  const track = (signal: 'traces' | 'logs' | 'metrics', port = 4_318) =>
    report.track({ signal, endpoint: `http://localhost:${port}/v1/${signal}`, protocol: 'http/protobuf' });
  return { report, track };
}

describe('telling how delivery goes', () => {
  test('is one line for a cause, however often and by however many signals it is met', () => {
    const { track } = reporter();
    const [traces, logs] = [track('traces'), track('logs')];
    for (let time = 0; time < 3; time += 1) {
      traces.failed(REFUSED);
      logs.failed(REFUSED);
    }
    expect(lines).toEqual([
      'OTLP export to http://localhost:4318 fails: connection refused (seen with traces). Data is kept.',
    ]);
  });

  test('is a line for each cause, and for each backend', () => {
    const { track } = reporter();
    track('traces').failed(REFUSED);
    track('traces').failed(TIMED_OUT);
    track('logs', 9_999).failed(REFUSED);
    expect(lines).toHaveLength(3);
  });

  test('is one line when the last of the failing signals is through again, with what was lost', () => {
    const { track } = reporter();
    const [traces, logs] = [track('traces'), track('logs')];
    traces.failed(REFUSED);
    logs.failed(REFUSED);
    traces.dropped(7, QUEUE_FULL);
    lines.length = 0;
    traces.succeeded(10);
    expect(lines).toEqual([]);
    logs.succeeded(1);
    expect(lines).toEqual([
      'OTLP export to http://localhost:4318 has resumed; 7 items were dropped meanwhile',
    ]);
  });

  test.each([
    ['zipkin', 'http://localhost:4318/api/v2/spans', 'Zipkin export to http://localhost:4318'],
    ['console', 'stdout', 'Console export to stdout'],
  ] as const)(
    'calls an exporter over %s what it is, apart from others at the same place',
    (protocol, endpoint, name) => {
      const { report, track } = reporter();
      const [other, traces] = [track('traces'), report.track({ signal: 'traces', endpoint, protocol })];
      for (const tracker of [other, traces]) {
        tracker.failed(REFUSED);
        tracker.succeeded(1);
      }
      expect(lines.slice(-2)).toEqual([
        `${name} fails: connection refused (seen with traces). Data is kept.`,
        `${name} has resumed; nothing was dropped meanwhile`,
      ]);
      expect(lines).toHaveLength(4);
      expect(report.states()[1]).toMatchObject({ endpoint, protocol, state: 'ok' });
    },
  );

  test('begins anew after that', () => {
    const { track } = reporter();
    const traces = track('traces');
    traces.failed(REFUSED);
    traces.succeeded(1);
    traces.succeeded(1);
    traces.failed(REFUSED);
    traces.succeeded(1);
    expect(lines.filter((line) => line.includes('fails'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('resumed; nothing was dropped'))).toHaveLength(2);
  });

  test('says that what a backend refuses for good is dropped', () => {
    reporter().track('traces').failed(UNAUTHORIZED);
    expect(lines).toEqual([
      'OTLP export to http://localhost:4318 is refused: the backend answered HTTP 401 (seen with traces). What was sent is dropped and counted.',
    ]);
  });

  test('says once that a queue is full, and by which settings', () => {
    const traces = reporter().track('traces');
    traces.dropped(1, QUEUE_FULL);
    traces.dropped(1, QUEUE_FULL);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('GP_OTLP_QUEUE_SIZE');
  });

  test('passes redaction', () => {
    const { report, track } = reporter((text) => text.replaceAll('hunter2', '***'));
    track('traces').failed({ retryable: true, type: 'x', reason: 'bad token hunter2' });
    expect(lines.join()).not.toContain('hunter2');
    expect(report.states()[0]?.lastError).toBe('bad token ***');
  });

  test("survives a host's diag logger that throws", () => {
    diag.setLogger(
      {
        ...console,
        verbose: () => {},
        warn: () => {
          throw new Error('the host is broken');
        },
      },
      { suppressOverrideMessage: true },
    );
    expect(() => reporter().track('traces').failed(REFUSED)).not.toThrow();
  });
});

test('the state of each signal says where it goes and how it goes', () => {
  const { report, track } = reporter();
  const [traces, logs] = [track('traces'), track('logs')];
  expect(report.states()[0]).toEqual({
    signal: 'traces',
    endpoint: 'http://localhost:4318/v1/traces',
    protocol: 'http/protobuf',
    state: 'idle',
    delivered: 0,
    dropped: 0,
  });
  traces.succeeded(3);
  logs.failed(REFUSED);
  logs.dropped(2, 'shutdown');
  expect(report.states()).toMatchObject([
    { signal: 'traces', state: 'ok', delivered: 3, dropped: 0 },
    { signal: 'logs', state: 'failing', lastError: 'connection refused', delivered: 0, dropped: 2 },
  ]);
});
