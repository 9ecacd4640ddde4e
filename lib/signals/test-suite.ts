import { type Context, context as contextApi, type Span, SpanKind, trace } from '@opentelemetry/api';
import {
  ATTR_TEST_SUITE_ERRORS,
  ATTR_TEST_SUITE_FAILED,
  ATTR_TEST_SUITE_NAME,
  ATTR_TEST_SUITE_PASSED,
  ATTR_TEST_SUITE_RUN_STATUS,
  ATTR_TEST_SUITE_SKIPPED,
  ATTR_TEST_SUITE_TOTAL,
  TEST_ERROR_TYPE_VALUE_SETUP,
  TEST_STATUS_VALUE_ERROR,
  TEST_STATUS_VALUE_SKIPPED,
  TEST_SUITE_RUN_STATUS_VALUE_ABORTED,
  TEST_SUITE_RUN_STATUS_VALUE_FAILURE,
  TEST_SUITE_RUN_STATUS_VALUE_SKIPPED,
  TEST_SUITE_RUN_STATUS_VALUE_SUCCESS,
  TEST_SUITE_RUN_STATUS_VALUE_TIMED_OUT,
  type TestStatus,
} from '../semconv';
import { infoOf } from './info';
import type { GuardedName } from './name-guard';
import type { Telemetry } from './telemetry';
import { type AttemptOutcome, PASSED, TestAttempt } from './test-attempt';
import { TestCase } from './test-case';
import { isRetried, testFailure } from './test-failure';
import type { TestMetrics } from './test-metrics';

/** How a test is to be run. */
export interface CaseOptions {
  /** How often a test that failed is tried again, 100 times at most. Default: 0. */
  readonly retry?: number;
}

const MAX_RETRIES = 100;

/** What a recorder gives to a new suite. */
export interface TestSuiteParts {
  readonly telemetry: Telemetry;
  readonly metrics: TestMetrics;
  readonly name: GuardedName;
  readonly context: Context;
  readonly onEnd: (suite: TestSuite) => void;
}

/** One run of a test suite from its begin to its end. Its tests are children of its span. */
export class TestSuite {
  /** The context of the suite's span. */
  readonly context: Context;
  readonly #parts: TestSuiteParts;
  readonly #span: Span;
  readonly #startedMs: number;
  readonly #open = new Set<TestCase>();
  readonly #totals: Record<TestStatus, number> = { passed: 0, failed: 0, skipped: 0, error: 0 };
  #isEnded = false;

  constructor(parts: TestSuiteParts) {
    this.#parts = parts;
    const { telemetry, metrics, name } = parts;
    this.#startedMs = telemetry.clock.monotonicMs();
    this.#span = telemetry.tracer.startSpan(
      `test.suite ${name.exact}`,
      { kind: SpanKind.INTERNAL, attributes: { [ATTR_TEST_SUITE_NAME]: name.exact } },
      parts.context,
    );
    this.context = trace.setSpan(parts.context, this.#span);
    metrics.begin(name.label);
  }

  /**
   * Runs one test of the suite, with its span active, and tries it again as often as `retry` says; each attempt has a span
   * of its own, and the test is counted once. What it throws decides: an assertion is `failed`, anything else `error`. A
   * test that failed and then passed is flaky.
   *
   * @returns what `work` returned at last
   * @throws what `work` threw at last, unchanged
   */
  async case<T>(
    name: string,
    work: (test: TestCase) => Promise<T> | T,
    options: CaseOptions = {},
  ): Promise<T> {
    const { retry = 0 } = infoOf(options, ['retry']);
    const retries = typeof retry === 'number' && retry > 0 ? Math.min(Math.floor(retry), MAX_RETRIES) : 0;
    const test = this.#start(name);
    for (;;) {
      test.begin();
      try {
        const result = await contextApi.with(test.context, work, undefined, test);
        test.end(PASSED, true);
        return result;
      } catch (thrown) {
        const outcome: AttemptOutcome = { ...testFailure(thrown), thrown };
        const isLast = test.attempt > retries || !isRetried(outcome.status);
        test.end(outcome, isLast);
        if (isLast) throw thrown;
      }
    }
  }

