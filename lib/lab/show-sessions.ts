import { existsSync } from 'node:fs';
import { loadSqlDriver, readSessions, type SessionFilter } from './database';
import type { OutputStream } from './screen';
import { listedSessionLines } from './view';

/** Which sessions are shown, and how. */
export interface ShowSessionsOptions extends SessionFilter {
  /** The file that a lab wrote with `--database`. */
  readonly file: string;
  /** One JSON object a line instead of text. */
  readonly json: boolean;
}

const FAILED = 1;

/** Prints the sessions in a lab's database, and returns the exit code: 0, or 1 when the file cannot be read. */
export function showSessions(
  { file, json, ...filter }: ShowSessionsOptions,
  { stdout, stderr }: { readonly stdout: OutputStream; readonly stderr: OutputStream },
): number {
  const driver = loadSqlDriver();
  const problem = !driver.ok
    ? `libsql cannot be loaded (${driver.problem}): npm install libsql`
    : existsSync(file)
      ? undefined
      : 'there is no such file: cardlink-metrics lab --database FILE makes one';
  if (!driver.ok || problem !== undefined) {
    stderr.write(`${file} cannot be read: ${problem}\n`);
    return FAILED;
  }
  const found = readSessions(driver, file, filter);
  if (!found.ok) {
    stderr.write(`${file} cannot be read: ${found.problem}\n`);
    return FAILED;
  }
  const lines = json
    ? found.sessions.map((session) => JSON.stringify(session))
    : listedSessionLines(found.sessions);
  if (lines.length > 0) stdout.write(`${lines.join('\n')}\n`);
  return 0;
}
