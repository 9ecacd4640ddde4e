/**
 * Forms in which nobody writes bytes, and which would now and then look like a command: UUIDs, long decimals, times since
 * 1970 in milliseconds to nanoseconds, as long as they begin with 1. Sticky: they are looked for where a group begins.
 */
const FORMS: readonly RegExp[] = [
  /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(?![0-9a-z])/iy,
  /[0-9]{1,20}\.[0-9]{9,20}(?:e[-+]?[0-9]{1,3})?(?![0-9a-z.])/iy,
  /1[0-9]{12,18}(?![0-9a-z])/iy,
];

/** Where a UUID, a decimal or a time ends that begins at `start`; undefined where none does. */
export function endOfOtherDigits(text: string, start: number): number | undefined {
  for (const form of FORMS) {
    form.lastIndex = start;
    if (form.test(text)) return form.lastIndex;
  }
  return undefined;
}
