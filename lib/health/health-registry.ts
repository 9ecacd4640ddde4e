import { diag } from '@opentelemetry/api';
import type { HealthStatus } from '../semconv';
import {
  type CertificateExpiry,
  HEALTH_CHECK_KINDS,
  type HealthCheck,
  type HealthCheckKind,
  type HealthCheckOptions,
  type HealthCheckResult,
  type HealthReport,
} from './check';
import { nameOf, shownName } from './check-name';
import { checkChoices, isKind, partsOf } from './check-options';
import { type Clean, type CleanStructure, cleanText, describeFailure } from './clean-details';
import { RegisteredCheck } from './registered-check';

/** Checks that there are at most: nobody can read more, and each is run at every request. */
const MOST_CHECKS = 1_000;

/** What a registry needs. */
export interface HealthRegistryOptions {
  /** How long a check may take when it says nothing itself, in milliseconds. */
  readonly timeoutMs: number;
  /** Cleans every name, message, error text and detail before anyone sees it; as they are by default. */
  readonly clean?: Clean;
  /** Cleans the details of a finding by their keys too; as they are by default. */
  readonly cleanStructure?: CleanStructure;
  /** The clock; the machine's by default. */
  now?(): Date;
}

/** A check that the SDK brings, whether it is needed just now or not. */
interface Standard {
  readonly check: HealthCheck;
  readonly options: HealthCheckOptions | undefined;
}

/** Told of each run of a check when it ends or is given up. */
export type ResultListener = (result: HealthCheckResult) => void;

/** The health checks of an application. Nothing in here throws or rejects because of what a check does. */
export class HealthRegistry {
  readonly #timeoutMs: number;
  readonly #clean: Clean;
  readonly #cleanStructure: CleanStructure;
  readonly #now: () => Date;
  readonly #checks = new Map<string, RegisteredCheck>();
  readonly #standards = new Map<string, Standard>();
  /** Names whose standard check the application has taken away, for good. */
  readonly #unwanted = new Set<string>();
  readonly #log = diag.createComponentLogger({ namespace: 'cardlink/health' });
  #onResult: ResultListener = () => undefined;
  #isFullTold = false;
  #draining = false;

  constructor({
    timeoutMs,
    clean = (text) => text,
    cleanStructure = (value) => value,
    now = () => new Date(),
  }: HealthRegistryOptions) {
    this.#timeoutMs = timeoutMs;
    this.#clean = clean;
    this.#cleanStructure = cleanStructure;
    this.#now = now;
  }

