import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunLabOptions, runLab } from '../../lib/lab';
import { eventually } from '../support/eventually';
import { FakeHost } from './output';

const ANY_PORTS = { GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0' };
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardlink-lab-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = (more: Partial<RunLabOptions> = {}): RunLabOptions => ({
  cards: 2,
  ratePerSecond: 0,
  seed: 1,
  host: 'localhost',
  port: 0,
  pskFile: join(folder, 'lab.psk'),
  json: true,
  ...more,
});

const events = (host: FakeHost) => host.stdout.lines.map((line) => JSON.parse(line));

describe('runLab', () => {
  it('runs for its time and tells what its metrics and its cards counted, which is the same', async () => {
    const host = new FakeHost(ANY_PORTS);
    expect(await runLab(options({ durationMs: 300 }), host)).toBe(0);
    const end = events(host).at(-1);
    expect(end.event).toBe('end');
    expect(end.sessions).toMatchObject({ active: 0, completed: end.cards.completed });
    expect(end.cards.completed).toBeGreaterThan(0);
    expect(end.apdu.p50Ms).toBeGreaterThan(0);
    expect(host.signalListeners).toBe(0);
  });

  it.each([
    ['GP_METRICS_ENABLED', 'false', '  traces   not exported'],
    ['OTEL_SDK_DISABLED', 'true', '  traces   switched off (OTEL_SDK_DISABLED)'],
  ])('says that %s leaves it without metrics, and shows no figures', async (variable, value, traces) => {
    const host = new FakeHost({ ...ANY_PORTS, [variable]: value });
    expect(await runLab(options({ durationMs: 300, json: false }), host)).toBe(0);
    const [, metrics, tracesLine] = host.stdout.lines;
    expect(metrics).toContain(`metrics  switched off (${variable}): no figures      health  http`);
    expect(tracesLine).toContain(traces);
    expect(host.stdout.text).toContain('sessions begun by the cards');
    expect(host.stdout.text).not.toContain(' completed ·');
  });

  it('keeps what its cards did in a database, and asks it', async () => {
    const host = new FakeHost(ANY_PORTS);
    const database = join(folder, 'lab.db');
    expect(await runLab(options({ sessions: 12, durationMs: 1_500, database }), host)).toBe(0);
    const end = events(host).at(-1);
    const { completed, failed, timeout } = end.sessions;
    expect(end.database).toMatchObject({ written: completed + failed + timeout, waiting: 0, lost: 0 });
    expect(end.database.written).toBeGreaterThan(0);
    expect(end.database.summary.slowestCommands.length).toBeGreaterThan(0);
    expect(readFileSync(database).length).toBeGreaterThan(0);
  });

  it('says that sessions are not kept where the database has no driver, and runs on', async () => {
    const host = new FakeHost(ANY_PORTS);
    const sqlDriver = { ok: false, problem: "Cannot find module 'libsql'" } as const;
    expect(await runLab(options({ durationMs: 300, json: false, sqlDriver }), host)).toBe(0);
    expect(host.stdout.lines[3]).toBe(
      "  database none, sessions are not kept: libsql cannot be loaded (Cannot find module 'libsql')",
    );
    expect(host.stdout.text).toMatch(/sessions [1-9]\d* completed/);
  });

  it('is asked to end by a first Ctrl-C and ends at once at a second', async () => {
    const host = new FakeHost(ANY_PORTS);
    const run = runLab(options({ ratePerSecond: 50, json: false }), host);
    await eventually(() => host.stdout.text.includes('CardLink lab'));
    host.raise('SIGINT');
    host.raise('SIGINT');
    expect(host.exits).toEqual([130]);
    expect(await run).toBe(0);
    expect(host.stdout.text).toContain('stopping');
    expect(host.stdout.text).toContain('Ended after');
  });

  it('ends when nobody reads what it prints', async () => {
    const host = new FakeHost(ANY_PORTS);
    const run = runLab(options({ cards: 0 }), host);
    await eventually(() => host.stdout.text !== '');
    host.stdout.break();
    expect(await run).toBe(0);
    expect(host.stdout.lines).toHaveLength(1);
  });

  it('uses the keys of a file that is there, and never prints one', async () => {
    const pskFile = join(folder, 'own.psk');
    writeFileSync(pskFile, 'my-simulator:00112233445566778899aabbccddeeff\n', { mode: 0o600 });
    const host = new FakeHost(ANY_PORTS);
    expect(await runLab(options({ pskFile, durationMs: 200 }), host)).toBe(0);
    expect(events(host)[0]).toMatchObject({ identity: 'my-simulator', pskFile });
    expect(host.stdout.text).not.toContain('00112233');
    expect(readFileSync(pskFile, 'utf8').split('\n')).toHaveLength(2);
  });

  it.each([
    [
      'wrong settings',
      { ...ANY_PORTS, GP_TRACE_SAMPLE_RATE: '2' },
      {},
      /GP_TRACE_SAMPLE_RATE .* between 0 and 1/,
    ],
    [
      'a file of keys that cannot be made',
      ANY_PORTS,
      { pskFile: '/nowhere/lab.psk' },
      /\/nowhere\/lab\.psk .*--psk-file/,
    ],
    [
      'a database that cannot be made',
      ANY_PORTS,
      { database: '/nowhere/lab.db' },
      /\/nowhere\/lab\.db .*--database/,
    ],
    ['a host that is not its own', ANY_PORTS, { host: '192.0.2.1' }, /192\.0\.2\.1:0.*--host/],
  ])('says what is wrong with %s', async (_, env, more, message) => {
    const host = new FakeHost(env);
    expect(await runLab(options(more), host)).toBe(1);
    expect(host.stderr.text).toMatch(message);
    expect(host.stdout.text).toBe('');
    expect(host.signalListeners).toBe(0);
  });

  it('names a port that is taken, its own and that of the metrics', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, 'localhost', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const own = new FakeHost(ANY_PORTS);
    expect(await runLab(options({ port }), own)).toBe(1);
    expect(own.stderr.text).toMatch(new RegExp(`localhost:${port}: the port is taken.*--port`));
    const metrics = new FakeHost({ ...ANY_PORTS, GP_METRICS_PORT: String(port) });
    expect(await runLab(options(), metrics)).toBe(1);
    expect(metrics.stderr.text).toContain('GP_METRICS_PORT');
    await new Promise((resolve) => holder.close(resolve));
  });
});
