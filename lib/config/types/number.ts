import { accepted, refused, type ValueType } from '../value-type';

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;
const LONGEST = 40;

/** A finite number given as a number or as decimal text; `undefined` for anything else (hexadecimal, empty, NaN). */
export function parseDecimal(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
  if (typeof value !== 'string' || value.length > LONGEST) return undefined;
  const text = value.trim();
  if (!DECIMAL.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}

interface NumberRange {
  readonly label: string;
  readonly rule: string;
  readonly example: number;
  readonly least: number;
  readonly most: number;
  readonly whole: boolean;
}

function numberIn({ label, rule, example, least, most, whole }: NumberRange): ValueType<number> {
  return {
    label,
    rule,
    example,
    parse({ value }) {
      const number = parseDecimal(value);
      if (number === undefined || number < least || number > most) return refused(rule);
      return whole && !Number.isInteger(number) ? refused(rule) : accepted(number);
    },
    format: String,
  };
}

/** A TCP port; 0 means any free one. */
export const port: ValueType<number> = numberIn({
  label: 'port',
  rule: 'must be a port number, 0 to 65535',
  example: 9090,
  least: 0,
  most: 65_535,
  whole: true,
});

/** A share of the whole, 0 to 1. */
export const ratio: ValueType<number> = numberIn({
  label: 'ratio',
  rule: 'must be between 0 and 1',
  example: 0.5,
  least: 0,
  most: 1,
  whole: false,
});

/** A number above 0, whole or not. */
export const positive: ValueType<number> = numberIn({
  label: 'number',
  rule: 'must be a number above 0',
  example: 100,
  least: Number.MIN_VALUE,
  most: Number.MAX_SAFE_INTEGER,
  whole: false,
});

/** A whole number of at least `least`. */
export function count(least: number): ValueType<number> {
  return numberIn({
    label: 'number',
    rule: `must be a whole number, at least ${least}`,
    example: least,
    least,
    most: Number.MAX_SAFE_INTEGER,
    whole: true,
  });
}
