import { namesSecret } from '../../redaction';
import { MASK } from '../mask';
import { accepted, type Parsed, type RawValue, refused, type ValueType } from '../value-type';
import { hasControlCharacter } from './text';

/** Names with their values. */
export type Pairs = Readonly<Record<string, string>>;

/** What code may write for pairs: an object, or the text that the environment takes. */
export type PairsInput = Pairs | string;

const PAIRS_RULE = 'must be name=value pairs separated by commas, percent-encoded where needed';
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const HEADER_VALUE = /^[\x20-\x7e\t]*$/;

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.trim());
  } catch {
    return undefined;
  }
}

/**
 * `k=v,k2=v2` as OpenTelemetry writes resource attributes and OTLP headers (W3C Baggage without properties): both sides
 * percent-decoded, spaces around them dropped, empty members passed over. `undefined` when it is not of that form.
 */
export function parsePairs(text: string): [string, string][] | undefined {
  const pairs: [string, string][] = [];
  for (const member of text.split(',')) {
    if (member.trim() === '') continue;
    const equals = member.indexOf('=');
    const name = equals < 0 ? undefined : decode(member.slice(0, equals));
    const value = decode(member.slice(equals + 1));
    if (name === undefined || name === '' || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  return pairs;
}

/** The text that `parsePairs` reads as these pairs. */
export function formatPairs(pairs: Pairs): string {
  return Object.entries(pairs)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join(',');
}

function pairsOf({ value }: RawValue): [string, string][] | undefined {
  if (typeof value === 'string') return parsePairs(value);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const pairs: [string, string][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'string') return undefined;
    pairs.push([name, member]);
  }
  return pairs;
}

function headersOf(pairs: readonly [string, string][]): Parsed<Pairs> {
  const lowerCase = pairs.map(([name, value]) => [name.toLowerCase(), value] as const);
  const wrong = lowerCase.some(([name, value]) => !HEADER_NAME.test(name) || !HEADER_VALUE.test(value));
  return wrong
    ? refused('must hold header names and values of printable ASCII')
    : accepted(Object.fromEntries(lowerCase));
}

/** Headers of a request, by their name in lower case (HTTP/2 and gRPC ask for it). */
export const headers: ValueType<Pairs, PairsInput> = {
  label: 'headers',
  rule: PAIRS_RULE,
  example: 'x-tenant=cards',
  parse(raw) {
    const pairs = pairsOf(raw);
    return pairs === undefined ? refused(PAIRS_RULE) : headersOf(pairs);
  },
  format: formatPairs,
};

/** Without the values of names that redaction knows. */
function maskedPairs(pairs: Pairs): Pairs {
  return Object.fromEntries(
    Object.entries(pairs).map(([name, value]) => [name, namesSecret(name) ? MASK : value]),
  );
}

/** The names of what is no list of pairs: what stands for a value may be anything. */
function concealValues(text: string): string {
  return text
    .split(',')
    .map((member) => {
      const equals = member.indexOf('=');
      return equals < 0 ? MASK : `${member.slice(0, equals)}=${MASK}`;
    })
    .join(',');
}

/** Attributes of the resource; all their values are text. */
export const attributes: ValueType<Pairs, PairsInput> = {
  label: 'attributes',
  rule: PAIRS_RULE,
  example: 'service.namespace=cards',
  parse(raw) {
    const pairs = pairsOf(raw);
    const wrong =
      pairs?.some(([name, value]) => name === '' || hasControlCharacter(`${name}${value}`)) ?? true;
    return pairs === undefined || wrong ? refused(PAIRS_RULE) : accepted(Object.fromEntries(pairs));
  },
  format: (pairs) => formatPairs(maskedPairs(pairs)),
  conceal: concealValues,
  mask: maskedPairs,
};
