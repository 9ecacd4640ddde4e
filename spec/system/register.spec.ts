import { once } from 'node:events';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { type HttpBackend, startHttpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { close, connect, listen } from '../support/psk-server';
import { Child, endChildren } from './support/child';
import { counts, scrape, total } from './support/exposition';
import { temporaryFolder } from './support/lab-process';
import { type OtlpSpan, spansIn } from './support/otlp';
import { freePorts } from './support/ports';

const REGISTER = resolve(__dirname, '../../dist/register.js');
const APPS = join(__dirname, 'support/apps');

describe('node --require @cardlink/observability/register', () => {
  let metricsPort: number;
  let healthPort: number;

  beforeEach(async () => {
    [metricsPort = 0, healthPort = 0] = await freePorts(2);
  });
  afterEach(endChildren);

  interface App {
    readonly child: Child;
    readonly port: number;
    /** The endpoint of the metrics. */
    readonly metricsUrl: string;
  }

  async function startApp(env: Readonly<Record<string, string>> = {}, file = 'psk-server.cjs'): Promise<App> {
    const child = Child.node(['--require', REGISTER, join(APPS, file)], {
      env: { GP_METRICS_PORT: String(metricsPort), GP_HEALTH_PORT: String(healthPort), ...env },
    });
    const port = await eventually(
      () => {
        if (child.hasExited) throw new Error(`the application ended: ${child.stderr}`);
        return Number(/listening on (\d+)\n/.exec(child.stdout)?.[1] ?? 0);
      },
      { withinMs: 20_000, what: 'the application' },
    );
    return { child, port, metricsUrl: `http://localhost:${metricsPort}/metrics` };
  }

  /** Connects a card and has it POST to each of these paths; the answers' heads. */
  async function visit(port: number, paths: readonly string[]): Promise<readonly string[]> {
    const card = connect(port);
    await once(card, 'secureConnect');
    const answers: string[] = [];
    for (const path of paths) answers.push(await post(card, path));
    card.end();
    await once(card, 'close');
    return answers;
  }

  async function post(card: TLSSocket, path: string): Promise<string> {
    card.write(`POST ${path} HTTP/1.1\r\nHost: server\r\nContent-Length: 0\r\n\r\n`);
    let answer = '';
    while (!answer.includes('\r\n\r\n')) {
      const [chunk] = (await once(card, 'data')) as [Buffer];
      answer += chunk.toString('latin1');
    }
    return answer;
  }

  describe('observes a PSK-TLS server that nobody changed', () => {
    let backend: HttpBackend;

    beforeEach(async () => {
      backend = await startHttpBackend();
    });
    afterEach(() => backend.stop());

    const otlp = () => ({
      GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
      GP_OTLP_PROTOCOL: 'http/protobuf',
      GP_SHUTDOWN_TIMEOUT: '30s',
    });

    test.each(['psk-server.cjs', 'psk-server.mjs'])(
      'in its metrics and its health: %s',
      async (file) => {
        const { port, metricsUrl } = await startApp({}, file);
        await visit(port, ['/more', '/last']);

        const metrics = await eventually(async () => {
          const exposition = await scrape(metricsUrl);
          return total(exposition, 'cardlink_sessions_total') > 0 ? exposition : undefined;
        });
        expect(counts(metrics, 'cardlink_sessions_total', 'session_status')).toEqual({ completed: 1 });
        expect(counts(metrics, 'cardlink_tls_handshakes_total', 'tls_handshake_result')).toEqual({
          success: 1,
        });
        expect(metrics.families.some(({ name }) => name.startsWith('nodejs_eventloop_'))).toBe(true);
        const health = await fetch(`http://localhost:${healthPort}/health/ready`);
        expect(health.status).toBe(200);
      },
      40_000,
    );

    test('in one trace a session, with the handshake and the HTTP spans of its requests below it', async () => {
      const { child, port } = await startApp(otlp());
      await visit(port, ['/more', '/last']);
      await visit(port, ['/last']);
      child.signal('SIGTERM');
      const { signal } = await child.exit;

      expect(signal).toBe('SIGTERM');
      const spans = spansIn(backend.requests);
      const sessions = spans.filter(({ name }) => name === 'ota.session');
      expect(sessions.map(({ parentSpanId }) => parentSpanId)).toEqual(['', '']);
      expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(2);
      const below = ({ spanId, traceId }: OtlpSpan) =>
        spans.filter((span) => span.parentSpanId === spanId && span.traceId === traceId);
      const requests = (session: OtlpSpan) =>
        below(session).filter(({ scope }) => scope === '@opentelemetry/instrumentation-http');
      expect(
        sessions.map((session) => requests(session).map(({ attributes }) => attributes['url.path'])),
      ).toEqual(expect.arrayContaining([['/more', '/last'], ['/last']]));
      expect(sessions.flatMap(requests).every(({ kind }) => kind === 2)).toBe(true);
      expect(
        sessions.map((session) => below(session).filter(({ name }) => name === 'tls.handshake').length),
      ).toEqual([1, 1]);
    }, 60_000);

    test('without a word, and without a header or a line of its own', async () => {
      const { child, port } = await startApp(otlp());
      const [more, quit] = await visit(port, ['/more', '/quit']);
      const { code } = await child.exit;

      expect({ code, stderr: child.stderr }).toEqual({ code: 0, stderr: '' });
      expect(more).toMatch(/^HTTP\/1\.1 200 /);
      expect(quit).toMatch(/^HTTP\/1\.1 204 /);
      expect(more).toContain('X-Header-Names: host content-length\r\n');
      expect(child.stdout).toBe(
        `application: listening on ${port}\napplication: POST /more\napplication: POST /quit\n`,
      );
    }, 40_000);
  });

  async function expectRunsOn({ child, port }: App): Promise<void> {
    const [answer] = await visit(port, ['/quit']);
    expect(answer).toMatch(/^HTTP\/1\.1 204 /);
    const { code, signal } = await child.exit;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(child.stdout).toContain('application: POST /quit\n');
  }

  describe('with wrong settings', () => {
    const folder = temporaryFolder();
    afterAll(() => folder.remove());

    test.each([
      ['a sample rate of 2', { GP_TRACE_SAMPLE_RATE: '2' }],
      ['an unknown protocol', { GP_OTLP_PROTOCOL: 'carrier-pigeon' }],
      ['an unreadable secret file', { GP_METRICS_AUTH_PASSWORD_FILE: join(folder.path, 'not-there') }],
      ['a file of settings that is not there', { GP_CONFIG_FILE: join(folder.path, 'not-there.yaml') }],
      [
        'several at once',
        {
          GP_TRACE_SAMPLE_RATE: '2',
          GP_OTLP_PROTOCOL: 'carrier-pigeon',
          GP_METRICS_AUTH_PASSWORD_FILE: join(folder.path, 'not-there'),
          GP_METRICS_PORT: 'ninety',
          GP_SHUTDOWN_TIMEOUT: '-1s',
        },
      ],
    ])(
      '(%s) tells every one of them once, listens nowhere, and lets the application run',
      async (_case, env) => {
        const app = await startApp(env);
        await expect(fetch(`http://localhost:${healthPort}/health`)).rejects.toThrow();

        await expectRunsOn(app);

        const [first = '', ...lines] = app.child.stderrLines;
        expect(first).toMatch(/^cardlink observability did not start: /);
        const names = lines.map((line) => line.trim().split(/\s/, 1)[0]);
        expect(names.sort()).toEqual(Object.keys(env).sort());
      },
      40_000,
    );
  });

  test('with a port that is taken tells which and what to set, and lets the application run', async () => {
    const taken = createServer();
    const port = await listen(taken);
    const app = await startApp({ GP_METRICS_PORT: String(port), GP_METRICS_HOST: '127.0.0.1' });
    await eventually(() => app.child.stderrLines.length > 0);
    const health = await fetch(`http://localhost:${healthPort}/health/live`);

    await expectRunsOn(app);
    await close(taken);

    expect(health.status).toBe(200);
    expect(app.child.stderrLines).toHaveLength(1);
    expect(app.child.stderr).toContain(`127.0.0.1:${port}`);
    expect(app.child.stderr).toContain('GP_METRICS_PORT');
  }, 40_000);
});
