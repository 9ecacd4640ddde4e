import { join } from 'node:path';
import { type HttpBackend, startHttpBackend } from '../pipeline/support/otlp-backends';
import { Child, endChildren } from './support/child';
import { lastMetricsIn, sumOf } from './support/otlp';

const APPLICATION = join(__dirname, 'support/apps/hanging-callback.cjs');

describe('an observable callback that never comes back', () => {
  let backend: HttpBackend;

  beforeEach(async () => {
    backend = await startHttpBackend();
  });
  afterEach(async () => {
    await endChildren();
    await backend.stop();
  });

  const run = async (...args: readonly string[]) => {
    const child = Child.node([APPLICATION, ...args], {
      env: {
        GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
        GP_OTLP_PROTOCOL: 'http/protobuf',
        GP_SHUTDOWN_TIMEOUT: '5s',
      },
    });
    const { code } = await child.exit;
    return { code, stdout: child.stdout, stderr: child.stderr };
  };

  it('costs a scrape its own instrument alone, which is told', async () => {
    const { code, stdout, stderr } = await run('scrape');

    expect(stdout).toMatch(/^jobs_total\{.*\} 3$/m);
    expect(stdout).toMatch(/^level\{.*\} 7$/m);
    expect(stdout).not.toMatch(/^stuck/m);
    expect(stderr).toContain('a callback of stuck did not return within');
    expect(code).toBe(0);
  }, 30_000);

  it.each([
    ['that nobody has collected before', []],
    ['that a scrape has met before', ['scrape']],
  ])(
    'lets a process %s end by itself, with its last metrics sent',
    async (_case, args) => {
      const { code } = await run(...args);

      expect(code).toBe(0);
      const metrics = lastMetricsIn(backend.requests);
      expect(sumOf(metrics, 'jobs')).toBe(3);
      expect(sumOf(metrics, 'level')).toBe(7);
      expect(metrics.has('stuck')).toBe(false);
    },
    30_000,
  );
});
