import { InvalidArgumentError } from 'commander';

const DURATION = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/;
const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
/** Node's timers take no more: about 24 days. */
const LONGEST_DURATION_MS = 2_147_483_647;

/** A reader of whole numbers from `least` to `most`; anything else is an error that says what is allowed. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^-?\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`);
  };
}

/** A reader of numbers from 0 to `most`, with or without decimals. */
export function rate(most: number): (text: string) => number {
  return (text) => {
    const number = /^\d{1,7}(?:\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
    if (number <= most) return number;
    throw new InvalidArgumentError(`It must be a number from 0 (full speed) to ${most}.`);
  };
}

/** Reads a duration with its unit, `500ms`, `30s`, `5m` or `1h`, in milliseconds. */
export function durationMs(text: string): number {
  const [, amount, unit = ''] = DURATION.exec(text) ?? [];
  const value = Math.round(Number(amount) * (UNITS_MS[unit] ?? Number.NaN));
  if (value > 0 && value <= LONGEST_DURATION_MS) return value;
  throw new InvalidArgumentError(
    'It must be a duration with its unit, such as 30s, 5m or 1h, up to 24 days.',
  );
}