  /**
   * Adds a check under a name of its own; one that had the name before is replaced, with a diagnostic line. A name is
   * shown on one line, cut after 100 characters. Beyond 1,000 checks further ones are left out, with one diagnostic line.
   *
   *     obs.health.register('cards', () => cards.count() > 0, { critical: false });
   *     obs.health.register('orders', healthChecks.database(pool), { cacheMs: 5_000 });
   *
   * @returns a function that removes this very check again
   */
  register(name: string, check: HealthCheck, options?: HealthCheckOptions): () => void {
    const key = nameOf(name);
    const known = this.#checks.get(key);
    if (known !== undefined && !known.isStandard) {
      this.#log.warn(
        `the health check "${shownName(key, this.#clean)}" was replaced by another of the same name`,
      );
    }
    const undo = this.#add(key, this.#create(key, check, options, false));
    this.#settleStandards();
    return () => {
      undo();
      this.#settleStandards();
    };
  }

  /**
   * Adds a check that the SDK brings by itself. It is there as long as the application has none of that name and none that
   * stands for it, and has not unregistered it.
   */
  registerStandard(name: string, check: HealthCheck, options?: HealthCheckOptions): () => void {
    const standard = { check, options };
    const withdraw = (): void => {
      if (this.#checks.get(name)?.isStandard) this.#remove(name);
    };
    withdraw();
    this.#standards.set(name, standard);
    this.#settleStandards();
    if (!this.#checks.get(name)?.isStandard) this.#stop(this.#create(name, check, options, true));
    return () => {
      if (this.#standards.get(name) !== standard) return;
      this.#standards.delete(name);
      withdraw();
    };
  }

  /**
   * Removes the check of that name; says whether there was one. One that runs is told by its signal. A standard check of
   * that name does not come back, nor does it come when it is still to come.
   */
  unregister(name: string): boolean {
    const key = nameOf(name);
    if (this.#unwanted.size < MOST_CHECKS) this.#unwanted.add(key);
    const wasThere = this.#remove(key);
    this.#settleStandards();
    return wasThere;
  }

  /** Whether a check of the application's own looks at one of the things that the standard check of that name looks at. */
  isCovered(standardName: string, thing: object): boolean {
    return [...this.#checks.values()].some((check) => check.covers(standardName, thing));
  }

  /** Tells one listener of every run from now on; there is one at a time. */
  listen(listener: ResultListener): void {
    this.#onResult = listener;
  }

  /** The last result of each check that has one, without running any; one that hangs is reported as hung. */
  latest(): readonly HealthCheckResult[] {
    return this.#needed().flatMap((check) => check.latest() ?? []);
  }

  /** The certificates that the checks found when they last ran. */
  certificates(): readonly CertificateExpiry[] {
    return [...this.#checks.values()].flatMap(({ certificates }) => certificates);
  }

  /** Ends what the checks hold, and forgets them. */
  end(): void {
    this.#standards.clear();
    for (const name of [...this.#checks.keys()]) this.#remove(name);
    this.#onResult = () => undefined;
  }

  #needed(): readonly RegisteredCheck[] {
    return [...this.#checks.values()].filter(({ isNeeded }) => isNeeded);
  }

  /** Takes away the standard checks that others have taken the place of, and puts back those whose place is free. */
  #settleStandards(): void {
    for (const [name, { check, options }] of this.#standards) {
      const current = this.#checks.get(name);
      const isWanted = !this.#unwanted.has(name) && !this.#isStoodFor(name);
      if (current === undefined && isWanted) this.#add(name, this.#create(name, check, options, true));
      else if (current?.isStandard && !isWanted) this.#remove(name);
    }
  }

  #isStoodFor(standardName: string): boolean {
    return [...this.#checks.values()].some((check) => check.standsFor(standardName));
  }

  #create(
    name: string,
    check: HealthCheck,
    options: HealthCheckOptions | undefined,
    isStandard: boolean,
  ): RegisteredCheck {
    const parts = partsOf(check);
    return new RegisteredCheck({
      name: this.#uniqueName(name),
      check,
      parts,
      choices: checkChoices(options, parts.defaults, this.#timeoutMs),
      patienceMs: this.#timeoutMs,
      isStandard,
      clean: this.#clean,
      cleanStructure: this.#cleanStructure,
      now: this.#now,
      onResult: (result) => this.#onResult(result),
    });
  }

  /** Two names can be shown alike once they are cleaned and cut; results and series are told apart all the same. */
  #uniqueName(key: string): string {
    const taken = new Set<string>();
    for (const [other, { name }] of this.#checks) if (other !== key) taken.add(name);
    const shown = shownName(key, this.#clean);
    let unique = shown;
    for (let copy = 2; taken.has(unique); copy++) unique = `${shown} (${copy})`;
    return unique;
  }

  #add(name: string, registered: RegisteredCheck): () => void {
    if (!this.#checks.has(name) && this.#checks.size >= MOST_CHECKS) {
      this.#tellFull();
      this.#stop(registered);
      return () => undefined;
    }
    const before = this.#checks.get(name);
    if (before !== undefined) this.#stop(before);
    this.#checks.set(name, registered);
    return () => {
      if (this.#checks.get(name) === registered) this.#remove(name);
    };
  }

  #remove(name: string): boolean {
    const registered = this.#checks.get(name);
    if (registered === undefined) return false;
    this.#checks.delete(name);
    this.#stop(registered);
    return true;
  }

  #stop(registered: RegisteredCheck): void {
    try {
      registered.remove();
    } catch (error) {
      const why = cleanText(describeFailure(error), this.#clean);
      this.#log.warn(`the health check "${registered.name}" could not be stopped: ${why}`);
    }
  }

  #tellFull(): void {
    if (this.#isFullTold) return;
    this.#isFullTold = true;
    this.#log.warn(
      `there are ${MOST_CHECKS} health checks already: further ones are not registered. Register one for many things, ` +
        'or unregister those that are no longer needed',
    );
  }

  /** Runs one check, or gives its result while that is kept (`cacheMs`); `undefined` when none has the name. */
  async run(name: string): Promise<HealthCheckResult | undefined> {
    const check = this.#checks.get(nameOf(name));
    return check?.isNeeded ? check.run() : undefined;
  }

  /** Runs the checks of one kind, or of all, side by side; it takes as long as the longest timeout among them at most. */
  runAll(kind?: HealthCheckKind): Promise<HealthReport> {
    if (kind === undefined) return this.report();
    if (isKind(kind)) return this.report({ kinds: [kind] });
    this.#log.warn(
      `"${shownName(nameOf(kind), this.#clean)}" is no kind of health checks: all were run. The kinds are ${HEALTH_CHECK_KINDS.join(', ')}`,
    );
    return this.report();
  }

  /**
   * Runs the checks of some kinds, or of all, side by side. Those that have not answered `withinMs` after they were
   * started, for whomever that was, are reported as hung, whatever their own timeouts. While draining, nothing is run for
   * readiness: the answer is known, and the last results are shown.
   */
  async report({ kinds = HEALTH_CHECK_KINDS, withinMs }: ReportOptions = {}): Promise<HealthReport> {
    const asked = this.#needed().filter(({ kind }) => kinds.includes(kind));
    const draining = this.#draining && kinds.includes('readiness');
    const checks = draining
      ? asked.flatMap((check) => check.latest() ?? [])
      : await Promise.all(
          asked.map((check) => (withinMs === undefined ? check.run() : check.runWithin(withinMs))),
        );
    return {
      status: draining ? 'unhealthy' : wholeOf(checks),
      timestamp: this.#now().toISOString(),
      draining,
      passed: checks.filter(({ status }) => status === 'healthy').length,
      total: checks.length,
      checks,
    };
  }

  /** From now on the process is not ready, whatever the checks say; liveness is not touched. */
  setDraining(): void {
    this.#draining = true;
  }

  /** Whether the process is shutting down. */
  get draining(): boolean {
    return this.#draining;
  }
}

/** What a report is about. */
export interface ReportOptions {
  /** The kinds of checks; all by default. */
  readonly kinds?: readonly HealthCheckKind[];
  /** The bound on the whole, in milliseconds; none but the checks' own by default. */
  readonly withinMs?: number;
}

function wholeOf(checks: readonly HealthCheckResult[]): HealthStatus {
  if (checks.some(({ status, critical }) => critical && status === 'unhealthy')) return 'unhealthy';
  return checks.every(({ status }) => status === 'healthy') ? 'healthy' : 'degraded';
}
