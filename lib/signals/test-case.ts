import type { Context } from '@opentelemetry/api';
import { TEST_ERROR_TYPE_VALUE_TIMEOUT, TEST_STATUS_VALUE_ERROR, type TestStatus } from '../semconv';
import type { Telemetry } from './telemetry';
import { type AttemptOutcome, TestAttempt } from './test-attempt';
import { isRetried } from './test-failure';
import type { TestMetrics } from './test-metrics';

/** What a suite gives to a test of it. */
export interface TestCaseParts {
  readonly telemetry: Telemetry;
  readonly metrics: TestMetrics;
  readonly suite: { readonly name: string; readonly label: string };
  readonly context: Context;
  readonly name: string;
  /** Its suite has ended before it begins: nothing of it is recorded. */
  readonly isTooLate: boolean;
  readonly onEnd: (test: TestCase, status: TestStatus) => void;
}

/** A test that is under way: one attempt at it after the other, counted once. */
export class TestCase {
  readonly #parts: TestCaseParts;
  readonly #startedMs: number;
  #current: TestAttempt | undefined;
  #attempts = 0;
  #failures = 0;
  #open: boolean;

  constructor(parts: TestCaseParts) {
    this.#parts = parts;
    this.#open = !parts.isTooLate;
    this.#startedMs = parts.telemetry.clock.monotonicMs();
    if (this.#open) parts.metrics.running(parts.context, parts.suite.label, 1);
  }

  /** Which attempt this is, from 1. */
  get attempt(): number {
    return this.#attempts;
  }

  /** The context of the attempt that is under way: run code in it to have its spans below the test's. */
  get context(): Context {
    return this.#current?.context ?? this.#parts.context;
  }

  /** Counts an assertion. */
  assertion(passed: boolean): void {
    if (!this.#open) return;
    this.#parts.metrics.assertion(this.context, this.#parts.suite.label, passed);
  }

  /** @internal Begins the next attempt. */
  begin(): void {
    this.#attempts += 1;
    if (!this.#open) return;
    const { telemetry, context, suite, name } = this.#parts;
    this.#current = new TestAttempt(telemetry, context, suite.name, name, this.#attempts);
  }

  /** @internal The attempt ended; `isLast` when there is no further one. */
  end(outcome: AttemptOutcome, isLast: boolean): void {
    if (!this.#open) return;
    this.#current?.end(outcome);
    if (isRetried(outcome.status)) this.#failures += 1;
    if (!isLast) return;
    this.#open = false;
    const { metrics, suite, telemetry } = this.#parts;
    const durationSeconds = (telemetry.clock.monotonicMs() - this.#startedMs) / 1_000;
    metrics.running(this.context, suite.label, -1);
    metrics.ended(this.context, suite.label, outcome.status, durationSeconds);
    if (this.#failures > 0 && outcome.status === 'passed') metrics.flaky(this.context, suite.label);
    this.#parts.onEnd(this, outcome.status);
  }

  /** @internal Its suite ends before it does: it is recorded as a timeout now, and not again when it ends. */
  abandon(): void {
    this.end({ status: TEST_STATUS_VALUE_ERROR, errorType: TEST_ERROR_TYPE_VALUE_TIMEOUT }, true);
  }
}
