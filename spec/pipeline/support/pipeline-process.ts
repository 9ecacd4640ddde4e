import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { ExporterStatus, Undelivered } from '../../../lib/pipeline';

/** What {@link PipelineProcess} asks of its child. */
export type Command =
  | { readonly do: 'record'; readonly from: number; readonly to: number }
  | { readonly do: 'flush' }
  | { readonly do: 'status' }
  | { readonly do: 'shutdown' };

/** What the child answers; `shutdown` is answered before the child ends by itself. */
export interface Answer {
  readonly undelivered?: Undelivered;
  readonly exporters: readonly ExporterStatus[];
}

/**
 * A pipeline in a process of its own, which ends by itself after its shutdown. The stock HTTP exporter needs one in a
 * spec: it loads Node's modules by `import()`, which Jest's own module system refuses.
 */
export class PipelineProcess {
  readonly #child: ChildProcess;
  readonly exited: Promise<number | null>;
  stderr = '';

  constructor(env: Readonly<Record<string, string>>) {
    this.#child = fork(join(__dirname, 'pipeline-child.ts'), {
      execArgv: ['--require', 'tsx/cjs'],
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.exited = new Promise((resolve) => this.#child.once('exit', resolve));
  }

  /** Has the child do something and waits for its answer. */
  ask(command: Command): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#child.once('message', (answer) => resolve(answer as Answer));
      this.#child.once('exit', () => reject(new Error(`the child ended early: ${this.stderr}`)));
      this.#child.send(command);
    });
  }

  /** Ends the child at once, if it still runs. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
