import type { HealthStatus } from '../semconv';

/**
 * What a check can be asked for: `liveness`, whether the process itself still works and must be started anew if not;
 * `readiness`, whether it can serve just now; `startup`, whether it has come up (it counts for readiness too).
 */
export const HEALTH_CHECK_KINDS = ['liveness', 'readiness', 'startup'] as const;

/** One of `HEALTH_CHECK_KINDS`. */
export type HealthCheckKind = (typeof HEALTH_CHECK_KINDS)[number];

/** A finding in words of the check's own. */
export interface HealthFinding {
  readonly status: HealthStatus;
  readonly message?: string;
  /** Whatever helps to understand it; redacted, and cut to a bounded size. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What a check is told when it is run. */
export interface HealthCheckRun {
  /** Aborted when the check's time is over or it is unregistered: what it waits for is then for nobody. */
  readonly signal: AbortSignal;
}

/** A certificate that a check looks at. */
export interface CertificateExpiry {
  /** Which one, by the setting or the file that holds it. */
  readonly name: string;
  readonly expiresAtMs: number;
}

/**
 * Looks at something. It is healthy when this returns, whatever it returns; unhealthy when this throws, rejects,
 * returns `false` or does not answer in time; what it says itself when this returns a `HealthFinding`. It runs without a
 * trace, one run at a time. What is beside the function, ready-made checks bring along.
 */
export interface HealthCheck {
  (run: HealthCheckRun): unknown;
  /** How it is registered where the one who registers it says nothing. */
  readonly defaults?: HealthCheckOptions;
  /** The standard check that is not needed beside this one, as long as it is registered. */
  readonly standsFor?: string;
  /** Of the things that the standard check looks at, which this one looks at; all of them where it is left out. */
  readonly covers?: (thing: object) => boolean;
  /** Whether there is anything to look at just now; where there is not, it counts as not registered. */
  readonly isNeeded?: () => boolean;
  /** The certificates it found when it last ran. */
  readonly certificates?: () => readonly CertificateExpiry[];
  /** Called when it is unregistered or replaced, and at the shutdown: to end what it holds. */
  readonly stop?: () => void;
}

/** How a check is run and counted. */
export interface HealthCheckOptions {
  /** `readiness` by default. */
  readonly kind?: HealthCheckKind;
  /** How long one run may take, in milliseconds; the registry's bound by default. */
  readonly timeoutMs?: number;
  /** Whether its failure makes the whole unhealthy rather than degraded; `true` by default. */
  readonly critical?: boolean;
  /**
   * How long a result counts, in milliseconds, before the check is run again: for what is dear to look at. 0 by default:
   * who asks gets a run of their own, or joins the one under way.
   */
  readonly cacheMs?: number;
}

/** What came of a check. */
export interface HealthCheckResult {
  readonly name: string;
  readonly kind: HealthCheckKind;
  readonly critical: boolean;
  readonly status: HealthStatus;
  readonly message?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  /** When the run ended, or was given up, in ISO 8601: of a result that is kept for a while, in the past. */
  readonly checkedAt: string;
  /** How long the run took, or has taken so far when it hangs. */
  readonly durationSeconds: number;
  /** When it was last not unhealthy, in ISO 8601. */
  readonly lastSuccess?: string;
  /** How many runs in a row, this one included, found it unhealthy. */
  readonly consecutiveFailures: number;
}

/** What came of several checks. */
export interface HealthReport {
  /** Unhealthy when a critical check is, or while draining; degraded when any check is less than healthy. */
  readonly status: HealthStatus;
  /** When the report was made, in ISO 8601. */
  readonly timestamp: string;
  /** Whether the process is shutting down and should get no more work; always false for liveness alone. */
  readonly draining: boolean;
  /** How many of the checks are healthy. */
  readonly passed: number;
  readonly total: number;
  readonly checks: readonly HealthCheckResult[];
}
