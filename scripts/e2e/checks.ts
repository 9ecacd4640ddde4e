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
  const [is, should] = [textOf(actual), textOf(expected)];
  const start = Math.max(0, firstDifference(is, should) - SHOWN_BEFORE);
  throw new Error(`${what}\nexpected ${excerpt(should, start)}\nbut is   ${excerpt(is, start)}`);
}

/** How much of two long texts is shown, around the place where they begin to differ. */
const SHOWN = 1_000;
const SHOWN_BEFORE = 300;

/** JSON, with the numbers that it has no words for. */
function textOf(value: unknown): string {
  const named = (_key: string, each: unknown) =>
    typeof each === 'number' && (!Number.isFinite(each) || Object.is(each, -0))
      ? `the number ${Object.is(each, -0) ? '-0' : each}`
      : each;
  return JSON.stringify(value, named) ?? String(value);
}

function firstDifference(one: string, other: string): number {
  let index = 0;
  while (index < one.length && one[index] === other[index]) index += 1;
  return index;
}

function excerpt(text: string, start: number): string {
  const shown = text.slice(start, start + SHOWN);
  return `${start > 0 ? '…' : ''}${shown}${start + SHOWN < text.length ? '…' : ''}`;
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
