import { resolve } from 'node:path';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';

const PACKAGE = resolve(__dirname, '../../dist/index.js');

/** A process that has asked for no logger; `work` runs when it is observed. */
function app(work: string, env: Readonly<Record<string, string>> = {}): Child {
  const program = `
    const obs = require(${JSON.stringify(PACKAGE)}).startObservability();
    const stay = () => setInterval(() => {}, 1_000);
    const ready = () => process.stderr.write('ready\\n');
    obs.ready.then(async () => { ${work} });`;
  return Child.node(['-e', program], { env: { GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0', ...env } });
}

const ready = (child: Child) =>
  eventually(() => child.stderr.includes('ready'), { withinMs: 20_000, what: 'the process to be ready' });

describe('a process that has asked for no logger', () => {
  afterEach(endChildren);

  it('lives on after SIGUSR2 where GP_LOG_SIGNAL allows it, and logs more', async () => {
    const child = app('stay(); ready();', { GP_LOG_SIGNAL: 'true' });
    await ready(child);
    child.signal('SIGUSR2');

    await eventually(() => child.stdout.includes('the log level was changed by SIGUSR2'), {
      withinMs: 10_000,
    });
    expect(child.hasExited).toBe(false);
    expect(JSON.parse(child.stdout)).toMatchObject({ component: 'process', context: { level: 'debug' } });
  });

  it('lives on after SIGUSR2 when observability is shut down, too', async () => {
    const work = "process.on('SIGHUP', () => process.exit(7)); stay(); await obs.shutdown(); ready();";
    const child = app(work, { GP_LOG_SIGNAL: 'true' });
    await ready(child);
    child.signal('SIGUSR2');
    child.signal('SIGHUP');

    expect(await child.exit).toMatchObject({ code: 7, signal: null });
  });

  it('is not kept alive by what waits for SIGUSR2 and for exceptions', async () => {
    const child = app('', { GP_LOG_SIGNAL: 'true' });

    expect(await child.exit).toMatchObject({ code: 0, signal: null });
    expect(child.stdout).toBe('');
  });

  it("has written the recorders' events when it exits, where they are to be logged", async () => {
    const work = "obs.session.start({ deviceType: 'phone' }).end(); process.exit(0);";
    const child = app(work, { GP_LOG_EVENTS: 'true' });

    await child.exit;
    expect(child.stdout).toContain('"message":"cardlink.session.ended"');
  });

  it.each([
    ['an exception', 'setImmediate(() => { throw new TypeError("nobody catches this"); });'],
    ['a rejection', 'throw new TypeError("nobody catches this");'],
  ])('logs %s that nobody caught before it ends by it, where it says where to log', async (_what, work) => {
    const child = app(work, { GP_LOG_FILE: 'stdout' });

    expect((await child.exit).code).toBe(1);
    expect(JSON.parse(child.stdout)).toMatchObject({
      level: 'CRITICAL',
      component: 'process',
      exception: { type: 'TypeError', message: 'nobody catches this' },
    });
  });

  it('finds nothing on its stdout when an exception ends it, where nothing was said of logs', async () => {
    const child = app('setImmediate(() => { throw new TypeError("nobody catches this"); });');

    expect((await child.exit).code).toBe(1);
    expect(child.stdout).toBe('');
    expect(child.stderr).toContain('nobody catches this');
  });
});
