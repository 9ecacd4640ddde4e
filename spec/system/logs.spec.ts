import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { startHttpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';
import { counts, scrape } from './support/exposition';
import { temporaryFolder } from './support/lab-process';
import { logRecordsIn, spansIn } from './support/otlp';
import { freePorts } from './support/ports';
import { itWithDisk, mountSmallDisk, unmount } from './support/small-disk';

const APP = join(__dirname, 'support/apps/logging.cjs');

interface Line {
  readonly message: string;
  readonly level: string;
  readonly trace_id?: string;
  readonly context?: { readonly number?: number };
  readonly exception?: { readonly type: string; readonly stack: string; readonly causes?: readonly object[] };
  readonly source?: { readonly file: string; readonly function?: string };
}

/** Every line, each of which has to be JSON. */
function linesIn(text: string): readonly Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);
}

const numbersIn = (lines: readonly Line[]) =>
  lines.filter(({ message }) => message === 'record').map(({ context }) => context?.number);
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('what was logged', () => {
  let folder: string;
  let removeFolder: () => void;
  let file: string;
  let progress: string;
  let metricsPort: number;

  beforeEach(async () => {
    const temporary = temporaryFolder();
    folder = temporary.path;
    removeFolder = () => temporary.remove();
    file = join(folder, 'app.log');
    progress = join(folder, 'progress');
    [metricsPort = 0] = await freePorts(1);
  });
  afterEach(async () => {
    await endChildren();
    removeFolder();
  });

  function app(args: readonly string[], env: Readonly<Record<string, string>> = {}): Child {
    return Child.node([APP, ...args], {
      env: {
        GP_METRICS_PORT: String(metricsPort),
        GP_HEALTH_ENABLED: 'false',
        GP_LOG_FILE: file,
        PROGRESS: progress,
        // A spare processor makes spans that are recorded, without anything to export to.
        GP_TRACING_ENABLED: 'true',
        ...env,
      },
    });
  }

  const logged = (path = file) => linesIn(readFileSync(path, 'utf8'));
  const lost = async (reason: string): Promise<number> =>
    counts(
      await scrape(`http://localhost:${metricsPort}/metrics`),
      'cardlink_log_dropped_total',
      'error_type',
    )[reason] ?? 0;
  const accepted = () => Number(readFileSync(progress, 'utf8'));

  it('is all on disk after process.exit, in its order', async () => {
    await app(['exit', '20000'], { GP_LOG_SOURCE: 'true' }).exit;

    const lines = logged();
    expect(numbersIn(lines)).toEqual(upTo(20_000));
    expect(lines.at(-1)).toMatchObject({
      message: 'where',
      source: { file: APP, function: 'namedFunction' },
    });
  });

  it('is all in the pipe after process.exit', async () => {
    const child = app(['exit', '20000'], { GP_LOG_FILE: 'stdout' });
    await child.exit;

    expect(numbersIn(linesIn(child.stdout)).sort((one, other) => Number(one) - Number(other))).toEqual(
      upTo(20_000),
    );
  });

  it('is all on disk after SIGTERM', async () => {
    const child = app(['stay']);
    await eventually(() => existsSync(progress) && accepted() > 20_000, {
      withinMs: 20_000,
      what: 'much to be logged',
    });
    process.kill(child.pid, 'SIGTERM');
    const { signal } = await child.exit;

    expect(signal).toBe('SIGTERM');
    const numbers = numbersIn(logged());
    // The last batch may have been under way when the process was ended for good.
    expect(numbers.length).toBeGreaterThanOrEqual(accepted());
    expect(numbers).toEqual(upTo(numbers.length));
  });

  it('is on disk and in the backend after SIGTERM, and so is the span of each record', async () => {
    const backend = await startHttpBackend();
    try {
      const child = app(['traced'], {
        GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
        GP_OTLP_PROTOCOL: 'http/protobuf',
        GP_SHUTDOWN_TIMEOUT: '60s',
      });
      await eventually(() => existsSync(progress) && accepted() > 2_000, {
        withinMs: 30_000,
        what: 'much to be logged and traced',
      });
      const before = accepted();
      process.kill(child.pid, 'SIGTERM');
      await child.exit;

      // It goes on while it is being shut down: what was accepted before has arrived, once each.
      const lines = logged().filter(
        ({ message, context }) => message === 'record' && Number(context?.number) < before,
      );
      expect(lines).toHaveLength(before);
      const wanted = lines.map(({ trace_id }) => trace_id).sort();
      const arrived = (found: readonly { readonly traceId: string }[]) =>
        found
          .map(({ traceId }) => traceId)
          .filter((id) => isWanted.has(id))
          .sort();
      const isWanted = new Set<string | undefined>(wanted);
      expect(arrived(spansIn(backend.requests).filter(({ name }) => name === 'work'))).toEqual(wanted);
      expect(arrived(logRecordsIn(backend.requests).filter(({ body }) => body === 'record'))).toEqual(wanted);
    } finally {
      await backend.stop();
    }
  });

  it('keeps no process alive, and prints nothing where nobody logs', async () => {
    const logging = app(['once'], { GP_LOG_FILE: 'stdout' });
    const silent = app(['silent'], { GP_LOG_FILE: 'stdout', GP_METRICS_PORT: '0' });

    expect((await logging.exit).code).toBe(0);
    expect(numbersIn(linesIn(logging.stdout))).toEqual([0]);
    expect((await silent.exit).code).toBe(0);
    expect(silent.stdout).toBe('');
  });

  it.each(['throw', 'sync', 'reject'])(
    'is all on disk after an exception that nobody caught (%s), which is there with its trace',
    async (mode) => {
      const child = app([mode, '5000']);
      const { code } = await child.exit;

      expect(code).not.toBe(0);
      const lines = logged();
      expect(numbersIn(lines)).toEqual(upTo(5_000));
      expect(lines.at(-1)).toMatchObject({
        level: 'CRITICAL',
        exception: { type: 'TypeError', stack: expect.stringContaining('logging.cjs') },
      });
      const traceId = /^span ([0-9a-f]{32})$/m.exec(child.stderr)?.[1];
      expect(lines.at(-1)?.trace_id).toBe(traceId);
    },
  );

  it('goes on in a new file when the file is put aside by its size, or by another program, with nothing lost', async () => {
    const child = app(['stay'], {
      GP_LOG_FILE_MAX_SIZE: '200 KB',
      GP_LOG_FILE_MAX_FILES: '1000',
      PAUSE_MS: '5',
    });
    await eventually(() => readdirSync(folder).length > 5, { withinMs: 20_000, what: 'files put aside' });
    renameSync(file, join(folder, 'taken-by-logrotate.log'));
    await eventually(() => existsSync(file), { withinMs: 10_000, what: 'a new file' });
    process.kill(child.pid, 'SIGTERM');
    await child.exit;

    const all = readdirSync(folder)
      .filter((name) => name.endsWith('.log'))
      .flatMap((name) => numbersIn(logged(join(folder, name))))
      .sort((one, other) => Number(one) - Number(other));
    expect(all.length).toBeGreaterThanOrEqual(accepted());
    expect(all).toEqual(upTo(all.length));
  });

  it('goes on in a new file when the file was removed, and what may have been lost is counted', async () => {
    const child = app(['stay'], { PAUSE_MS: '5' });
    await eventually(() => existsSync(file) && statSync(file).size > 0, { withinMs: 20_000 });
    unlinkSync(file);
    await eventually(() => existsSync(file) && statSync(file).size > 0, {
      withinMs: 10_000,
      what: 'a new file',
    });

    const dropped = await eventually(async () => lost('file_removed'), { what: 'the loss to be counted' });
    process.kill(child.pid, 'SIGTERM');
    await child.exit;
    const first = Number(numbersIn(logged())[0]);
    expect(dropped).toBeGreaterThan(0);
    expect(first).toBeGreaterThan(0);
  });

  itWithDisk(
    'waits while the disk is full, is counted where it had to go, and goes on when there is room',
    async () => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      expect(mountSmallDisk(disk)).toBe(true);
      try {
        writeFileSync(join(disk, 'filler'), 'x'.repeat(300_000));
        const full = join(disk, 'app.log');
        const child = app(['stay'], { GP_LOG_FILE: full, PAUSE_MS: '20' });
        await eventually(() => child.stderr.includes('ENOSPC'), {
          withinMs: 20_000,
          what: 'the disk to be full',
        });
        expect(child.hasExited).toBe(false);
        const sizeWhenFull = statSync(full).size;
        unlinkSync(join(disk, 'filler'));
        await eventually(() => statSync(full).size > sizeWhenFull + 10_000, {
          withinMs: 10_000,
          what: 'more lines',
        });
        process.kill(child.pid, 'SIGTERM');
        await child.exit;
        // Nothing was torn: each line but perhaps the last is whole, and they come in order.
        const text = readFileSync(full, 'utf8');
        const numbers = numbersIn(linesIn(text.slice(0, text.lastIndexOf('\n'))));
        expect(numbers).toEqual(upTo(numbers.length));
      } finally {
        unmount(disk);
      }
    },
  );

  it('holds up no end of the process when nobody reads stdout, a pipe or a socket', async () => {
    const env = {
      ...process.env,
      GP_METRICS_PORT: '0',
      GP_HEALTH_ENABLED: 'false',
      GP_LOG_FILE: 'stdout',
    };
    const path = join(folder, 'pipe');
    execFileSync('mkfifo', [path]);
    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const writer = openSync(path, constants.O_WRONLY);
    const children = (['pipe', writer] as const).map((stdout) =>
      spawn(process.execPath, [APP, 'exit', '20000'], { env, stdio: ['ignore', stdout, 'ignore'] }),
    );
    try {
      await Promise.all(children.map((child) => once(child, 'exit')));
      expect(children.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    } finally {
      for (const child of children) child.kill('SIGKILL');
      for (const fd of [reader, writer]) closeSync(fd);
    }
  });

  it('is counted as lost when stdout was closed, which ends nothing', async () => {
    const child = spawn(process.execPath, [APP, 'stay'], {
      env: {
        ...process.env,
        GP_METRICS_PORT: String(metricsPort),
        GP_HEALTH_ENABLED: 'false',
        PAUSE_MS: '20',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (text) => {
      stderr += text;
    });
    try {
      await once(child.stdout, 'data');
      child.stdout.destroy();
      const dropped = await eventually(async () => lost('write_failed'), {
        withinMs: 20_000,
        what: 'the loss to be counted',
      });
      expect(dropped).toBeGreaterThan(0);
      expect(stderr).toContain('logs cannot be written to stdout any more');
      expect(child.exitCode).toBeNull();
    } finally {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
  });

  it('refuses to start with a file that cannot be written, and names the setting', async () => {
    const child = app(['exit', '1'], { GP_LOG_FILE: join(folder, 'missing', 'app.log') });
    const { code } = await child.exit;

    expect(code).toBe(1);
    expect(child.stderr).toMatch(
      /GP_LOG_FILE .*missing.* must be stdout, stderr or a file that can be written.*ENOENT/,
    );
  });
});
