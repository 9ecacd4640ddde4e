import type { HealthStatus } from '../../semconv';

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

/** The bounds of shares, with defaults for what is not said. */
export function shareBounds(
  { degradedShare, unhealthyShare }: ShareThresholds,
  defaults: ShareThresholds,
): Bounds {
  return {
    degraded: numberOr(degradedShare, defaults.degradedShare),
    unhealthy: numberOr(unhealthyShare, defaults.unhealthyShare),
  };
}

/** The number, or the default where there is none, or none that can be compared. */
export function numberOr<Default extends number | undefined>(
  value: number | undefined,
  otherwise: Default,
): number | Default {
  return typeof value === 'number' && !Number.isNaN(value) ? value : otherwise;
}

/** "81.5 %". */
export function percent(share: number): string {
  return `${Math.round(share * 1_000) / 10} %`;
}

/** "512 MiB". */
export function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1_048_576)} MiB`;
}
