import { DEVICE_TYPE_VALUE_UNKNOWN, DEVICE_TYPE_VALUES } from '../semconv';

/** OTel's fall-back for a value outside its list. */
export const OTHER = '_OTHER' as const;

/**
 * Lets only the values of a list through, so that nothing from outside makes a new series: anything else becomes
 * `_OTHER`.
 */
export function boundedBy<T extends string>(values: readonly T[]): (value: string) => T | typeof OTHER {
  const known: ReadonlySet<string> = new Set(values);
  return (value) => (known.has(value) ? (value as T) : OTHER);
}

const knownDeviceType = boundedBy(DEVICE_TYPE_VALUES);

/** A device type for a label: one of the registry's list, whatever the application says. Default: `unknown`. */
export function boundedDeviceType(deviceType: string | undefined): string {
  return deviceType === undefined ? DEVICE_TYPE_VALUE_UNKNOWN : knownDeviceType(deviceType);
}
