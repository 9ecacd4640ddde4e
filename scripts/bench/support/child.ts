import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { ROOT } from './paths';

interface Answer {
  readonly value?: unknown;
  readonly error?: string;
}

/** How a child process is started. */
export interface ChildOptions {
  readonly arguments?: readonly string[];
  /** What Node itself is given, such as `--expose-gc`. */
  readonly nodeArguments?: readonly string[];
  /** Where it leaves a CPU profile when it ends. */
  readonly profileDirectory?: string | undefined;
}

/** A process of the benchmark that answers questions, one at a time, as `answerParent` has them. */
export class Child {
  readonly #process: ChildProcess;
  readonly #script: string;

  private constructor(process: ChildProcess, script: string) {
    this.#process = process;
    this.#script = script;
  }

  /** Starts a TypeScript file as a process of its own. */
  static start(script: string, options: ChildOptions = {}): Child {
    const { profileDirectory, nodeArguments = [] } = options;
    const profiling = profileDirectory ? ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`] : [];
    const started = fork(script, [...(options.arguments ?? [])], {
      cwd: ROOT,
      execArgv: ['--import', 'tsx', ...nodeArguments, ...profiling],
      env: environmentWithoutSettings(),
    });
    return new Child(started, script);
  }

  /**
   * Asks the process to do something and waits for what it says. `Result` is what the process answers this question
   * with.
   *
   * @throws Error when the process fails at it, or ends
   */
  async ask<Result>(question: string, argument?: unknown): Promise<Result> {
    const asked = new AbortController();
    const { signal } = asked;
    try {
      const answered = once(this.#process, 'message', { signal }).then(([answer]) => answer as Answer);
      const ended = once(this.#process, 'exit', { signal }).then(
        ([code]): Answer => ({ error: `the process ended with ${code}` }),
      );
      this.#process.send({ question, argument });
      const { value, error } = await Promise.race([answered, ended]);
      if (error !== undefined) throw new Error(`${this.#script}, asked for '${question}': ${error}`);
      return value as Result;
    } finally {
      asked.abort();
    }
  }

  /** Ends the process and waits until it is gone. */
  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const ended = once(this.#process, 'exit');
    this.#process.disconnect();
    await ended;
  }
}

/** The environment without what would configure the processes: the benchmark says it all itself. */
export function environmentWithoutSettings(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !name.startsWith('GP_') && !name.startsWith('OTEL_') && name !== 'NODE_OPTIONS',
    ),
  );
}
