import { diag } from '@opentelemetry/api';
import type { HealthStatus } from '../../semconv';
import { isTime, LONGEST_TIMER_MS } from '../check-options';

/** Above which shares of a whole something is degraded and unhealthy, 0 to 1. */
export interface ShareThresholds {
  /** None where it is left out and there is no default. */
  readonly degradedShare?: number | undefined;
  readonly unhealthyShare?: number | undefined;
}

/** Two bounds; the status is that of the worse one that is reached. */
export interface Bounds {
  readonly degraded: number | undefined;
  readonly unhealthy: number | undefined;
}

/** What `value` means when more is worse: a bound counts from itself on. */
export function gradeUpwards(value: number, { degraded, unhealthy }: Bounds): HealthStatus {
  if (unhealthy !== undefined && value >= unhealthy) return 'unhealthy';
  return degraded !== undefined && value >= degraded ? 'degraded' : 'healthy';
}

/** The bounds of shares, with defaults for what is not said, and, with a diagnostic line, for what is no share. */
export function shareBounds(thresholds: ShareThresholds, defaults: ShareThresholds): Bounds {
  return {
    degraded: shareOr('degradedShare', thresholds, defaults),
    unhealthy: shareOr('unhealthyShare', thresholds, defaults),
  };
}

function shareOr(
  name: keyof ShareThresholds,
  { [name]: share }: ShareThresholds,
  { [name]: otherwise }: ShareThresholds,
): number | undefined {
  if (share === undefined || share === null) return otherwise;
  if (typeof share === 'number' && share >= 0 && share <= 1) return share;
  const what = typeof share === 'number' ? share : typeof share;
  diag
    .createComponentLogger({ namespace: 'cardlink/health' })
    .warn(`${name} must be a share from 0 to 1, not ${what}: ${otherwise ?? 'none'} counts`);
  return otherwise;
}

/** The number, or the default where there is none, or none that can be compared. */
export function numberOr<Default extends number | undefined>(
  value: number | undefined,
  otherwise: Default,
): number | Default {
  return typeof value === 'number' && !Number.isNaN(value) ? value : otherwise;
}

/** A time to wait in milliseconds: the default where it is none, and the longest there can be where it is longer. */
export function timeoutOr(value: number | undefined, otherwise: number): number {
  return isTime(value) ? Math.min(value, LONGEST_TIMER_MS) : otherwise;
}

/** The options; none where something else was given. */
export function optionsOf<Options extends object>(options: Options): Options | Record<string, never> {
  return typeof options === 'object' && options !== null ? options : {};
}

/** "81.5 %". */
export function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

/** "512 MiB". */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}
