import type { LabFigures } from '../../lib/lab/figures';
import {
  type BannerFacts,
  bannerLines,
  exporterSummaryLines,
  exporterTroubleLines,
  figureLines,
  fitLine,
  formatCount,
  formatMs,
  sessionLines,
} from '../../lib/lab/view';

const FACTS: BannerFacts = {
  cards: 20,
  host: 'localhost',
  port: 8443,
  identity: 'lab-0001',
  pskFile: './lab.psk',
  pskFileReadableByOthers: false,
  switchedOff: {},
  metricsUrl: 'http://localhost:9090/metrics',
  healthUrl: 'http://localhost:8081/health',
  exporters: [],
  database: { ok: true, path: undefined, keptSessions: 10_000 },
};

const FIGURES: LabFigures = {
  sessions: { active: 2, completed: 412, failed: 4, timeout: 3 },
  apdu: { commands: 3_310, errors: 70, p50Ms: 1.23, p95Ms: 8 },
  handshakes: { succeeded: 410, failed: { wrong_key: 7, unknown_identity: 2 } },
  triggers: { sms: 200, poll: 150, failed: 3 },
};

const EXPORTER = {
  signal: 'traces',
  endpoint: 'http://localhost:4317',
  protocol: 'grpc',
  state: 'ok',
  delivered: 1_234,
  dropped: 0,
};

describe('bannerLines', () => {
  it('says where to look', () => {
    expect(bannerLines(FACTS)).toEqual([
      'CardLink lab · 20 virtual cards · PSK-TLS on localhost:8443 (identity lab-0001, key in ./lab.psk)',
      '  metrics  http://localhost:9090/metrics      health  http://localhost:8081/health',
      '  traces   not exported (set GP_OTLP_ENDPOINT=localhost:4317 to send them to Alloy, Jaeger or a Collector)',
      '  database in memory, the last 10,000 sessions (--database FILE keeps them)',
    ]);
  });

  it('says where traces go, what is switched off, and that others can read the keys', () => {
    const lines = bannerLines({
      ...FACTS,
      cards: 1,
      switchedOff: { metrics: 'GP_METRICS_ENABLED' },
      metricsUrl: undefined,
      healthUrl: undefined,
      pskFileReadableByOthers: true,
      exporters: [EXPORTER],
    });
    expect(lines[0]).toContain('1 virtual card ·');
    expect(lines[1]).toBe(
      '  metrics  switched off (GP_METRICS_ENABLED): no figures      health  switched off (GP_HEALTH_ENABLED)',
    );
    expect(lines.slice(2)).toEqual([
      '  traces   to http://localhost:4317 over grpc',
      '  database in memory, the last 10,000 sessions (--database FILE keeps them)',
      '  note     ./lab.psk can be read by others: chmod 600 ./lab.psk',
    ]);
  });
});

describe('figureLines', () => {
  it('shows sessions, APDUs with error rate and percentiles, handshakes by reason, triggers', () => {
    expect(figureLines(FIGURES)).toEqual([
      '  sessions 412 completed · 4 failed · 3 timeout    APDU 3,310 (2.1 % errors)  p50 1.2 ms  p95 8.0 ms',
      '  handshakes 419 · 7 wrong key · 2 unknown identity    triggers 200 sms · 150 poll · 3 failed',
    ]);
  });

  it('shows no percentile and no division by zero before the first command', () => {
    const [first] = figureLines({ ...FIGURES, apdu: { commands: 0, errors: 0 } });
    expect(first).toMatch(/APDU 0 \(0\.0 % errors\)$/);
  });
});

it('shows a session a line, with a short trace id', () => {
  const session = {
    traceId: '0123456789abcdef0123456789abcdef',
    sessionType: 'polled',
    deviceType: 'simulator',
    status: 'completed',
    durationMs: 61.4,
    commands: 17,
    commandErrors: 0,
  };
  expect(sessionLines([session, { ...session, commandErrors: 1 }, { ...session, commandErrors: 2 }])).toEqual(
    [
      '  01234567  simulator  polled     completed     61 ms   17 APDU',
      '  01234567  simulator  polled     completed     61 ms   17 APDU, 1 error',
      '  01234567  simulator  polled     completed     61 ms   17 APDU, 2 errors',
    ],
  );
});

it('speaks of exporters while they run only when something is wrong', () => {
  const failing = { ...EXPORTER, signal: 'logs', state: 'failing', dropped: 12 };
  expect(exporterTroubleLines([EXPORTER, failing])).toEqual([
    '  logs to http://localhost:4317: failing, 12 dropped',
  ]);
  expect(exporterSummaryLines([EXPORTER, failing])).toEqual([
    '  traces   1,234 delivered to http://localhost:4317 over grpc',
    '  logs     1,234 delivered to http://localhost:4317 over grpc, 12 dropped, failing',
  ]);
});

it('writes numbers and times for people', () => {
  expect([0, 999, 1_234_567].map(formatCount)).toEqual(['0', '999', '1,234,567']);
  expect([0.04, 1.25, 9.94, 12.3, 999, 2_540].map(formatMs)).toEqual([
    '0.0 ms',
    '1.3 ms',
    '9.9 ms',
    '12 ms',
    '999 ms',
    '2.5 s',
  ]);
});

it('cuts lines to the width of the terminal', () => {
  expect(fitLine('12345', 5)).toBe('12345');
  expect(fitLine('123456', 5)).toBe('1234…');
  expect(fitLine('1', 0)).toBe('…');
});
