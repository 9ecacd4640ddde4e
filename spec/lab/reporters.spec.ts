import { createReporter, type LabEnd } from '../../lib/lab/reporters';
import { Printer } from '../../lib/lab/screen';
import type { BannerFacts } from '../../lib/lab/view';
import { CollectedOutput } from './output';

const FACTS: BannerFacts = {
  cards: 2,
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
const END: LabEnd = {
  elapsedMs: 2_000,
  figures: {
    sessions: { active: 0, completed: 9, failed: 1, timeout: 0 },
    apdu: { commands: 50, errors: 1 },
    handshakes: { succeeded: 10, failed: {} },
    triggers: { sms: 5, poll: 5, failed: 0 },
  },
  sessions: [
    {
      traceId: 'a'.repeat(32),
      sessionType: 'polled',
      deviceType: 'simulator',
      status: 'completed',
      durationMs: 3,
      commands: 5,
      commandErrors: 0,
    },
  ],
  exporters: [],
  database: {
    written: 10,
    waiting: 0,
    lost: 0,
    failure: undefined,
    operations: { 'INSERT sessions': 1 },
    summary: {
      failedSessions: [{ closeReason: 'client_disconnect', sessions: 1 }],
      failedCommands: [{ statusWord: '6A82', meaning: 'File or application not found', commands: 1 }],
      slowestCommands: [{ commandType: 'INSTALL', commands: 3, meanMs: 2, longestMs: 4.2 }],
    },
  },
  cards: { sessions: 10, completed: 9, dropped: 1, failed: {}, scripts: 30 },
};

function show(mode: { json: boolean; isTTY: boolean }): CollectedOutput {
  const output = new CollectedOutput(mode.isTTY);
  const reporter = createReporter(new Printer(output, () => undefined), mode);
  reporter.start(FACTS, 7);
  reporter.update(END);
  reporter.stopping();
  reporter.end(END);
  return output;
}

describe('createReporter', () => {
  it('prints plain lines where there is no terminal', () => {
    const { lines, text } = show({ json: false, isTTY: false });
    expect(lines[0]).toMatch(/^CardLink lab · 2 virtual cards/);
    expect(lines[4]).toMatch(/^ {2}sessions 9 completed/);
    expect(lines[6]).toMatch(/^stopping/);
    expect(lines[7]).toBe('Ended after 2.0 s · 10 sessions begun by the cards (5 a second)');
    expect(lines.slice(10, 13)).toEqual([
      '  failed   client disconnect 1',
      '  errors   6A82 File or application not found 1',
      '  slowest  INSTALL 4.2 ms',
    ]);
    expect(text).not.toContain('\x1b');
  });

  it('redraws figures and the last sessions on a terminal', () => {
    const { text } = show({ json: false, isTTY: true });
    expect(text).toContain('\x1b[?25l');
    expect(text).toContain('aaaaaaaa  simulator');
    expect(text).toContain('\x1b[6A\x1b[J\x1b[?25h');
    expect(text.indexOf('Ended after')).toBeGreaterThan(text.indexOf('\x1b[?25h'));
  });

  it('prints one JSON object a line when asked for, on a terminal too', () => {
    const events = show({ json: true, isTTY: true }).lines.map((line) => JSON.parse(line));
    expect(events.map(({ event }) => event)).toEqual(['start', 'figures', 'stopping', 'end']);
    expect(events[0]).toMatchObject({
      cards: 2,
      seed: 7,
      host: 'localhost',
      port: 8443,
      identity: 'lab-0001',
      pskFile: './lab.psk',
      metricsUrl: 'http://localhost:9090/metrics',
      healthUrl: 'http://localhost:8081/health',
      otlp: [],
    });
    expect(events[1]).toMatchObject({
      elapsedSeconds: 2,
      sessions: { completed: 9 },
      apdu: { commands: 50 },
      database: { written: 10, operations: { 'INSERT sessions': 1 } },
    });
    expect(events[3]).toMatchObject({ cards: { sessions: 10, dropped: 1 }, exporters: [] });
  });
});
