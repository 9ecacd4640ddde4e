import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseFileError, loadSqlDriver, openDatabase } from '../../../lib/lab/database';
import { driver } from './support';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardlink-database-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function problemOf(path: string): string {
  try {
    openDatabase(driver(), path).close();
  } catch (error) {
    if (error instanceof DatabaseFileError) return error.message;
    throw error;
  }
  throw new Error(`${path} was opened`);
}

function foreign(sql: string): string {
  const path = join(folder, 'foreign.db');
  const database = driver().open(path);
  database.exec(sql);
  database.close();
  return path;
}

describe('openDatabase', () => {
  it('makes a file with its tables, and takes it up again', () => {
    const path = join(folder, 'lab.db');
    for (const _ of ['first', 'second']) {
      const database = openDatabase(driver(), path);
      expect(database.prepare('SELECT count(*) AS sessions FROM sessions').get()).toMatchObject({
        sessions: 0,
      });
      database.close();
    }
  });

  it('says what is wrong with a path, and what to do', () => {
    const path = join(folder, 'nowhere', 'lab.db');
    expect(problemOf(path)).toBe(
      `the database ${path} cannot be used: it cannot be opened or made (is there such a folder, and may you write there?). ` +
        'Choose another file with --database, or leave it out to keep sessions in memory.',
    );
    expect(problemOf(folder)).toContain('cannot be opened or made');
  });

  it('leaves what is no database, or not its own, as it is', () => {
    const text = join(folder, 'text');
    writeFileSync(text, 'these are my notes '.repeat(100));
    expect(problemOf(text)).toContain('file is not a database');
    const path = foreign('CREATE TABLE mine (name TEXT)');
    expect(problemOf(path)).toContain('it is a database of another application');
    const database = driver().open(path);
    expect(database.prepare('SELECT name FROM sqlite_master').all()).toEqual([{ name: 'mine' }]);
    database.close();
  });

  it('refuses the file of another version of the lab', () => {
    const path = join(folder, 'lab.db');
    openDatabase(driver(), path).close();
    const database = driver().open(path);
    database.exec('PRAGMA user_version = 999');
    database.close();
    expect(problemOf(path)).toContain('it is a database of another version');
  });
});

describe('loadSqlDriver', () => {
  it('says in one line why there is no driver', () => {
    const missing = () => {
      throw new Error("Cannot find module 'libsql'\nRequire stack:\n- /somewhere");
    };
    expect(loadSqlDriver(missing)).toEqual({ ok: false, problem: "Cannot find module 'libsql'" });
  });
});
