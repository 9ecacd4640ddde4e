import { spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from '../../../spec/support/eventually';
import { Child } from '../../../spec/system/support/child';

/** A user of the system, under which a server runs. */
export interface SystemUser {
  readonly uid: number;
  readonly gid: number;
}

/** A database server of its own: its data in a temporary folder, on a free port of loopback. */
export interface DatabaseServer {
  readonly port: number;
  stop(): Promise<void>;
}

const START_WITHIN_MS = 60_000;

/** How a product's server is made and started. */
export interface ServerPlan {
  readonly name: string;
  /** The user that it runs as when this process is root's: both refuse to be that. */
  readonly userName: string;
  readonly port: number;
  /** What fills an empty folder with a new server's data. */
  initialise(folder: string): readonly string[];
  run(folder: string): readonly string[];
  /** Rejects until it takes connections. */
  ping(): Promise<unknown>;
  readonly stopSignal: NodeJS.Signals;
}

/** Makes a server from nothing, and waits until it takes connections. */
export async function startServer(plan: ServerPlan): Promise<DatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), `cardlink-${plan.name}-`));
  const user = serverUser(plan.userName);
  if (user) chownSync(folder, user.uid, user.gid);
  const [command = '', ...args] = plan.initialise(folder);
  const made = spawnSync(command, args, { encoding: 'utf8', cwd: folder, ...user });
  if (made.status !== 0)
    throw new Error(`${command} ended with ${made.status}: ${made.stdout}${made.stderr}`);
  const [server = '', ...serverArgs] = plan.run(folder);
  const child = Child.start(server, serverArgs, { cwd: folder, user });
  await eventually(
    () => {
      if (child.hasExited) throw new Error(`${plan.name} ended: ${child.stderr}`);
      return plan.ping().then(() => true);
    },
    { withinMs: START_WITHIN_MS, what: `the start of ${plan.name}` },
  );
  return {
    port: plan.port,
    stop: async () => {
      child.signal(plan.stopSignal);
      await child.end();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The user to become, when this process is root's. @throws Error when the system has no such user */
function serverUser(name: string): SystemUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const numbers = ['-u', '-g'].map((flag) =>
    Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout),
  );
  const [uid, gid] = numbers;
  if (!uid || !gid) throw new Error(`there is no user ${name}: is its Debian package installed?`);
  return { uid, gid };
}

/** The first of these files that is there. @throws Error that names the Debian package which brings it */
export function programOf(candidates: readonly string[], debianPackage: string): string {
  const found = candidates.find((path) => existsSync(path));
  if (found === undefined) {
    throw new Error(`${candidates[0]} is not there: apt-get install ${debianPackage} (.ci/run does)`);
  }
  return found;
}

/** The folders of PostgreSQL's programs on Debian, the newest version first. */
export function postgresFolders(): readonly string[] {
  const root = '/usr/lib/postgresql';
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'));
}
