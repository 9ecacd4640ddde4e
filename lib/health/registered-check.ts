import { performance } from 'node:perf_hooks';
import type { HealthCheck, HealthCheckKind, HealthCheckResult, HealthFinding } from './check';
import { type Clean, type CleanStructure, cleanText } from './clean-details';
import { findingOf, findingOfFailure } from './finding';

/** All that a registered check needs to know. */
export interface RegisteredCheckOptions {
  readonly name: string;
  readonly check: HealthCheck;
  readonly kind: HealthCheckKind;
  readonly timeoutMs: number;
  readonly critical: boolean;
  readonly clean: Clean;
  readonly cleanStructure: CleanStructure;
  now(): Date;
}

interface Answer {
  readonly finding: HealthFinding;
  readonly durationMs: number;
}

/** A call of the check that has not come back yet. */
interface Call {
  readonly startedMs: number;
  /** Settles with the result, at the check's timeout at the latest. */
  readonly result: Promise<HealthCheckResult>;
}

/** A check with its history. At most one call of it is under way at any time. */
export class RegisteredCheck {
  readonly #options: RegisteredCheckOptions;
  #call: Call | undefined;
  /** The call that has outlived its timeout, if it has not come back since. */
  #overdue: Call | undefined;
  #lastSuccess: string | undefined;
  #consecutiveFailures = 0;

  constructor(options: RegisteredCheckOptions) {
    this.#options = options;
  }

  get kind(): HealthCheckKind {
    return this.#options.kind;
  }

  /**
   * Runs the check, or joins the call under way. One that has outlived its timeout is reported as hung at once, and not
   * started again until it comes back. Never rejects.
   */
  run(): Promise<HealthCheckResult> {
    if (this.#overdue !== undefined) return Promise.resolve(this.hung());
    this.#call ??= this.#start();
    return this.#call.result;
  }

  /** The result for whoever can wait no longer for the call under way. */
  hung(): HealthCheckResult {
    const durationMs = this.#call === undefined ? 0 : performance.now() - this.#call.startedMs;
    const message = `hung: no answer after ${(durationMs / 1_000).toFixed(1)} s; not started again until it answers`;
    const counted = this.#overdue === undefined ? 0 : 1;
    return this.#result(
      { status: 'unhealthy', message },
      durationMs,
      this.#consecutiveFailures + 1 - counted,
    );
  }

  #start(): Call {
    const startedMs = performance.now();
    const answered = this.#answer(startedMs);
    const call: Call = { startedMs, result: this.#withinTimeout(answered) };
    // Free for the next call only when this one has really come back, late as that may be.
    void answered.then(() => {
      this.#call = undefined;
      this.#overdue = undefined;
    });
    return call;
  }

  /** The check's own answer, whenever it comes. Never rejects. */
  async #answer(startedMs: number): Promise<Answer> {
    const { check, clean, cleanStructure } = this.#options;
    let finding: HealthFinding;
    try {
      // In a turn of its own: a check that asks for itself joins this call instead of starting another.
      finding = findingOf(await Promise.resolve().then(() => check()), clean, cleanStructure);
    } catch (error) {
      finding = findingOfFailure(error, clean);
    }
    return { finding, durationMs: performance.now() - startedMs };
  }

  #withinTimeout(answered: Promise<Answer>): Promise<HealthCheckResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#overdue = this.#call;
        this.#consecutiveFailures++;
        resolve(this.hung());
      }, this.#options.timeoutMs);
      timer.unref();
      void answered.then((answer) => {
        clearTimeout(timer);
        // An answer that comes after the timeout was counted as a failure then.
        if (this.#overdue === undefined) resolve(this.#count(answer));
      });
    });
  }

  #count({ finding, durationMs }: Answer): HealthCheckResult {
    const failed = finding.status === 'unhealthy';
    this.#consecutiveFailures = failed ? this.#consecutiveFailures + 1 : 0;
    if (!failed) this.#lastSuccess = this.#options.now().toISOString();
    return this.#result(finding, durationMs, this.#consecutiveFailures);
  }

  #result(finding: HealthFinding, durationMs: number, consecutiveFailures: number): HealthCheckResult {
    const { name, kind, critical, clean } = this.#options;
    return {
      name: cleanText(name, clean),
      kind,
      critical,
      ...finding,
      durationSeconds: durationMs / 1_000,
      ...(this.#lastSuccess === undefined ? {} : { lastSuccess: this.#lastSuccess }),
      consecutiveFailures,
    };
  }
}
