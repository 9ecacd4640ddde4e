import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';
import { scrape, total } from './support/exposition';
import { COMMAND_LINE, LabProcess, temporaryFolder } from './support/lab-process';

const ANY_PORTS = { GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0' };
/** What a lab may take to end: its default `shutdown.timeout`, and the process around it. */
const DEADLINE_MS = 6_000;

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await endChildren();
  folder.remove();
});

const keyOf = (identity: string) =>
  new RegExp(`^${identity}:(.*)$`, 'm').exec(readFileSync(join(folder.path, 'lab.psk'), 'utf8'))?.[1] ?? '';

const lab = (...args: readonly string[]) =>
  Child.node([COMMAND_LINE, 'lab', '--port', '0', ...args], { env: ANY_PORTS, cwd: folder.path });

describe('cardlink-metrics lab', () => {
  it('says where to look, ends by itself, and never shows the key that it made', async () => {
    const child = lab('--cards', '5', '--rate', '0', '--duration', '2s');
    expect((await child.exit).code).toBe(0);
    const [banner, endpoints, traces] = child.stdout.split('\n');
    expect(banner).toMatch(
      /^CardLink lab · 5 virtual cards · PSK-TLS on localhost:\d+ \(identity lab-0001, key in \.\/lab\.psk\)$/,
    );
    expect(endpoints).toMatch(
      /metrics {2}http:\/\/localhost:\d+\/metrics {6}health {2}http:\/\/localhost:\d+\/health/,
    );
    expect(traces).toContain('GP_OTLP_ENDPOINT=localhost:4317');
    expect(child.stdout).toMatch(/Ended after .*\n {2}sessions [\d,]+ completed/);
    expect(child.stdout).not.toContain(keyOf('lab-0001'));
    expect(child.stderr).toBe('');
  }, 30_000);

  it('runs without a database where libsql is not there, and says so', async () => {
    const hook = join(__dirname, 'support/apps/without-libsql.cjs');
    const args = ['--require', hook, COMMAND_LINE, 'lab', '--port', '0', '--rate', '0', '--duration', '1s'];
    const child = Child.node(args, { env: ANY_PORTS, cwd: folder.path });
    expect((await child.exit).code).toBe(0);
    expect(child.stdout.split('\n')[3]).toBe(
      "  database none, sessions are not kept: libsql cannot be loaded (Cannot find module 'libsql')",
    );
    expect(child.stdout).toMatch(/Ended after .*\n {2}sessions [\d,]+ completed/);
    expect(child.stderr).toBe('');
  }, 30_000);

  it('lets an outside client in with the identity and key of its file', async () => {
    const process = await LabProcess.start({ args: ['--cards', '0'], cwd: folder.path });
    const before = total(await scrape(process.start.metricsUrl), 'cardlink_tls_handshakes_total');
    const client = Child.start('openssl', [
      's_client',
      '-connect',
      `localhost:${process.start.port}`,
      '-tls1_2',
      '-cipher',
      'PSK-AES128-CBC-SHA256',
      '-psk_identity',
      'lab-0001',
      '-psk',
      keyOf('lab-0001'),
    ]);
    await eventually(() => client.stdout.includes('Cipher    : PSK-AES128-CBC-SHA256'));
    await client.end();
    const metrics = await eventually(async () => {
      const scraped = await scrape(process.start.metricsUrl);
      return total(scraped, 'cardlink_sessions_total') === 1 ? scraped : undefined;
    });
    expect(total(metrics, 'cardlink_tls_handshakes_total')).toBe(before + 1);
    expect(await process.stop()).toMatchObject({ handshakes: { succeeded: 1, failed: {} } });
  }, 30_000);

  it('ends within its deadline at a Ctrl-C, with everything told', async () => {
    const child = lab('--cards', '20', '--rate', '0');
    await eventually(() => child.stdout.includes('CardLink lab'), { withinMs: 20_000 });
    const askedMs = child.signal('SIGINT');
    const { code, atMs } = await child.exit;
    expect(code).toBe(0);
    expect(atMs - askedMs).toBeLessThan(DEADLINE_MS);
    expect(child.stdout).toMatch(/stopping.*\nEnded after/);
  }, 30_000);

  it('ends quietly when nobody reads on', async () => {
    const child = spawn(process.execPath, [COMMAND_LINE, 'lab', '--port', '0', '--json'], {
      cwd: folder.path,
      env: { PATH: process.env.PATH, ...ANY_PORTS },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const exit = new Promise<number | null>((resolve) => child.once('close', resolve));
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await exit).toBe(0);
    expect(stderr).toBe('');
  }, 30_000);

  it('names a port that is taken and ends', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, 'localhost', resolve));
    const address = holder.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const child = lab('--port', port);
    expect((await child.exit).code).toBe(1);
    expect(child.stderrLines).toEqual([
      expect.stringMatching(new RegExp(`localhost:${port}: the port is taken`)),
    ]);
    await new Promise((resolve) => holder.close(resolve));
  }, 30_000);

  it('refuses a wrong argument with exit code 2', async () => {
    const child = lab('--cards', 'many');
    expect((await child.exit).code).toBe(2);
    expect(child.stderr).toContain("'many' is invalid. It must be a whole number from 0 to 5000.");
  }, 30_000);
});
