import { join } from 'node:path';
import { answerGarbage, refusedPort, startTcpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';

const APP = join(__dirname, 'support/apps/pending-telemetry.cjs');
const OUTPUT = 'application: begins\napplication: done\n';

const SHUTDOWN_TIMEOUT_MS = 3_000;
/**
 * What a process may take beyond `shutdown.timeout`, on a busy machine: for noticing the signal, for its own teardown,
 * and for its end to be seen from here. What this guards against (an exporter's retry timer or request that outlives
 * the deadline) takes 7.6 s at least.
 */
const MARGIN_MS = 1_500;

interface Place {
  readonly port: number;
  stop(): Promise<void>;
}

const BACKENDS: readonly (readonly [string, () => Promise<Place>, RegExp])[] = [
  [
    'refuses connections',
    async () => ({ port: await refusedPort(), stop: async () => undefined }),
    /connection refused|ECONNREFUSED/,
  ],
  ['accepts connections and never answers', () => startTcpBackend(), /no answer in time|DEADLINE_EXCEEDED/],
  ['answers garbage', () => startTcpBackend(answerGarbage), /(OTLP|Zipkin) export/],
];

/** Over what, and what a process that sends so to a port is started with. */
const WAYS: readonly (readonly [string, (port: number) => Record<string, string>])[] = [
  ...['http/protobuf', 'http/json', 'grpc'].map((protocol) => {
    const env = (port: number) => ({ GP_OTLP_ENDPOINT: `127.0.0.1:${port}`, GP_OTLP_PROTOCOL: protocol });
    return [protocol, env] as const;
  }),
  [
    'Zipkin',
    (port) => ({
      GP_TRACING_EXPORTER: 'zipkin',
      GP_ZIPKIN_ENDPOINT: `http://127.0.0.1:${port}/api/v2/spans`,
    }),
  ],
];

const CASES = BACKENDS.flatMap(([backend, start, cause]) =>
  WAYS.map(([way, environment]) => ({ backend, way, environment, start, cause })),
);

describe.each(CASES)('a process whose backend $backend, over $way', ({ environment, start, cause }) => {
  let backend: Place;

  beforeEach(async () => {
    backend = await start();
  });
  afterEach(async () => {
    await endChildren();
    await backend.stop();
  });

  async function startApp(ending: 'ends' | 'stays'): Promise<{ child: Child; doneMs: number }> {
    const child = Child.node([APP, ending], {
      env: { ...environment(backend.port), GP_SHUTDOWN_TIMEOUT: `${SHUTDOWN_TIMEOUT_MS}ms` },
    });
    await eventually(() => child.stdout.includes('done'), { withinMs: 20_000, what: 'the application' });
    return { child, doneMs: performance.now() };
  }

  function expectOneLine(child: Child): void {
    expect(child.stderrLines).toEqual([expect.stringMatching(cause)]);
    expect(child.stdout).toBe(OUTPUT);
  }

  test('ends by SIGTERM within shutdown.timeout, and says once why nothing was delivered', async () => {
    const { child } = await startApp('stays');
    const toldMs = child.signal('SIGTERM');

    const exit = await child.exit;

    expect(exit.signal).toBe('SIGTERM');
    expect(exit.atMs - toldMs).toBeLessThan(SHUTDOWN_TIMEOUT_MS + MARGIN_MS);
    expectOneLine(child);
  }, 40_000);

  test('ends by itself within shutdown.timeout, and says once why nothing was delivered', async () => {
    const { child, doneMs } = await startApp('ends');

    const exit = await child.exit;

    expect(exit.code).toBe(0);
    expect(exit.atMs - doneMs).toBeLessThan(SHUTDOWN_TIMEOUT_MS + MARGIN_MS);
    expectOneLine(child);
  }, 40_000);
});
