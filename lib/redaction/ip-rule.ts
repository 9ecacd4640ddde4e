import { isIP } from 'node:net';
import { isWordCharacter } from './characters';
import type { Marks } from './marks';
import type { Pseudonyms } from './pseudonyms';
import type { TextRule } from './text-rule';

/** The longest address: IPv6 with an IPv4 address in it. */
const LONGEST = 45;

/**
 * Replaces IP addresses by pseudonyms, versions 4 and 6, for those who ask (`redaction.ip`): a version of four numbers
 * looks the same. A port behind an address stays.
 */
export class IpRule implements TextRule {
  readonly name = 'ip_address';
  readonly needs = 0;

  constructor(private readonly pseudonyms: Pseudonyms) {}

  find(text: string, marks: Marks): void {
    for (let position = 0; position < text.length; position += 1) {
      if (!isAddressCharacter(text.charCodeAt(position)) || isWordCharacter(text.charCodeAt(position - 1)))
        continue;
      const end = endOfAddressCharacters(text, position);
      this.#markWithin(text, position, end, marks);
      position = end - 1;
    }
  }

  #markWithin(text: string, start: number, end: number, marks: Marks): void {
    if (isWordCharacter(text.charCodeAt(end)) || end - start > LONGEST + 6) return;
    for (const length of lengthsToTry(text.slice(start, end))) {
      const address = text.slice(start, start + length);
      if (isIP(address) === 0) continue;
      marks.add(start, start + length, this.pseudonyms.of('ip', address.toLowerCase()));
      return;
    }
  }
}

/** All of it, without what ends a sentence, and without the port of an IPv4 address. */
function lengthsToTry(candidate: string): readonly number[] {
  const trimmed = candidate.replace(/[.:]$/, '').length;
  const port = candidate.indexOf(':');
  return port > 0 ? [candidate.length, trimmed, port] : [candidate.length, trimmed];
}

function endOfAddressCharacters(text: string, from: number): number {
  let end = from;
  while (isAddressCharacter(text.charCodeAt(end))) end += 1;
  return end;
}

/** Hexadecimal digits, colons and dots. */
function isAddressCharacter(code: number): boolean {
  const letter = code | 0x20;
  return (code >= 48 && code <= 58) || (letter >= 97 && letter <= 102) || code === 46;
}
