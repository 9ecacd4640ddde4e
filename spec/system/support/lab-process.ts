import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../../support/eventually';
import { Child, type ChildOptions } from './child';

/** The built command line. */
export const COMMAND_LINE = resolve(__dirname, '../../../dist/cli/main.js');

/** Figures as the lab prints them with `--json`. */
export interface LabFigures {
  readonly sessions: {
    readonly active: number;
    readonly completed: number;
    readonly failed: number;
    readonly timeout: number;
  };
  readonly apdu: { readonly commands: number; readonly errors: number };
  readonly handshakes: { readonly succeeded: number; readonly failed: Readonly<Record<string, number>> };
  readonly triggers: { readonly sms: number; readonly poll: number; readonly failed: number };
  /** Missing where the lab has no database. */
  readonly database?: {
    readonly written: number;
    readonly waiting: number;
    readonly lost: number;
    readonly operations: Readonly<Record<string, number>>;
  };
}

/** The line with which the lab begins. */
export interface LabStart {
  readonly port: number;
  readonly metricsUrl: string;
  readonly healthUrl: string;
}

/** The line with which the lab ends. */
export interface LabEnd extends LabFigures {
  readonly cards: { readonly sessions: number; readonly completed: number };
  readonly exporters: readonly {
    readonly signal: string;
    readonly protocol: string;
    readonly delivered: number;
    readonly dropped: number;
  }[];
}

export interface LabProcessOptions extends ChildOptions {
  /** Arguments of `cardlink-metrics lab` beside `--json` and `--port 0`. */
  readonly args: readonly string[];
}

const START_WITHIN_MS = 30_000;
/** Above every `shutdown.timeout` that a lab is given here. */
const STOP_WITHIN_MS = 90_000;

/** `cardlink-metrics lab` in a process of its own, from `dist/`, on free ports. */
export class LabProcess {
  readonly child: Child;
  readonly start: LabStart;

  private constructor(child: Child, start: LabStart) {
    this.child = child;
    this.start = start;
  }

  /** Starts a lab and waits until it is ready. */
  static async start({ args, env, ...options }: LabProcessOptions): Promise<LabProcess> {
    const child = Child.node([COMMAND_LINE, 'lab', '--json', '--port', '0', ...args], {
      ...options,
      env: { GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0', ...env },
    });
    const start = await eventually(
      () => {
        if (child.hasExited) throw new Error(`the lab ended at once: ${child.stderr}`);
        return lastLine<LabStart>(child, 'start');
      },
      { withinMs: START_WITHIN_MS, what: 'the start of the lab' },
    );
    return new LabProcess(child, start);
  }

  /** What the lab last said about itself, undefined before the first time. */
  get figures(): LabFigures | undefined {
    return lastLine<LabFigures>(this.child, 'figures');
  }

  /** Asks the lab to end and resolves with its last line. Rejects when it ends without having said how it went. */
  async stop(): Promise<LabEnd> {
    await this.child.end(STOP_WITHIN_MS);
    const exit = await this.child.exit;
    const end = lastLine<LabEnd>(this.child, 'end');
    if (end && exit.code === 0) return end;
    throw new Error(`the lab ended with ${exit.code ?? exit.signal}: ${this.child.stderr}`);
  }
}

function lastLine<T>(child: Child, event: string): T | undefined {
  const beginning = `{"event":${JSON.stringify(event)},`;
  const lines = child.stdout.split('\n');
  // What stands after the last line feed is not whole yet.
  const line = lines.slice(0, -1).findLast((candidate) => candidate.startsWith(beginning));
  return line === undefined ? undefined : (JSON.parse(line) as T);
}

/** A folder for files of one test; `remove` deletes it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'cardlink-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** An identity of the lab with its key in hexadecimal. */
export interface PskEntry {
  readonly identity: string;
  readonly key: string;
}

/** Writes a file of keys for the lab's first `count` identities, and says which. */
export function writePskFile(path: string, count: number): readonly PskEntry[] {
  const entries = Array.from({ length: count }, (_, index) => ({
    identity: `lab-${String(index + 1).padStart(4, '0')}`,
    key: randomBytes(16).toString('hex'),
  }));
  writeFileSync(path, entries.map(({ identity, key }) => `${identity}:${key}\n`).join(''), { mode: 0o600 });
  return entries;
}
