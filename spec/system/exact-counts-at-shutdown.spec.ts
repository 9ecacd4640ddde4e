import { join } from 'node:path';
import { type HttpBackend, startHttpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { startCards } from './support/cards-process';
import { Child, endChildren } from './support/child';
import { scrape, total } from './support/exposition';
import { LabProcess, temporaryFolder, writePskFile } from './support/lab-process';
import { lastMetricsIn, logRecordsIn, type OtlpSpan, spansIn, sumOf } from './support/otlp';

/** Generous, so that a slow machine loses nothing to its slowness. */
const SHUTDOWN_TIMEOUT = '60s';

const isExchange = ({ name }: OtlpSpan) => name.startsWith('apdu.');
const isSession = ({ name }: OtlpSpan) => name === 'ota.session';

/** The exchanges whose parent is not a session of the same trace among these spans. */
function strayExchanges(spans: readonly OtlpSpan[]): readonly OtlpSpan[] {
  const sessions = new Map(spans.filter(isSession).map((span) => [span.spanId, span.traceId]));
  return spans.filter(isExchange).filter((span) => sessions.get(span.parentSpanId) !== span.traceId);
}

describe('at shutdown', () => {
  let backend: HttpBackend;
  const folder = temporaryFolder();

  beforeEach(async () => {
    backend = await startHttpBackend();
  });
  afterEach(async () => {
    await endChildren();
    await backend.stop();
  });
  afterAll(() => folder.remove());

  const otlp = () => ({
    GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
    GP_OTLP_PROTOCOL: 'http/protobuf',
    GP_SHUTDOWN_TIMEOUT: SHUTDOWN_TIMEOUT,
  });

  describe('of a server under load, by SIGTERM', () => {
    let spans: readonly OtlpSpan[];
    let made: (name: string) => number;
    let records: ReturnType<typeof logRecordsIn>;

    beforeEach(async () => {
      const pskFile = join(folder.path, 'lab.psk');
      writePskFile(pskFile, 50);
      const lab = await LabProcess.start({
        args: ['--cards', '0', '--psk-file', pskFile],
        env: otlp(),
      });
      startCards({ port: lab.start.port, pskFile, sessionsPerCard: 1_000, seed: 7 });
      await eventually(
        async () => {
          const exposition = await scrape(lab.start.metricsUrl);
          const isBusy = total(exposition, 'cardlink_sessions_active') > 5;
          return isBusy && total(exposition, 'cardlink_sessions_total') > 50;
        },
        { withinMs: 60_000, what: 'load' },
      );
      const end = await lab.stop();
      expect(end.exporters.map(({ dropped }) => dropped)).toEqual([0, 0, 0]);
      spans = spansIn(backend.requests);
      records = logRecordsIn(backend.requests);
      const metrics = lastMetricsIn(backend.requests);
      made = (name) => sumOf(metrics, name);
    }, 120_000);

    test('every span that was made is delivered, below its session, and every event and figure', () => {
      expect(spans.length).toBe(made('otel.sdk.span.started'));
      expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
      expect(spans.filter(isSession).length).toBe(made('cardlink.sessions'));
      expect(spans.filter(isExchange).length).toBe(made('cardlink.apdu.commands'));
      expect(spans.filter(({ name }) => name === 'tls.handshake').length).toBe(
        made('cardlink.tls.handshakes'),
      );
      expect(strayExchanges(spans)).toEqual([]);
      expect(made('cardlink.sessions.active')).toBe(0);
      const events = (name: string) => records.filter(({ eventName }) => eventName === name).length;
      expect(events('cardlink.session.started')).toBe(made('cardlink.sessions'));
      expect(events('cardlink.session.ended')).toBe(made('cardlink.sessions'));
      expect(records.length).toBe(made('otel.sdk.log.created'));
    });
  });

  test('5,000 exchanges of one tick are delivered, each below its session, when the process ends by itself', async () => {
    const app = join(__dirname, 'support/apps/exchanges-in-one-tick.cjs');
    const child = Child.node([app, '5000'], { env: otlp() });

    const { code } = await child.exit;

    expect({ code, stdout: child.stdout, stderr: child.stderr }).toEqual({
      code: 0,
      stdout: 'done\n',
      stderr: '',
    });
    const spans = spansIn(backend.requests);
    expect(spans.filter(isSession)).toHaveLength(1);
    expect(spans.filter(isExchange)).toHaveLength(5_000);
    expect(spans).toHaveLength(5_001);
    expect(strayExchanges(spans)).toEqual([]);
    expect(sumOf(lastMetricsIn(backend.requests), 'cardlink.apdu.commands')).toBe(5_000);
  }, 90_000);
});
