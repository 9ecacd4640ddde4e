import net from 'node:net';
import { diag } from '@opentelemetry/api';
import type { Observability } from '../lib';
import { healthChecks, observePskTlsServer, resetObservability } from '../lib';
import { observedDatabaseCheck } from '../lib/observed-database-check';
import { testObservability } from '../lib/testing';
import { collectGarbage } from './support/collect-garbage';
import { eventually } from './support/eventually';
import { close, listen, pskHttpsServer } from './support/psk-server';
import { reported, start } from './support/start';
import { PemFolder } from './support/tls-files';

beforeEach(() => void reported());
afterEach(async () => {
  await resetObservability();
  diag.disable();
});

async function ready(obs: Observability) {
  const { health } = obs.endpoints;
  const response = await fetch(`${health?.url}/health/ready`);
  const report = (await response.json()) as {
    status: string;
    checks: readonly { name: string; status: string; message?: string }[];
  };
  return { code: response.status, ...report };
}

const names = async (obs: Observability) => (await ready(obs)).checks.map(({ name }) => name);

describe('without any registration', () => {
  it('ready looks at the metrics endpoint, and live at the event loop alone', async () => {
    const obs = start();
    const { health } = await obs.ready;
    expect(await ready(obs)).toMatchObject({ code: 200, status: 'healthy' });
    expect(await names(obs)).toEqual(['metrics endpoint']);
    const live = (await (await fetch(`${health?.url}/health/live`)).json()) as { checks: object[] };
    expect(live.checks).toMatchObject([{ name: 'event loop' }]);
  });

  it('a metrics endpoint that cannot listen degrades', async () => {
    const taken = net.createServer();
    const port = await listen(taken);
    const obs = start({ metrics: { host: '127.0.0.1', port } });
    await obs.ready.catch(() => undefined);
    expect(await ready(obs)).toMatchObject({ code: 200, status: 'degraded' });
    await close(taken);
  });

  it('a Collector that is down degrades, and says which and why', async () => {
    const down = net.createServer();
    const port = await listen(down);
    await close(down);
    const obs = start({
      otlp: { endpoint: `http://127.0.0.1:${port}`, protocol: 'http/protobuf' },
      shutdown: { timeout: '500ms' },
    });
    await obs.ready;
    expect((await ready(obs)).status).toBe('healthy');
    obs.trigger.sent('sms');
    await obs.flush();
    const report = await eventually(async () => {
      const found = await ready(obs);
      return found.status === 'degraded' ? found : undefined;
    });
    expect(report.code).toBe(200);
    expect(report.checks.find(({ name }) => name === 'exporters')?.message).toContain(
      `traces to http://127.0.0.1:${port}/v1/traces: `,
    );
  });
});

