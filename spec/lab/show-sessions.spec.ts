import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../../lib/cli/program';
import { testObservability } from '../../lib/testing';
import { DONE, hold, labDatabase, NOT_FOUND, READ, SELECT } from './database/support';
import { FakeHost } from './output';

let folder: string;
let file: string;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cardlink-sessions-'));
  file = join(folder, 'lab.db');
  const obs = testObservability();
  const { database } = labDatabase(obs, file);
  hold(obs, database, 'lab-0001', [[SELECT, DONE]]);
  hold(
    obs,
    database,
    'lab-0002',
    [
      [SELECT, DONE],
      [READ, NOT_FOUND],
    ],
    'client_disconnect',
  );
  hold(obs, database, 'lab-0002', [[READ]], 'timeout');
  hold(obs, database, 'lab-0003', [], 'client_disconnect');
  database.close();
  await obs.shutdown();
});
afterEach(() => rmSync(folder, { recursive: true }));

async function sessions(...args: readonly string[]) {
  const host = new FakeHost();
  const code = await runProgram(['sessions', ...args], host);
  return { code, lines: host.stdout.lines, error: host.stderr.text };
}

describe('cardlink-metrics sessions', () => {
  it('lists the sessions of a file, the newest first, and why those failed that did', async () => {
    const { code, lines } = await sessions(file);
    expect(code).toBe(0);
    expect(lines).toEqual([
      expect.stringMatching(/^ {5}4 {2}20\S+Z {2}lab-0003 .*failed .* 0 APDU {2}trace [0-9a-f]{32}$/),
      '        client disconnect, attempt 1, before any command',
      expect.stringMatching(/lab-0002 .*timeout .* 1 APDU/),
      '        timeout, attempt 2, last READ_BINARY: No answer came',
      expect.stringMatching(/lab-0002 .*failed .* 2 APDU/),
      '        client disconnect, attempt 1, last READ_BINARY: 6A82 File or application not found',
      expect.stringMatching(/lab-0001 .*completed .* 1 APDU/),
    ]);
  });

  it('shows those alone that are asked for, as JSON when that is wanted', async () => {
    const { lines } = await sessions(file, '--failed', '--card', 'lab-0002', '--limit', '1', '--json');
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { card: 'lab-0002', status: 'timeout', lastCommand: 'READ_BINARY', lastStatusWord: null },
    ]);
  });

  it('says what is wrong with a file that holds no sessions, and makes none', async () => {
    const missing = join(folder, 'missing.db');
    expect(await sessions(missing)).toMatchObject({
      code: 1,
      error: expect.stringContaining('no such file'),
    });
    const text = join(folder, 'text');
    writeFileSync(text, 'these are my notes '.repeat(100));
    expect(await sessions(text)).toMatchObject({
      code: 1,
      error: `${text} cannot be read: file is not a database\n`,
    });
  });
});
