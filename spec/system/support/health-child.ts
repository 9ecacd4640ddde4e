import { join } from 'node:path';
import type { HealthCheckResult } from '../../../lib';
import { eventually } from '../../support/eventually';
import { Child } from './child';

const APP = join(__dirname, 'apps/health-check.cjs');

/** A process of its own that runs one ready-made check, and breaks what that looks at when it is told to. */
export class HealthChild {
  readonly #child: Child;
  #answered = 1;

  private constructor(child: Child) {
    this.#child = child;
  }

  /**
   * @param check a name of `healthChecks`
   * @param through a shell line that ends with `exec "$@"`, to start it within limits
   * @param flags of Node
   */
  static async start(
    check: string,
    { options = {}, through = 'exec "$@"', flags = [] as readonly string[] } = {},
  ): Promise<HealthChild> {
    const command = [process.execPath, ...flags, APP, check, JSON.stringify(options)];
    const started = new HealthChild(Child.start('sh', ['-c', through, 'sh', ...command]));
    await started.#lineAt(0);
    return started;
  }

  /** Runs the check. */
  async run(): Promise<HealthCheckResult> {
    return JSON.parse(await this.tell('run')) as HealthCheckResult;
  }

  /** Has a command done, and gives its answer. */
  tell(command: string): Promise<string> {
    const at = this.#answered++;
    this.#child.write(command);
    return this.#lineAt(at);
  }

  #lineAt(index: number): Promise<string> {
    return eventually(
      () => {
        if (this.#child.hasExited) throw new Error(`the child ended: ${this.#child.stderr}`);
        return this.#child.stdout.split('\n').slice(0, -1)[index];
      },
      { withinMs: 30_000, what: `line ${index} of the child` },
    );
  }
}
