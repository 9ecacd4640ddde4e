import { HEALTH_CHECK_KINDS, type HealthCheck, type HealthCheckKind, type HealthCheckOptions } from './check';

/** The options of a check with nothing left open. */
export type CheckChoices = Readonly<Required<HealthCheckOptions>>;

/** What a check brings along beside its function. */
export type CheckParts = Pick<
  HealthCheck,
  'defaults' | 'standsFor' | 'covers' | 'isNeeded' | 'certificates' | 'stop'
>;

/** Node takes a timer that is set longer for one of a millisecond. */
export const LONGEST_TIMER_MS = 2_147_483_647;

const NO_PARTS: CheckParts = {};

/** Reads what a check brings along; of what is no function, or cannot be read, nothing. */
export function partsOf(check: HealthCheck): CheckParts {
  try {
    const { defaults, standsFor, covers, isNeeded, certificates, stop } = check;
    return {
      ...(defaults !== undefined && { defaults }),
      ...(standsFor !== undefined && { standsFor }),
      ...(covers !== undefined && { covers }),
      ...(isNeeded !== undefined && { isNeeded }),
      ...(certificates !== undefined && { certificates }),
      ...(stop !== undefined && { stop }),
    };
  } catch {
    // Not a function, or a proxy that throws: running it will say so.
    return NO_PARTS;
  }
}

/**
 * The options that count: what the caller says, then what the check brings along, then `timeoutMs`, readiness and critical.
 * What is no kind, no boolean or no time in milliseconds counts as not said; nothing is thrown.
 */
export function checkChoices(
  said: HealthCheckOptions | undefined,
  brought: HealthCheckOptions | undefined,
  timeoutMs: number,
): CheckChoices {
  const chosen = <T>(name: keyof HealthCheckOptions, is: (value: unknown) => value is T): T | undefined =>
    [said, brought].map((options) => read(options, name)).find(is);
  return {
    kind: chosen('kind', isKind) ?? 'readiness',
    timeoutMs: Math.min(chosen('timeoutMs', isTime) ?? timeoutMs, LONGEST_TIMER_MS),
    critical: chosen('critical', isBoolean) ?? true,
    cacheMs: chosen('cacheMs', isTime) ?? 0,
  };
}

function read(options: HealthCheckOptions | undefined, name: keyof HealthCheckOptions): unknown {
  try {
    return options?.[name];
  } catch {
    // A getter of the application's own: what it does not say is not said.
    return undefined;
  }
}

/** Whether a value is one of the kinds. */
export const isKind = (value: unknown): value is HealthCheckKind =>
  HEALTH_CHECK_KINDS.some((kind) => kind === value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
/** Whether a value is a time that can be waited for; one without an end is. */
export const isTime = (value: unknown): value is number => typeof value === 'number' && value > 0;
