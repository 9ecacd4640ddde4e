import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { temporaryFolder } from './support/lab-process';

const MAIN = resolve(__dirname, '../../dist/cli/main.js');
/** A device on which nothing can be written (Linux). */
const FULL = '/dev/full';

/** Runs a line of the shell in which `$CLI` is the command line, after which its exit code is on stderr. */
function run(line: string): string {
  const folder = temporaryFolder();
  try {
    const { PATH } = process.env;
    const { stderr } = spawnSync('sh', ['-c', line], {
      cwd: folder.path,
      encoding: 'utf8',
      env: { PATH, CLI: MAIN, GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0' },
      timeout: 30_000,
    });
    return stderr;
  } finally {
    folder.remove();
  }
}

describe('the command line', () => {
  it('can be run by its name after a build: npx does not make it executable again', () => {
    expect(() => accessSync(MAIN, constants.X_OK)).not.toThrow();
  });

  (existsSync(FULL) ? it : it.skip).each([
    'config show',
    'lab --help',
    'lab --cards 0 --port 0 --duration 20s',
  ])('fails and says so when its output cannot be written: %s', (commandLine) => {
    const stderr = run(`"$CLI" ${commandLine} > ${FULL}; echo $? >&2`);

    expect(stderr).toMatch(/^the output could not be written \(ENOSPC\).*\n1\n$/);
  });

  it('takes a reader that has seen enough for no fault', () => {
    expect(run('{ "$CLI" config show; echo $? >&2; } | head -n 1')).toBe('0\n');
  });
});
