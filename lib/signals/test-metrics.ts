import type { Context } from '@opentelemetry/api';
import {
  ATTR_TEST_STATUS,
  ATTR_TEST_SUITE_NAME,
  METRIC_CARDLINK_TEST_ASSERTIONS,
  METRIC_CARDLINK_TEST_DURATION,
  METRIC_CARDLINK_TEST_SUITE_DURATION,
  METRIC_CARDLINK_TESTS,
  METRIC_CARDLINK_TESTS_FLAKY,
  METRIC_CARDLINK_TESTS_RUNNING,
  TEST_STATUS_VALUE_FAILED,
  TEST_STATUS_VALUE_PASSED,
  TEST_STATUS_VALUES,
} from '../semconv';
import { CounterFamily, HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** The metrics of tests, by the label of their suite. */
export class TestMetrics {
  readonly #tests: CounterFamily;
  readonly #running: CounterFamily;
  readonly #flaky: CounterFamily;
  readonly #duration: HistogramFamily;
  readonly #suiteDuration: HistogramFamily;
  readonly #assertions: CounterFamily;
  readonly #begun = new Set<string>();

  constructor(telemetry: Telemetry) {
    const suite = [ATTR_TEST_SUITE_NAME];
    const suiteAndStatus = [ATTR_TEST_SUITE_NAME, ATTR_TEST_STATUS];
    this.#tests = new CounterFamily(telemetry, METRIC_CARDLINK_TESTS, suiteAndStatus);
    this.#running = new CounterFamily(telemetry, METRIC_CARDLINK_TESTS_RUNNING, suite);
    this.#flaky = new CounterFamily(telemetry, METRIC_CARDLINK_TESTS_FLAKY, suite);
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_TEST_DURATION, suite);
    this.#suiteDuration = new HistogramFamily(telemetry, METRIC_CARDLINK_TEST_SUITE_DURATION, suite);
    this.#assertions = new CounterFamily(telemetry, METRIC_CARDLINK_TEST_ASSERTIONS, suiteAndStatus);
  }

  /** A suite is heard of: what it may count starts at 0. The labels are bounded, and so is what is kept here. */
  begin(suite: string): void {
    if (this.#begun.has(suite)) return;
    this.#begun.add(suite);
    for (const status of TEST_STATUS_VALUES) this.#tests.zero(suite, status);
    this.#running.zero(suite);
    this.#flaky.zero(suite);
    for (const passed of [true, false]) this.#assertions.zero(suite, assertionResult(passed));
  }

  /** A test began, or ended: 1 or -1. */
  running(context: Context | undefined, suite: string, change: 1 | -1): void {
    this.#running.add(change, context, suite);
  }

  /** A test ended. `durationSeconds` is left out for one that was not run. */
  ended(context: Context | undefined, suite: string, status: string, durationSeconds?: number): void {
    this.#tests.add(1, context, suite, status);
    if (durationSeconds !== undefined) {
      this.#duration.record(durationSeconds, context, suite);
    }
  }

  /** A test failed and then passed. */
  flaky(context: Context | undefined, suite: string): void {
    this.#flaky.add(1, context, suite);
  }

  suiteEnded(context: Context | undefined, suite: string, durationSeconds: number): void {
    this.#suiteDuration.record(durationSeconds, context, suite);
  }

  assertion(context: Context | undefined, suite: string, passed: boolean): void {
    this.#assertions.add(1, context, suite, assertionResult(passed));
  }
}

function assertionResult(passed: boolean): string {
  return passed ? TEST_STATUS_VALUE_PASSED : TEST_STATUS_VALUE_FAILED;
}
