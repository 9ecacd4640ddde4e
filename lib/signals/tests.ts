import { type Context, context as contextApi } from '@opentelemetry/api';
import { TEST_STATUS_VALUES, type TestStatus } from '../semconv';
import { boundedBy, OTHER } from './bounded';
import { contextFrom, infoOf } from './info';
import { mayIdentify, NameGuard } from './name-guard';
import { OpenScopes } from './open-scopes';
import type { Telemetry } from './telemetry';
import { TestMetrics } from './test-metrics';
import { TestSuite } from './test-suite';

/** What is known about a suite when it begins. */
export interface TestSuiteInfo {
  /** Where in a trace the suite belongs. Default: below the active span. */
  readonly context?: Context;
  /**
   * How long no test may begin or end in the suite until it is ended as timed out, in milliseconds. It is looked at when
   * that time is over, which may become twice as long. Default: four hours.
   */
  readonly timeoutMs?: number;
}

/** What else is known about a test that ended. */
export interface TestResultInfo {
  /** How long it took, all attempts together. Left out for a test that was not run. */
  readonly durationSeconds?: number;
  /** Whether it failed before it passed, in the same run. */
  readonly isFlaky?: boolean;
}

/** Distinct suites that become labels. */
const MAX_SUITES = 100;
/** The longest name of a suite, in UTF-16 code units. */
const MAX_NAME = 128;
/** Suites that have begun and not ended; past that, the one that was quiet longest is ended as timed out. */
const MAX_OPEN = 1_000;
/** How long a suite may be quiet: longer than a test of the endurance of a card's memory. */
const QUIET_MS = 4 * 60 * 60 * 1_000;

const knownStatus = boundedBy(TEST_STATUS_VALUES);

/**
 * Records tests of cards and profiles. `suite` is the whole job; the `record…` methods record one figure each, for runners
 * with a flow of their own. Names of suites become labels: the first 100; further ones, and those with ten digits in a
 * row, which may be an identity, are `_OTHER`.
 *
 *     const suite = obs.tests.suite('file system');
 *     await suite.case('EF_ICCID can be read', async (test) => { … }, { retry: 2 });
 *     suite.end();
 */
export class TestRecorder {
  readonly #telemetry: Telemetry;
  readonly #metrics: TestMetrics;
  readonly #names = new NameGuard(MAX_SUITES, suiteName);
  readonly #open: OpenScopes<TestSuite>;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#metrics = new TestMetrics(telemetry);
    this.#open = new OpenScopes({
      clock: telemetry.clock,
      isOver: telemetry.isOver,
      quietMs: QUIET_MS,
      maxOpen: MAX_OPEN,
      giveUp: (suite) => suite.giveUp(),
      progress: (suite) => suite.progress,
    });
  }

  /** Begins one run of a suite: a `test.suite {suite}` span until `end` is called on what is returned. */
  suite(name: string, given: TestSuiteInfo = {}): TestSuite {
    const info = infoOf(given, ['context', 'timeoutMs']);
    const suite = new TestSuite({
      telemetry: this.#telemetry,
      metrics: this.#metrics,
      name: this.#names.name(name),
      context: contextFrom(info.context) ?? contextApi.active(),
      onEnd: (ended) => void this.#open.delete(ended),
    });
    this.#open.add(suite, info.timeoutMs);
    return suite;
  }

  /** Counts a test that ended. A status that is not in the registry is `error`. */
  recordResult(suite: string, status: TestStatus, info: TestResultInfo = {}): void {
    const { durationSeconds, isFlaky } = infoOf(info, ['durationSeconds', 'isFlaky']);
    const label = this.#label(suite);
    const known = knownStatus(status);
    this.#metrics.ended(undefined, label, known === OTHER ? 'error' : known, durationSeconds);
    if (isFlaky) this.#metrics.flaky(undefined, label);
  }

  /** Records how long one run of a suite took, in seconds. */
  recordSuite(suite: string, durationSeconds: number): void {
    this.#metrics.suiteEnded(undefined, this.#label(suite), durationSeconds);
  }

  /** Counts an assertion. */
  recordAssertion(suite: string, passed: boolean): void {
    this.#metrics.assertion(undefined, this.#label(suite), passed);
  }

  /** Suites that have begun and not ended. */
  get open(): number {
    return this.#open.size;
  }

  /** Ends every open suite as aborted: what a shutdown does, so that no span is lost. */
  endAll(): void {
    this.#open.endAll((suite) => suite.abort());
  }

  #label(suite: string): string {
    const { label } = this.#names.name(suite);
    this.#metrics.begin(label);
    return label;
  }
}

/** A suite's name in one form; undefined for none, for a very long one, and for one that may hold an identity. */
function suiteName(name: string): string | undefined {
  const trimmed = name.trim();
  return trimmed === '' || trimmed.length > MAX_NAME || mayIdentify(trimmed) ? undefined : trimmed;
}
