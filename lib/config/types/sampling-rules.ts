import { accepted, type Parsed, type RawValue, refused, type ValueType } from '../value-type';
import { parseDecimal } from './number';
import { hasControlCharacter } from './text';

/** Which share of the spans of a name is kept. */
export interface SamplingRule {
  /** The name of spans; a `*` in it stands for any text. */
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
}

/** What code may write for rules: an object in the order in which they count, a list, or the text of the environment. */
export type SamplingRulesInput =
  | Readonly<Record<string, number>>
  | readonly string[]
  | readonly SamplingRule[]
  | string;

const RULE = 'must be name=share rules separated by commas, a share from 0 to 1: "apdu.*=0.1,db.*=0"';

type Written = readonly [name: unknown, share: unknown, text: string];

function fromText(text: string): Written {
  const equals = text.lastIndexOf('=');
  return [text.slice(0, Math.max(0, equals)).trim(), text.slice(equals + 1), text.trim()];
}

function fromMember(member: unknown): Written {
  if (typeof member === 'string') return fromText(member);
  if (typeof member !== 'object' || member === null) return [undefined, undefined, String(member)];
  const { name, share } = member as Partial<SamplingRule>;
  return [name, share, `${name}=${share}`];
}

function writtenIn({ value }: RawValue): readonly Written[] | undefined {
  if (typeof value === 'string') {
    return value
      .split(',')
      .filter((member) => member.trim() !== '')
      .map(fromText);
  }
  if (Array.isArray(value)) return value.map(fromMember);
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.entries(value).map(([name, share]) => [name, share, `${name}=${share}`]);
}

function parseRules(written: readonly Written[]): Parsed<readonly SamplingRule[]> {
  const rules: SamplingRule[] = [];
  for (const [name, share, text] of written) {
    const number = parseDecimal(share);
    const isNamed = typeof name === 'string' && name !== '' && !hasControlCharacter(name);
    if (!isNamed) return refused(`${RULE}; "${text}" names no spans`);
    if (number === undefined || number < 0 || number > 1) {
      return refused(`${RULE}; the share of "${text}" is not from 0 to 1`);
    }
    rules.push({ name, share: number });
  }
  return accepted(rules);
}

/** Shares by the names of spans, the first that matches counts. */
export const samplingRules: ValueType<readonly SamplingRule[], SamplingRulesInput> = {
  label: 'rules',
  rule: RULE,
  example: 'apdu.*=0.1,db.*=0',
  parse(raw) {
    const written = writtenIn(raw);
    return written === undefined ? refused(RULE) : parseRules(written);
  },
  format: (rules) => rules.map(({ name, share }) => `${name}=${share}`).join(','),
};
