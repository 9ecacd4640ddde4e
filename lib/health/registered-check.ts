import { performance } from 'node:perf_hooks';
import { untraced } from '../http';
import type {
  CertificateExpiry,
  HealthCheck,
  HealthCheckKind,
  HealthCheckResult,
  HealthFinding,
} from './check';
import type { CheckChoices, CheckParts } from './check-options';
import type { Clean, CleanStructure } from './clean-details';
import { findingOf, findingOfFailure } from './finding';

/** All that a registered check needs to know. */
export interface RegisteredCheckOptions {
  /** As it is shown. */
  readonly name: string;
  readonly check: HealthCheck;
  readonly parts: CheckParts;
  readonly choices: CheckChoices;
  /** After so long a call that has not come back counts as hung for those who look at the latest result. */
  readonly patienceMs: number;
  /** Whether the SDK registered it by itself. */
  readonly isStandard: boolean;
  readonly clean: Clean;
  readonly cleanStructure: CleanStructure;
  now(): Date;
  /** Told of each run when it ends or is given up, as long as the check is registered. */
  onResult(result: HealthCheckResult): void;
}

interface Answer {
  readonly finding: HealthFinding;
  readonly durationMs: number;
}

/** A call of the check that has not come back yet. */
interface Call {
  readonly startedMs: number;
  readonly abort: AbortController;
  /** Settles with the result, at the check's timeout at the latest. */
  readonly result: Promise<HealthCheckResult>;
  /** One timer for all who wait as long. */
  patience?: { readonly ms: number; readonly over: Promise<void> };
}

/** A check with its history. At most one call of it is under way at any time. */
export class RegisteredCheck {
  readonly name: string;
  readonly #options: RegisteredCheckOptions;
  #call: Call | undefined;
  /** The call that has outlived its timeout, if it has not come back since. */
  #overdue: Call | undefined;
  #last: { readonly result: HealthCheckResult; readonly atMs: number } | undefined;
  /** What made the startup count as done. */
  #cameUp: HealthCheckResult | undefined;
  #lastSuccess: string | undefined;
  #consecutiveFailures = 0;
  #isRemoved = false;

  constructor(options: RegisteredCheckOptions) {
    this.#options = options;
    this.name = options.name;
  }

  get kind(): HealthCheckKind {
    return this.#options.choices.kind;
  }

  get isStandard(): boolean {
    return this.#options.isStandard;
  }

  /** Whether the standard check of that name is not needed beside this one. */
  standsFor(standardName: string): boolean {
    const { standsFor, covers } = this.#options.parts;
    return standsFor === standardName && covers === undefined;
  }

  /** Whether it looks at one of the things that the standard check of that name looks at. */
  covers(standardName: string, thing: object): boolean {
    const { standsFor, covers } = this.#options.parts;
    try {
      return standsFor === standardName && covers !== undefined && covers(thing);
    } catch {
      // A check of the application's own that cannot say it: then the standard one looks.
      return false;
    }
  }

  /** Whether there is anything that it can look at. */
  get isNeeded(): boolean {
    try {
      return this.#options.parts.isNeeded?.() ?? true;
    } catch {
      // A check of the application's own that cannot say it.
      return true;
    }
  }

  /** The certificates that it found when it last ran. */
  get certificates(): readonly CertificateExpiry[] {
    try {
      return this.#options.parts.certificates?.() ?? [];
    } catch {
      // A check of the application's own that cannot say it now.
      return [];
    }
  }

