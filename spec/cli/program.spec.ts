import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../lib/cli/program';
import { FakeHost } from '../lab/output';

async function run(commandLine: string, env: NodeJS.ProcessEnv = {}) {
  const host = new FakeHost(env);
  const exitCode = await runProgram(
    commandLine.split(' ').filter((word) => word !== ''),
    host,
  );
  return { exitCode, out: host.stdout.text, err: host.stderr.text, host };
}

describe('the command line', () => {
  it('tells its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await run('--version')).toMatchObject({ exitCode: 0, out: `${version}\n`, err: '' });
  });

  it.each([
    ['--help', 'cardlink-metrics lab'],
    ['lab --help', 'openssl s_client'],
    ['config show --help', 'GP_METRICS_PORT=9091 cardlink-metrics config show'],
  ])('helps with examples: %s', async (commandLine, example) => {
    const { exitCode, out } = await run(commandLine);
    expect(exitCode).toBe(0);
    expect(out).toContain('Examples:');
    expect(out).toContain(example);
  });

  it.each([
    ['lap', "unknown command 'lap'", '(Did you mean lab?)'],
    ['lab --card 3', "unknown option '--card'", '(Did you mean --cards?)'],
    ['lab --cards many', "'--cards <number>' argument 'many'", 'a whole number from 0 to 5000'],
    ['lab --rate fast', "'--rate <per second>' argument 'fast'", 'from 0 (full speed)'],
    ['lab --duration 30', "'--duration <time>' argument '30'", 'such as 30s'],
    ['lab --port 99999', "'--port <port>' argument '99999'", 'from 0 to 65535'],
    ['lab --seed x', "'--seed <number>' argument 'x'", 'whole number'],
    ['lab --psk-file', "'--psk-file <path>' argument missing", 'lab --help'],
    ['lab --host= --port 0', "'--host <host>' argument ''", 'must not be empty'],
    ['lab --database=', "'--database <file>' argument ''", 'must not be empty'],
    ['lab --psk-file=', "'--psk-file <path>' argument ''", 'must not be empty'],
    ['lab --otlp=', "'--otlp <endpoint>' argument ''", 'must not be empty'],
    ['sessions lab.db --card=', "'--card <card>' argument ''", 'must not be empty'],
    ['lab now', 'too many arguments', 'lab --help'],
    ['config shwo', "unknown command 'shwo'", '(Did you mean show?)'],
  ])('refuses "%s", names what is wrong and what is allowed', async (commandLine, problem, remedy) => {
    const { exitCode, out, err } = await run(commandLine);
    expect(exitCode).toBe(2);
    expect(err).toContain(problem);
    expect(err).toContain(remedy);
    expect(out).toBe('');
  });

  it('shows its help when no command is given, and fails', async () => {
    const { exitCode, err } = await run('');
    expect(exitCode).toBe(2);
    expect(err).toContain('Commands:');
  });

  it('survives a reader that goes away', async () => {
    const { host } = await run('--version');
    expect(() => host.stdout.break()).not.toThrow();
  });
});

describe('config show', () => {
  it('shows every setting with its value and origin', async () => {
    const { exitCode, out } = await run('config show', { GP_METRICS_PORT: '9191' });
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^metrics\.port +9191 +GP_METRICS_PORT/m);
    expect(out).toMatch(/^health\.port +8081 +default/m);
  });

  it('tells the version of the application in the folder, not its own', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'cardlink-config-'));
    writeFileSync(join(folder, 'package.json'), '{"version":"9.9.9"}');
    const cwd = process.cwd();
    process.chdir(folder);
    try {
      expect((await run('config show')).out).toMatch(/^service\.version +9\.9\.9 +default/m);
    } finally {
      process.chdir(cwd);
      rmSync(folder, { recursive: true });
    }
  });

  it('says where OTLP goes when it is asked for without an endpoint', async () => {
    const { out } = await run('config show', { GP_TRACING_EXPORTER: 'otlp' });
    expect(out).toMatch(/^otlp\.endpoint +\(none; localhost:4317 .*when OTLP is asked for/m);
  });

  it('masks secrets, as JSON too', async () => {
    const env = { GP_METRICS_AUTH_TOKEN: 'very-secret-token' };
    const text = await run('config show', env);
    const json = await run('config show --json', env);
    expect(text.out + json.out).not.toContain('very-secret');
    const token = JSON.parse(json.out).find(({ key }: { key: string }) => key === 'metrics.auth.token');
    expect(token).toMatchObject({ value: '********', secret: true });
    expect(token.origin).toContain('environment');
  });

  it('names variables that are no settings on stderr', async () => {
    const env = { GP_METRCS_PORT: '1', GP_OF_OTHERS: '2' };
    const { exitCode, out, err } = await run('config show --json', env);
    expect(exitCode).toBe(0);
    expect(() => JSON.parse(out)).not.toThrow();
    expect(err).toContain('GP_METRCS_PORT is not a setting; did you mean GP_METRICS_PORT?');
    expect(err).toContain('GP_OF_OTHERS is not a setting');
  });

  it('says what is wrong with wrong settings', async () => {
    const { exitCode, out, err } = await run('config show', { GP_METRICS_PORT: 'ninety' });
    expect(exitCode).toBe(1);
    expect(out).toBe('');
    expect(err).toContain('GP_METRICS_PORT');
  });
});

describe('lab', () => {
  it('runs a lab and passes its exit code on', async () => {
    const { exitCode, err } = await run('lab --psk-file /nowhere/lab.psk --port 0');
    expect(exitCode).toBe(1);
    expect(err).toContain('/nowhere/lab.psk');
  });
});
