import {
  TEST_ERROR_TYPE_VALUE_ASSERTION,
  TEST_ERROR_TYPE_VALUE_EXCEPTION,
  TEST_ERROR_TYPE_VALUE_SETUP,
  TEST_ERROR_TYPE_VALUE_TIMEOUT,
  TEST_STATUS_VALUE_ERROR,
  TEST_STATUS_VALUE_FAILED,
  TEST_STATUS_VALUE_SKIPPED,
  type TestErrorType,
  type TestStatus,
} from '../semconv';
import { isTimeout } from './failure';

/** What became of a test that did not pass. */
export type TestFailure =
  | {
      readonly status: typeof TEST_STATUS_VALUE_FAILED | typeof TEST_STATUS_VALUE_ERROR;
      readonly errorType: TestErrorType;
    }
  | { readonly status: typeof TEST_STATUS_VALUE_SKIPPED };

const error = (errorType: TestErrorType): TestFailure => ({ status: TEST_STATUS_VALUE_ERROR, errorType });

const ASSERTION: TestFailure = {
  status: TEST_STATUS_VALUE_FAILED,
  errorType: TEST_ERROR_TYPE_VALUE_ASSERTION,
};
const SKIPPED: TestFailure = { status: TEST_STATUS_VALUE_SKIPPED };
const TIMEOUT = error(TEST_ERROR_TYPE_VALUE_TIMEOUT);
const SETUP = error(TEST_ERROR_TYPE_VALUE_SETUP);
const EXCEPTION = error(TEST_ERROR_TYPE_VALUE_EXCEPTION);

/** By an error's `code`: node:assert, mocha. */
const BY_CODE: ReadonlyMap<unknown, TestFailure> = new Map<unknown, TestFailure>([
  ['ERR_ASSERTION', ASSERTION],
  ['ERR_MOCHA_TIMEOUT', TIMEOUT],
]);

/** By an error's name or its class's: node:assert, chai and vitest, jest, jasmine, JUnit's habit; mocha's skip. */
const BY_NAME: ReadonlyMap<unknown, TestFailure> = new Map<unknown, TestFailure>([
  ['AssertionError', ASSERTION],
  ['AssertionFailedError', ASSERTION],
  ['JestAssertionError', ASSERTION],
  ['ExpectationFailed', ASSERTION],
  ['Pending', SKIPPED],
]);

/** What node:test says of the error that it wraps. */
const BY_FAILURE_TYPE: ReadonlyMap<unknown, TestFailure> = new Map<unknown, TestFailure>([
  ['testTimeoutFailure', TIMEOUT],
  ['cancelledByParent', TIMEOUT],
  ['hookFailed', SETUP],
]);

/**
 * What a test became, by what it threw. Failed: an assertion of node:assert (`ERR_ASSERTION`), chai and vitest
 * (`AssertionError`), jest (`matcherResult`). Skipped: mocha's `this.skip()`. Anything else is an error: `timeout` where
 * time ran out, `setup` for a hook of node:test, else `exception`. Never throws.
 */
export function testFailure(thrown: unknown): TestFailure {
  try {
    return known(thrown) ?? EXCEPTION;
  } catch {
    // A getter of what was thrown throws itself: an exception all the same.
    return EXCEPTION;
  }
}

function known(thrown: unknown): TestFailure | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const { code, name, cause, failureType } = thrown as Readonly<Record<string, unknown>>;
  if (code === 'ERR_TEST_FAILURE') return BY_FAILURE_TYPE.get(failureType) ?? known(inner(cause));
  if ('matcherResult' in thrown) return ASSERTION;
  return (
    BY_CODE.get(code) ??
    BY_NAME.get(name) ??
    BY_NAME.get(thrown.constructor?.name) ??
    (isTimeout(thrown) ? TIMEOUT : undefined)
  );
}

/** node:test wraps once: a wrapped wrapper is no test's. */
function inner(cause: unknown): unknown {
  return (cause as { code?: unknown } | null | undefined)?.code === 'ERR_TEST_FAILURE' ? undefined : cause;
}

/** The longest text of a failure that leaves the process, in UTF-16 code units. */
const MAX_TEXT = 1_000;

/** Colours that jest's and vitest's messages come in. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape sequence begins with a control character
const COLOUR = /\u001b\[[0-9;]{0,16}m/g;

/** The text of a failure, without colours and bounded. The pipeline takes out what is secret. Never throws. */
export function failureText(thrown: unknown): string {
  try {
    // Not instanceof: node:assert's errors are of another realm than a test that runs in one of its own.
    const { message } = (thrown ?? {}) as { message?: unknown };
    const text = typeof message === 'string' ? message : String(thrown);
    return text
      .slice(0, 2 * MAX_TEXT)
      .replace(COLOUR, '')
      .slice(0, MAX_TEXT);
  } catch {
    // What was thrown cannot be shown: neither its message nor as a string.
    return '';
  }
}

/** Whether a test with this status may pass when it is tried again. */
export function isRetried(status: TestStatus): boolean {
  return status === TEST_STATUS_VALUE_FAILED || status === TEST_STATUS_VALUE_ERROR;
}