describe('a database that obs.db records', () => {
  it('is looked at once it is used, by how its queries end', async () => {
    const obs = start();
    await obs.ready;
    expect(await names(obs)).not.toContain('database');
    await obs.db.query('SELECT', 'cards', async () => 1);
    expect(await names(obs)).toContain('database');
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    await expect(obs.db.query('SELECT', 'cards', () => Promise.reject(refused))).rejects.toBe(refused);
    const down = await ready(obs);
    expect(down).toMatchObject({ code: 503, status: 'unhealthy' });
    expect(down.checks.find(({ name }) => name === 'database')?.message).toBe(
      'the last query got no answer (connection), 0 s ago',
    );
    // An answer is an answer, also one that says no.
    const duplicate = Object.assign(new Error('duplicate key'), { code: '23505' });
    await expect(obs.db.query('INSERT', 'cards', () => Promise.reject(duplicate))).rejects.toBe(duplicate);
    expect((await ready(obs)).code).toBe(200);
  });

  it.each([
    ['PostgreSQL', { code: '57014' }],
    ['PostgreSQL, in an idle transaction', { code: '25P03' }],
    ['MySQL', { code: 'ER_QUERY_TIMEOUT', errno: 3024 }],
    ['MariaDB, without a name', { errno: 1969 }],
    ['PostgreSQL, below an ORM', { name: 'QueryFailedError', driverError: { code: '57014' } }],
  ])('serves on when the server ended one slow statement itself: %s', async (_server, members) => {
    const obs = start();
    await obs.ready;
    const slow = Object.assign(new Error('canceling statement due to statement timeout'), members);
    await expect(obs.db.query('SELECT', 'reports', () => Promise.reject(slow))).rejects.toBe(slow);
    expect(await obs.metric('cardlink_db_errors_total', { error_type: 'timeout' })).toBe(1);
    expect(await ready(obs)).toMatchObject({ code: 200, status: 'healthy' });
  });

  it('is not looked at by itself where the application has a check of its own for it', async () => {
    const obs = start();
    await obs.ready;
    obs.health.register('orders', healthChecks.database({ query: async () => 1 }));
    obs.db.observePool(() => ({ limit: 1 }));
    expect(await names(obs)).toEqual(['metrics endpoint', 'orders']);
  });

  it('lets requests come again 30 s after a query without an answer, and says so', async () => {
    const obs = testObservability();
    obs.health.register('database', observedDatabaseCheck(obs.db, obs.clock));
    const status = async () => (await obs.health.run('database'))?.status;
    expect(await status()).toBe('healthy');
    obs.db.recordError('timeout', 'SELECT');
    expect(await status()).toBe('unhealthy');
    obs.clock.advance(30_001);
    expect(await obs.health.run('database')).toMatchObject({
      status: 'degraded',
      message: 'the last query got no answer (timeout), 30 s ago; none was made since',
    });
    obs.db.recordError('syntax', 'SELECT');
    expect(await status()).toBe('healthy');
    await obs.shutdown();
  });

  it('takes the time of a failed query, told by itself, for no answer', async () => {
    const obs = testObservability();
    obs.health.register('database', observedDatabaseCheck(obs.db, obs.clock));
    obs.db.recordError('connection', 'SELECT');
    obs.db.recordQuery('SELECT', 0.1);
    expect((await obs.health.run('database'))?.status).toBe('unhealthy');
    obs.db.recordQuery('SELECT', 0.1);
    expect((await obs.health.run('database'))?.status).toBe('healthy');
    await obs.shutdown();
  });

  it('is degraded while more requests wait than its pools have connections', async () => {
    const obs = testObservability();
    obs.health.register('database', observedDatabaseCheck(obs.db, obs.clock));
    let waiting = 10;
    obs.db.observePool(() => ({ limit: 10, waiting }));
    expect((await obs.health.run('database'))?.status).toBe('healthy');
    waiting = 11;
    expect(await obs.health.run('database')).toMatchObject({
      status: 'degraded',
      message: '11 requests wait for one of 10 connections',
    });
    await obs.shutdown();
  });
});

describe('the certificates in use', () => {
  let folder: PemFolder;
  beforeEach(() => {
    folder = new PemFolder();
  });
  afterEach(() => folder.remove());
  const certificate = async (obs: Observability) => {
    const { message } = (await obs.health.run('certificates')) ?? {};
    return { message, expiresAtMs: obs.health.certificates()[0]?.expiresAtMs };
  };

  it('are looked at, not what is in a file that the server cannot take up', async () => {
    const obs = start({ metrics: { tls: { cert: folder.of('tls.crt'), key: folder.of('tls.key') } } });
    await obs.ready;
    const before = await certificate(obs);
    // Renewed, without its key.
    folder.replace({ 'tls.crt': 'expired.cert' });
    expect(await certificate(obs)).toEqual(before);
  });

  it('are those in the files while the server does not run', async () => {
    const taken = net.createServer();
    const port = await listen(taken);
    const tls = { cert: folder.of('tls.crt'), key: folder.of('tls.key') };
    const blocked = start({ metrics: { host: '127.0.0.1', port, tls } });
    await blocked.ready.catch(() => undefined);
    folder.replace({ 'tls.crt': 'expired.cert' });
    expect((await certificate(blocked)).message).toMatch(/^metrics\.tls\.cert expired/);
    await close(taken);
  });
});

describe('a standard check', () => {
  it('is back when the check that stood for it, or had its name, is gone', async () => {
    const obs = start();
    await obs.ready;
    obs.db.observePool(() => ({ limit: 1 }));
    for (const name of ['orders', 'database']) {
      const undo = obs.health.register(name, healthChecks.database({ query: async () => 1 }));
      expect(await names(obs)).toEqual(['metrics endpoint', name]);
      undo();
      expect(await names(obs)).toEqual(['metrics endpoint', 'database']);
    }
  });

  it('that is unregistered before it would come does not come', async () => {
    const obs = start();
    await obs.ready;
    expect(obs.health.unregister('database')).toBe(false);
    await obs.db.query('SELECT', 'cards', async () => 1);
    expect(await names(obs)).toEqual(['metrics endpoint']);
  });
});

