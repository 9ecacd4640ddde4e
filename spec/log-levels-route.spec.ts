import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diag } from '@opentelemetry/api';
import { type Observability, resetObservability } from '../lib';
import { runProgram } from '../lib/cli/program';
import { FakeHost } from './lab/output';
import { start } from './support/start';

describe('the levels of a running server', () => {
  afterEach(async () => {
    await resetObservability();
    diag.disable();
  });

  async function urlOf(obs: Observability): Promise<string> {
    const { metrics } = await obs.ready;
    return `${metrics?.url}/log/levels`;
  }

  const put = (url: string, headers: Record<string, string> = {}) => fetch(url, { method: 'PUT', headers });

  it('are shown, changed and taken back over HTTP', async () => {
    const obs = start({ log: { levels: { tls: 'error' } } });
    const url = await urlOf(obs);
    const log = obs.logger('apdu');

    expect(await (await fetch(url)).json()).toEqual({ level: 'info', components: { tls: 'error' } });
    const changed = await put(`${url}?level=warning&apdu=debug`);
    expect(await changed.json()).toEqual({ level: 'warning', components: { tls: 'error', apdu: 'debug' } });
    expect(log.isEnabled('debug')).toBe(true);
    await put(`${url}?level=reset`);
    expect(log.isEnabled('debug')).toBe(false);
  });

  it('are not changed in part: one change that is wrong refuses all', async () => {
    const obs = start();
    const url = await urlOf(obs);
    const answer = await put(`${url}?apdu=debug&tls=loud`);

    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(/change 2 names no level; allowed are debug, .*reset/);
    expect(obs.logging.levels.get('apdu')).toBe('info');
  });

  it('are changed by nobody without credentials where those are configured', async () => {
    const obs = start({ metrics: { auth: { token: 'opensesame' } } });
    const url = `${await urlOf(obs)}?level=debug`;

    expect((await put(url)).status).toBe(401);
    expect((await put(url, { authorization: 'Bearer opensesame' })).status).toBe(200);
  });

  it.each([
    ['that a proxy passes on', { 'x-forwarded-for': '203.0.113.7' }],
    ['for a name that a page in a browser has led here', { host: 'evil.example' }],
  ])('are not changed by a request %s', async (_, headers) => {
    const obs = start();
    const url = new URL(`${await urlOf(obs)}?level=debug`);
    const status = await new Promise((resolve, reject) => {
      request(url, { method: 'PUT', headers }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end();
    });

    expect(status).toBe(403);
    expect(obs.logging.levels.get()).toBe('info');
  });

  it('are not changed by POST, and a page’s preflight is refused', async () => {
    const url = await urlOf(start());
    for (const method of ['POST', 'OPTIONS', 'DELETE']) {
      const answer = await fetch(url, { method });
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, HEAD, PUT']);
    }
  });

  it('are shown and changed on the command line', async () => {
    const obs = start({ metrics: { auth: { username: 'ops', password: 'opensesame' } } });
    const port = new URL(await urlOf(obs)).port;
    const env = {
      GP_METRICS_PORT: port,
      GP_METRICS_AUTH_USERNAME: 'ops',
      GP_METRICS_AUTH_PASSWORD: 'opensesame',
    };
    const run = async (...args: string[]) => {
      const host = new FakeHost(env);
      const code = await runProgram(['log-levels', ...args], host);
      return { code, stdout: host.stdout.text, stderr: host.stderr.text };
    };

    expect(await run('apdu=debug', 'warning')).toEqual({
      code: 0,
      stdout: '{"level":"warning","components":{"apdu":"debug"}}\n',
      stderr: '',
    });
    expect(await run('apdu=loud')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('names no level'),
    });
    expect(await run('--url', 'ftp://nowhere')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('must be an http:// or https:// URL'),
    });
    expect(await run('--url', 'http://127.0.0.1:1')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no server answers at http://127.0.0.1:1'),
    });
  });
});

describe('the command line', () => {
  it.each([
    ['::1', 'http://[::1]:1'],
    ['0.0.0.0', 'http://localhost:1'],
  ])('asks a server that listens at %s at %s', async (host, url) => {
    const cli = new FakeHost({ GP_METRICS_HOST: host, GP_METRICS_PORT: '1' });

    expect(await runProgram(['log-levels'], cli)).toBe(1);
    expect(cli.stderr.text).toContain(`no server answers at ${url}:`);
  });
});

describe('changes that cannot be made', () => {
  afterEach(() => resetObservability());

  it('are told: of no component, or of more than may have a level of their own', async () => {
    const obs = start();
    const { metrics } = await obs.ready;
    const put = async (query: string) => {
      const answer = await fetch(`${metrics?.url}/log/levels?${query}`, { method: 'PUT' });
      return [answer.status, await answer.text()];
    };
    for (let count = 0; count < 500; count += 1) obs.logging.levels.set('info', `made-up-${count}`);

    expect(await put('=debug')).toEqual([400, expect.stringContaining('names no component')]);
    expect(await put('one-more=debug')).toEqual([409, expect.stringContaining('1 of the changes')]);
    expect(obs.logging.levels.get('one-more')).toBe('info');
  });
});

describe('the recorders’ events', () => {
  it('are written by the logger as well when it is asked to, in their trace and session', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cardlink-events-'));
    const file = join(folder, 'app.log');
    const obs = start({ log: { events: true, file } });
    const session = obs.session.start({ id: 'feedface00000002' });
    session.end('timeout');
    await obs.flush();
    await resetObservability();

    const lines = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { readonly component: string });
    expect(lines.filter(({ component }) => component === 'session')).toMatchObject([
      { component: 'session', message: 'cardlink.session.started', session_id: 'feedface00000002' },
      { component: 'session', message: 'cardlink.session.ended', context: { 'session.status': 'timeout' } },
    ]);
    rmSync(folder, { recursive: true });
  });
});
