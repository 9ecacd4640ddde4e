import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';

/** How a child process ended. */
export interface ChildExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** When, on the clock of `performance.now()`. */
  readonly atMs: number;
}

export interface ChildOptions {
  /** Set on top of this process's environment, from which every `GP_*` and `OTEL_*` is taken out. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Runs it as another user; this process must be root's for that. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
}

const SETTINGS = /^(GP_|OTEL_)/;
/** What a child gets to end in order before it is ended for good. */
const GRACE_MS = 15_000;

const running = new Set<Child>();

/** Ends every child that still runs: for `afterEach`, and for the end of a script. */
export async function endChildren(): Promise<void> {
  await Promise.all([...running].map((child) => child.end()));
}

/** A child process, with everything it wrote. */
export class Child {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<ChildExit>;
  #stdout = '';
  #stderr = '';

  private constructor(command: string, args: readonly string[], { env = {}, cwd, user }: ChildOptions) {
    this.#process = spawn(command, args, {
      env: { ...neutralEnvironment(), ...env },
      ...(cwd !== undefined && { cwd }),
      ...user,
    });
    this.#process.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.#stdout += text;
    });
    this.#process.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#stderr += text;
    });
    this.#exit = this.#watch();
  }

  /** Starts `command`; it is ended by {@link endChildren} at the latest. */
  static start(command: string, args: readonly string[], options: ChildOptions = {}): Child {
    const child = new Child(command, args, options);
    running.add(child);
    return child;
  }

  /** Starts a Node program, with the Node that runs this. */
  static node(args: readonly string[], options: ChildOptions = {}): Child {
    return Child.start(process.execPath, args, options);
  }

  get stdout(): string {
    return this.#stdout;
  }

  get stderr(): string {
    return this.#stderr;
  }

  /** The lines of stderr, without an empty last one. */
  get stderrLines(): readonly string[] {
    return this.#stderr.split('\n').filter((line) => line !== '');
  }

  get pid(): number {
    return this.#process.pid ?? 0;
  }

  get hasExited(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  /** How the process ended, once its output is read to the end. Rejects when it could not be started. */
  get exit(): Promise<ChildExit> {
    return this.#exit;
  }

  /** Writes a line to the child's stdin. */
  write(line: string): void {
    this.#process.stdin.write(`${line}\n`);
  }

  /** Sends a signal and says when, on the clock of `performance.now()`. */
  signal(signal: NodeJS.Signals): number {
    const atMs = performance.now();
    this.#process.kill(signal);
    return atMs;
  }

  /** Ends the process: in order if it can, for good after a grace. Does nothing when it has ended. */
  async end(graceMs = GRACE_MS): Promise<void> {
    if (!this.hasExited) this.#process.kill('SIGTERM');
    const killer = setTimeout(() => this.#process.kill('SIGKILL'), graceMs);
    await this.#exit.catch(() => undefined);
    clearTimeout(killer);
  }

  async #watch(): Promise<ChildExit> {
    let atMs = 0;
    this.#process.once('exit', () => {
      atMs = performance.now();
    });
    try {
      const [code, signal] = (await once(this.#process, 'close')) as [number | null, NodeJS.Signals | null];
      return { code, signal, atMs };
    } finally {
      running.delete(this);
    }
  }
}

function neutralEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !SETTINGS.test(name)));
}