  /**
   * Runs the check, or joins the call under way, or gives the last result while it is young enough. One that has outlived
   * its timeout is reported as hung at once, and not started again until it comes back. One for the startup that has
   * succeeded is not run again: the process has come up. Never rejects.
   */
  run(): Promise<HealthCheckResult> {
    if (this.#cameUp !== undefined) return Promise.resolve(this.#cameUp);
    if (this.#overdue !== undefined) return Promise.resolve(this.hung());
    const { cacheMs } = this.#options.choices;
    if (this.#last !== undefined && performance.now() - this.#last.atMs < cacheMs) {
      return Promise.resolve(this.#last.result);
    }
    this.#call ??= this.#start();
    return this.#call.result;
  }

  /**
   * The same for who cannot wait longer than `withinMs` after the call began: whoever joins it late gets the answer when the
   * first does, and at once from then on.
   */
  runWithin(withinMs: number): Promise<HealthCheckResult> {
    const running = this.run();
    const call = this.#call;
    if (call === undefined || this.#overdue !== undefined) return running;
    if (this.#elapsedMs() >= withinMs) return Promise.resolve(this.hung());
    return Promise.race([running, this.#patienceOf(call, withinMs).then(() => this.hung())]);
  }

  /** The result for whoever can wait no longer for the call under way. */
  hung(): HealthCheckResult {
    const durationMs = this.#elapsedMs();
    const message = `hung: no answer after ${(durationMs / 1_000).toFixed(1)} s; not started again until it answers`;
    const counted = this.#overdue === undefined ? 0 : 1;
    return this.#result(
      { status: 'unhealthy', message },
      durationMs,
      this.#consecutiveFailures + 1 - counted,
    );
  }

  /** What is known without running it: the last result, or that it hangs. undefined before the first. */
  latest(): HealthCheckResult | undefined {
    const isLate = this.#overdue !== undefined || this.#elapsedMs() > this.#options.patienceMs;
    return isLate ? this.hung() : this.#last?.result;
  }

  /** Ends what the check holds. A call under way is told by its signal, and no longer counts. */
  remove(): void {
    this.#isRemoved = true;
    this.#call?.abort.abort();
    this.#options.parts.stop?.();
  }

  #patienceOf(call: Call, withinMs: number): Promise<void> {
    if (call.patience?.ms !== withinMs) {
      const leftMs = withinMs - this.#elapsedMs();
      const over = new Promise<void>((resolve) => void setTimeout(resolve, leftMs).unref());
      call.patience = { ms: withinMs, over };
    }
    return call.patience.over;
  }

  #elapsedMs(): number {
    return this.#call === undefined ? 0 : performance.now() - this.#call.startedMs;
  }

  #start(): Call {
    const startedMs = performance.now();
    const abort = new AbortController();
    const answered = this.#answer(startedMs, abort.signal);
    const call: Call = { startedMs, abort, result: this.#withinTimeout(answered, abort) };
    // Free for the next call only when this one has really come back, late as that may be.
    void answered.then(() => {
      this.#call = undefined;
      // That it hung is no longer true, so it is not kept for who asks next.
      if (this.#overdue !== undefined && this.#last !== undefined)
        this.#last = { ...this.#last, atMs: Number.NEGATIVE_INFINITY };
      this.#overdue = undefined;
    });
    return call;
  }

  /** The check's own answer, whenever it comes. Never rejects. */
  async #answer(startedMs: number, signal: AbortSignal): Promise<Answer> {
    const { check, clean, cleanStructure } = this.#options;
    let finding: HealthFinding;
    try {
      // In a turn of its own: a check that asks for itself joins this call instead of starting another.
      finding = findingOf(
        await Promise.resolve().then(() => untraced(() => check({ signal }))),
        clean,
        cleanStructure,
      );
    } catch (error) {
      finding = findingOfFailure(error, clean);
    }
    return { finding, durationMs: performance.now() - startedMs };
  }

  #withinTimeout(answered: Promise<Answer>, abort: AbortController): Promise<HealthCheckResult> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#overdue = this.#call;
        this.#consecutiveFailures++;
        resolve(this.#keep(this.hung()));
        abort.abort(new DOMException('the time of the check is over', 'TimeoutError'));
      }, this.#options.choices.timeoutMs);
      timer.unref();
      void answered.then((answer) => {
        clearTimeout(timer);
        // An answer that comes after the timeout was counted as a failure then.
        if (this.#overdue === undefined) resolve(this.#keep(this.#count(answer)));
      });
    });
  }

  #keep(result: HealthCheckResult): HealthCheckResult {
    this.#last = { result, atMs: performance.now() };
    if (result.kind === 'startup' && result.status !== 'unhealthy') this.#cameUp = result;
    if (!this.#isRemoved) this.#options.onResult(result);
    return result;
  }

  #count({ finding, durationMs }: Answer): HealthCheckResult {
    const failed = finding.status === 'unhealthy';
    this.#consecutiveFailures = failed ? this.#consecutiveFailures + 1 : 0;
    if (!failed) this.#lastSuccess = this.#options.now().toISOString();
    return this.#result(finding, durationMs, this.#consecutiveFailures);
  }

  #result(finding: HealthFinding, durationMs: number, consecutiveFailures: number): HealthCheckResult {
    const { choices, now } = this.#options;
    return {
      name: this.name,
      kind: choices.kind,
      critical: choices.critical,
      ...finding,
      checkedAt: now().toISOString(),
      durationSeconds: durationMs / 1_000,
      ...(this.#lastSuccess === undefined ? {} : { lastSuccess: this.#lastSuccess }),
      consecutiveFailures,
    };
  }
}
