import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../index';

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
  const value = parseDuration(text);
  if (value !== undefined && value > 0) return value;
  throw new InvalidArgumentError(
    'It must be a duration with its unit, such as 30s, 5m or 1h, up to 24 days.',
  );
}

/** Text that says something: an empty host would be all of them, an empty file none. */
export function notEmpty(text: string): string {
  if (text.trim() !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}