  /** Counts an assertion of the suite; those of a test may be told to the test. */
  assertion(passed: boolean): void {
    if (this.#isEnded) return;
    this.#parts.metrics.assertion(this.context, this.#parts.name.label, passed);
  }

  /** A test is not run. */
  skip(name: string): void {
    this.#notRun(name, { status: TEST_STATUS_VALUE_SKIPPED });
  }

  /** A test could not be run: what it needs could not be set up or taken down. */
  setupFailed(name: string, error?: unknown): void {
    this.#notRun(name, {
      status: TEST_STATUS_VALUE_ERROR,
      errorType: TEST_ERROR_TYPE_VALUE_SETUP,
      thrown: error,
    });
  }

  /**
   * Ends the suite; only the first call counts. Tests that are still running are recorded as timeouts; what they become
   * later is not recorded any more, nor is what begins later: it is run all the same.
   */
  end(): void {
    this.#end(undefined);
  }

  /** @internal Ends the suite because the process ends. */
  abort(): void {
    this.#end(TEST_SUITE_RUN_STATUS_VALUE_ABORTED);
  }

  /** @internal Ends the suite because nobody does. */
  giveUp(): void {
    this.#end(TEST_SUITE_RUN_STATUS_VALUE_TIMED_OUT);
  }

  /** @internal Changes with each test that begins and each that ends. */
  get progress(): number {
    const { passed, failed, skipped, error } = this.#totals;
    return 2 * (passed + failed + skipped + error) + this.#open.size;
  }

  #start(name: string): TestCase {
    const { telemetry, metrics, name: suite } = this.#parts;
    const test = new TestCase({
      telemetry,
      metrics,
      suite: { name: suite.exact, label: suite.label },
      context: this.context,
      name,
      isTooLate: this.#isEnded,
      onEnd: (ended, status) => {
        this.#open.delete(ended);
        this.#totals[status] += 1;
      },
    });
    if (!this.#isEnded) this.#open.add(test);
    return test;
  }

  #notRun(name: string, outcome: AttemptOutcome): void {
    if (this.#isEnded) return;
    const { telemetry, metrics, name: suite } = this.#parts;
    const attempt = new TestAttempt(telemetry, this.context, suite.exact, name, 1);
    metrics.ended(attempt.context, suite.label, outcome.status);
    this.#totals[outcome.status] += 1;
    attempt.end(outcome);
  }

  #end(status: string | undefined): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    for (const test of [...this.#open]) test.abandon();
    const { telemetry, metrics, name, onEnd } = this.#parts;
    metrics.suiteEnded(this.context, name.label, (telemetry.clock.monotonicMs() - this.#startedMs) / 1_000);
    const { passed, failed, skipped, error } = this.#totals;
    this.#span.setAttributes({
      [ATTR_TEST_SUITE_RUN_STATUS]: status ?? this.#runStatus(),
      [ATTR_TEST_SUITE_TOTAL]: passed + failed + skipped + error,
      [ATTR_TEST_SUITE_PASSED]: passed,
      [ATTR_TEST_SUITE_FAILED]: failed,
      [ATTR_TEST_SUITE_SKIPPED]: skipped,
      [ATTR_TEST_SUITE_ERRORS]: error,
    });
    this.#span.end();
    onEnd(this);
  }

  #runStatus(): string {
    const { passed, failed, skipped, error } = this.#totals;
    if (failed + error > 0) return TEST_SUITE_RUN_STATUS_VALUE_FAILURE;
    if (passed === 0 && skipped > 0) return TEST_SUITE_RUN_STATUS_VALUE_SKIPPED;
    return TEST_SUITE_RUN_STATUS_VALUE_SUCCESS;
  }
}
