import { accepted, type RawValue, refused, type ValueType } from '../value-type';

const WORDS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['on', true],
  ['false', false],
  ['0', false],
  ['no', false],
  ['off', false],
]);

const RULE = 'must be true or false';

/** The only parser of booleans: `true`, `1`, `yes`, `on` and their opposites, in any case. `undefined` for the rest. */
export function parseBoolean(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' ? WORDS.get(value.trim().toLowerCase()) : undefined;
}

/** A switch. */
export const boolean: ValueType<boolean> = {
  label: 'boolean',
  rule: RULE,
  example: true,
  parse({ value }: RawValue) {
    const parsed = parseBoolean(value);
    return parsed === undefined ? refused(RULE) : accepted(parsed);
  },
  format: String,
};