const messageOf = async (obs: Observability) =>
  (await ready(obs)).checks.find(({ name }) => name === 'PSK-TLS listener')?.message;

/** Observes a server of which nobody keeps hold. */
function dropServer(): WeakRef<object> {
  const server = pskHttpsServer();
  observePskTlsServer(server);
  return new WeakRef(server);
}

describe('a PSK-TLS server that is observed', () => {
  it('makes ready 503 while it does not listen, until it is no longer observed', async () => {
    const obs = start();
    await obs.ready;
    const server = pskHttpsServer();
    const undo = observePskTlsServer(server);
    expect(await ready(obs)).toMatchObject({ code: 503 });
    await listen(server);
    expect(await names(obs)).toContain('PSK-TLS listener');
    expect(await ready(obs)).toMatchObject({ code: 200, status: 'healthy' });
    await close(server);
    const closed = await ready(obs);
    expect(closed.code).toBe(503);
    expect(closed.checks.find(({ name }) => name === 'PSK-TLS listener')?.message).toBe(
      '0 of 1 PSK-TLS servers listen',
    );
    undo();
    expect(await names(obs)).toEqual(['metrics endpoint']);
  });

  it('degrades when it is one of several that no longer listens', async () => {
    const obs = start();
    await obs.ready;
    const servers = [pskHttpsServer(), pskHttpsServer()] as const;
    const undos = servers.map((server) => observePskTlsServer(server));
    for (const server of servers) await listen(server);
    await close(servers[0]);
    expect(await ready(obs)).toMatchObject({ code: 200, status: 'degraded' });
    for (const undo of undos) undo();
    await close(servers[1]);
  });

  it('is looked at by each instance, also when it was observed before the start and never listened', async () => {
    const server = pskHttpsServer();
    const undo = observePskTlsServer(server);
    for (const _instance of ['the first', 'the next']) {
      const obs = start();
      await obs.ready;
      expect(await ready(obs)).toMatchObject({ code: 503 });
      expect(await messageOf(obs)).toBe('0 of 1 PSK-TLS servers listen');
      await obs.shutdown();
    }
    undo();
  });

  it('makes ready 503 when it could not listen and was dropped, until another listens', async () => {
    const obs = start();
    await obs.ready;
    const dropped = dropServer();
    await eventually(() => {
      collectGarbage();
      return dropped.deref() === undefined;
    });
    expect(await ready(obs)).toMatchObject({ code: 503 });
    expect(await messageOf(obs)).toBe('0 of 1 PSK-TLS servers listen');
    const server = pskHttpsServer();
    const undo = observePskTlsServer(server);
    await listen(server);
    expect(await messageOf(obs)).toBe('1 of 1 PSK-TLS servers listen');
    await close(server);
    expect(await messageOf(obs)).toBe('0 of 1 PSK-TLS servers listen');
    undo();
  });

  it('alone is left out where the application has a check of it, until that is gone', async () => {
    const obs = start();
    await obs.ready;
    const [one, other] = [pskHttpsServer(), pskHttpsServer()];
    const undos = [one, other].map((server) => observePskTlsServer(server));
    await listen(one);
    expect(await messageOf(obs)).toBe('1 of 2 PSK-TLS servers listen');
    const undo = obs.health.register('one', healthChecks.pskTlsListener({ server: one }));
    expect(await messageOf(obs)).toBe('0 of 1 PSK-TLS servers listen');
    expect((await ready(obs)).code).toBe(503);
    undo();
    expect(await messageOf(obs)).toBe('1 of 2 PSK-TLS servers listen');
    for (const undoOne of undos) undoOne();
    await close(one);
  });

  it('is left out where the application has a check of the port on which it listens or has listened', async () => {
    const obs = start();
    await obs.ready;
    const server = pskHttpsServer();
    const undo = observePskTlsServer(server);
    const port = await listen(server);
    obs.health.register('card port', healthChecks.pskTlsListener({ port }), { critical: false });
    expect(await names(obs)).toEqual(['metrics endpoint', 'card port']);
    await close(server);
    expect(await names(obs)).toEqual(['metrics endpoint', 'card port']);
    undo();
  });

  it('is not looked at by itself where the application has a check of its own for it', async () => {
    const obs = start();
    await obs.ready;
    const server = pskHttpsServer();
    obs.health.register('admin server', healthChecks.pskTlsListener({ server }), { critical: false });
    const undo = observePskTlsServer(server);
    expect(await names(obs)).toEqual(['metrics endpoint', 'admin server']);
    undo();
  });
});
