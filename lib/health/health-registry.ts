import { diag } from '@opentelemetry/api';
import type { HealthStatus } from '../semconv';
import {
  HEALTH_CHECK_KINDS,
  type HealthCheck,
  type HealthCheckKind,
  type HealthCheckOptions,
  type HealthCheckResult,
  type HealthReport,
} from './check';
import { type Clean, type CleanStructure, cleanText } from './clean-details';
import { RegisteredCheck } from './registered-check';

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

/** The health checks of an application. Nothing in here throws or rejects because of what a check does. */
export class HealthRegistry {
  readonly #timeoutMs: number;
  readonly #clean: Clean;
  readonly #cleanStructure: CleanStructure;
  readonly #now: () => Date;
  readonly #checks = new Map<string, RegisteredCheck>();
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
   * Adds a check under a name of its own; one that had the name before is replaced, with a diagnostic line.
   *
   * @returns a function that removes this very check again
   */
  register(name: string, check: HealthCheck, options: HealthCheckOptions = {}): () => void {
    const { kind = 'readiness', timeoutMs = this.#timeoutMs, critical = true } = options;
    const registered = new RegisteredCheck({
      name,
      check,
      kind,
      timeoutMs,
      critical,
      clean: this.#clean,
      cleanStructure: this.#cleanStructure,
      now: this.#now,
    });
    if (this.#checks.has(name)) {
      diag
        .createComponentLogger({ namespace: 'cardlink/health' })
        .warn(`the health check "${cleanText(name, this.#clean)}" was replaced by another of the same name`);
    }
    this.#checks.set(name, registered);
    return () => {
      if (this.#checks.get(name) === registered) this.#checks.delete(name);
    };
  }

  /** Removes the check of that name; says whether there was one. */
  unregister(name: string): boolean {
    return this.#checks.delete(name);
  }

  /** Runs one check; `undefined` when none has the name. */
  async run(name: string): Promise<HealthCheckResult | undefined> {
    return this.#checks.get(name)?.run();
  }

  /** Runs the checks of one kind, or of all, side by side; it takes as long as the longest timeout among them at most. */
  runAll(kind?: HealthCheckKind): Promise<HealthReport> {
    return this.report(kind === undefined ? {} : { kinds: [kind] });
  }

  /**
   * Runs the checks of some kinds, or of all, side by side. After `withinMs` those that have not answered are reported as
   * hung, whatever their own timeouts.
   */
  async report({ kinds = HEALTH_CHECK_KINDS, withinMs }: ReportOptions = {}): Promise<HealthReport> {
    const asked = [...this.#checks.values()].filter(({ kind }) => kinds.includes(kind));
    const deadline = startDeadline(withinMs);
    const checks = await Promise.all(
      asked.map((check) => Promise.race([check.run(), deadline.passed.then(() => check.hung())])),
    );
    deadline.clear();
    const draining = this.#draining && kinds.includes('readiness');
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

interface Deadline {
  /** Never settles when there is no bound. */
  readonly passed: Promise<void>;
  clear(): void;
}

function startDeadline(withinMs: number | undefined): Deadline {
  if (withinMs === undefined) return { passed: new Promise(() => {}), clear: () => {} };
  let timer: NodeJS.Timeout | undefined;
  const passed = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, withinMs);
    timer.unref();
  });
  return { passed, clear: () => clearTimeout(timer) };
}
