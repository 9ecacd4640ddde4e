import { isDeepStrictEqual } from 'node:util';

/** Runs checks one after the other, prints a line for each, and counts. */
export class Checks {
  #passed = 0;
  #failed = 0;

  /** Runs one check: it fails when `work` throws, and says why. */
  async check(name: string, work: () => Promise<void> | void): Promise<void> {
    const succeeded = await this.guard(name, work);
    if (!succeeded) return;
    this.#passed += 1;
    console.log(`ok    ${name}`);
  }

  /** Runs what checks need, or several of them: nothing is counted when it ends well, a failure when it throws. */
  async guard(name: string, work: () => Promise<void> | void): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#failed += 1;
      console.log(`FAIL  ${name}\n${indent(explain(error))}`);
      return false;
    }
  }

  /** Prints the plain last line and says whether all is well. */
  finish(): boolean {
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0;
  }
}

/** Throws when the two differ, and shows in what. */
export function expectEqual(actual: unknown, expected: unknown, what: string): void {
  if (isDeepStrictEqual(actual, expected)) return;
  throw new Error(`${what}\nexpected ${JSON.stringify(expected)}\nbut is   ${JSON.stringify(actual)}`);
}

/** Throws when there is anything in `problems`. */
export function expectNone(problems: readonly string[], what: string): void {
  if (problems.length === 0) return;
  const shown = problems.slice(0, MOST_SHOWN);
  const more = problems.length > shown.length ? [`… and ${problems.length - shown.length} more`] : [];
  throw new Error([what, ...shown, ...more].join('\n'));
}

const MOST_SHOWN = 20;

/** An error with what led to it: a wait that ran out says what it waited for, its cause what was still wrong. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${explain(error.cause)}`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '      ');
}
