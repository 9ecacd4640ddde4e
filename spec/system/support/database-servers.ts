import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../support/eventually';
import { Child } from './child';
import { freePorts } from './ports';

/** A database server of one test's own, in a folder of its own, on loopback. */
export interface DatabaseServer {
  readonly port: number;
  /** Starts it, again where it was stopped, and waits until it takes connections. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Has it hang: its processes stand still, their sockets stay open. */
  freeze(): void;
  /** Has it go on. */
  thaw(): void;
  /** Stops it and removes its folder. */
  remove(): Promise<void>;
}

interface Product {
  readonly name: string;
  /** The system's user for it: these servers refuse to run as root. */
  readonly user: string;
  readonly endSignal: NodeJS.Signals;
  install(folder: string): readonly string[];
  serve(folder: string, port: number): readonly string[];
}

function postgresFolder(): string | undefined {
  const versions = '/usr/lib/postgresql';
  const newest = existsSync(versions) ? readdirSync(versions).sort().at(-1) : undefined;
  return newest === undefined ? undefined : join(versions, newest, 'bin');
}

const POSTGRES: Product = {
  name: 'PostgreSQL',
  user: 'postgres',
  endSignal: 'SIGINT',
  install: (folder) => [join(postgresFolder() ?? '', 'initdb'), '-D', folder, '-A', 'trust', '-U', 'cards'],
  serve: (folder, port) => [
    join(postgresFolder() ?? '', 'postgres'),
    ...['-D', folder, '-p', String(port), '-h', '127.0.0.1', '-k', folder, '-F'],
  ],
};

const MARIADB: Product = {
  name: 'MariaDB',
  user: 'mysql',
  endSignal: 'SIGTERM',
  install: (folder) => ['mariadb-install-db', '--no-defaults', `--datadir=${folder}`, '--skip-test-db'],
  serve: (folder, port) => [
    '/usr/sbin/mariadbd',
    ...['--no-defaults', `--datadir=${folder}`, `--port=${port}`, '--bind-address=127.0.0.1'],
    ...[`--socket=${join(folder, 'sock')}`, `--pid-file=${join(folder, 'pid')}`, '--skip-grant-tables'],
  ],
};

/** Why PostgreSQL cannot be started here; undefined when it can. */
export function missingPostgres(): string | undefined {
  if (postgresFolder() === undefined) return 'needs PostgreSQL: apt-get install postgresql';
  return missingUser(POSTGRES);
}

/** Why MariaDB cannot be started here; undefined when it can. */
export function missingMariaDb(): string | undefined {
  if (!existsSync('/usr/sbin/mariadbd')) return 'needs MariaDB: apt-get install mariadb-server';
  return missingUser(MARIADB);
}

export const createPostgres = (): Promise<DatabaseServer> => create(POSTGRES);
export const createMariaDb = (): Promise<DatabaseServer> => create(MARIADB);

const isRoot = () => userInfo().uid === 0;

function missingUser({ name, user }: Product): string | undefined {
  if (!isRoot() || spawnSync('id', [user]).status === 0) return undefined;
  return `${name} does not run as root, and there is no user ${user}`;
}

/** The command as the product's own user, where this is root. */
function asUser({ user }: Product, command: readonly string[]): readonly [string, readonly string[]] {
  const [file = '', ...rest] = command;
  return isRoot()
    ? ['setpriv', ['--reuid', user, '--regid', user, '--clear-groups', file, ...rest]]
    : [file, rest];
}

async function create(product: Product): Promise<DatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), 'cardlink-database-'));
  if (isRoot()) chownSync(folder, idOf(product.user, '-u'), idOf(product.user, '-g'));
  const [file, args] = asUser(product, product.install(folder));
  const installed = spawnSync(file, [...args], { encoding: 'utf8', cwd: folder });
  if (installed.status !== 0) throw new Error(`${product.name}: ${installed.stdout}${installed.stderr}`);
  const [port = 0] = await freePorts(1);
  let child: Child | undefined;
  const signalAll = (signal: NodeJS.Signals): void => {
    for (const pid of child === undefined ? [] : withDescendants(child.pid)) process.kill(pid, signal);
  };
  const stop = async (): Promise<void> => {
    child?.signal(product.endSignal);
    await child?.exit;
    child = undefined;
  };
  return {
    port,
    start: async () => {
      const started = Child.start(...asUser(product, product.serve(folder, port)), { cwd: folder });
      child = started;
      await eventually(
        () => {
          if (started.hasExited) throw new Error(`${product.name} ended: ${started.stderr}`);
          return takesConnections(port);
        },
        { withinMs: 30_000, what: `${product.name} on port ${port}` },
      );
    },
    stop,
    freeze: () => signalAll('SIGSTOP'),
    thaw: () => signalAll('SIGCONT'),
    remove: async () => {
      signalAll('SIGCONT');
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const idOf = (user: string, flag: '-u' | '-g') =>
  Number(spawnSync('id', [flag, user], { encoding: 'utf8' }).stdout.trim());

/** The process and those that it started, and they. */
function withDescendants(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  const pids = children === '' ? [] : children.split(' ').map(Number);
  return [pid, ...pids.flatMap(withDescendants)];
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
