import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';

const APPS = join(__dirname, 'support/apps');
const ENVIRONMENT = { GP_TRACING_EXPORTER: 'console', GP_SHUTDOWN_TIMEOUT: '2s' };

afterEach(endChildren);

test('spans are printed for people, each once, beside what the application says', async () => {
  const child = Child.node([join(APPS, 'pending-telemetry.cjs'), 'ends'], { env: ENVIRONMENT });

  expect((await child.exit).code).toBe(0);
  const lines = child.stdout.split('\n');
  expect(lines.filter((line) => line.startsWith('application: '))).toHaveLength(2);
  expect(lines.filter((line) => / {2}apdu\.SELECT {2}\w+ {2}[\d.]+ ms/.test(line))).toHaveLength(200);
  const ids = [...child.stdout.matchAll(/^ {4}trace (\w{32} {2}span \w{16})/gm)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.length).toBeGreaterThanOrEqual(400);
  expect(child.stderr).toBe('');
}, 30_000);

describe('an application that prints its spans', () => {
  let child: ChildProcess;
  let stderr = '';

  /** Nothing reads its stdout. */
  function startUnread(): ChildProcess {
    stderr = '';
    const started = spawn(process.execPath, [join(APPS, 'silent-sessions.cjs')], {
      env: { PATH: process.env.PATH, ...ENVIRONMENT },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    started.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    return started;
  }

  afterEach(() => child.kill('SIGKILL'));

  test('lives on when its stdout is closed, and says once that they are lost', async () => {
    child = startUnread();
    child.stdout?.destroy();
    await eventually(() => stderr.includes('Console export to stdout is refused: stdout is closed'), {
      withinMs: 10_000,
    });

    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }, 30_000);

  test('is neither blocked nor kept alive by a reader that never reads', async () => {
    child = startUnread();
    await eventually(() => stderr.includes('Console export to stdout fails: nobody reads stdout'), {
      withinMs: 20_000,
    });

    // A process that waits in a write does not get to its signal handlers, and one with a write under way does not end.
    child.kill('SIGTERM');

    expect(await once(child, 'exit')).toEqual([null, 'SIGTERM']);
  }, 40_000);
});
