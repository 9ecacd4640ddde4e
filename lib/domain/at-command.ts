import { type AtCommandGroup, BASIC_AT_COMMANDS, EXTENDED_AT_COMMANDS } from './at-command-table';

/** Why a line has no name of the tables. */
export type AtCommandFault = 'not_text' | 'no_prefix' | 'malformed' | 'unknown_command';

/** What a command line of a modem asks for. Its parameters are not in here. */
export type AtCommand =
  | {
      readonly ok: true;
      /** The name alone, in capitals: `AT+CIMI`, `ATD`. Of several commands in one line, the first. */
      readonly name: string;
      /** Whether more commands follow in the same line (V.250 5.2.1: `ATE0+CMEE=1;+CIMI`). */
      readonly concatenated: boolean;
    }
  | { readonly ok: false; readonly name: '_OTHER'; readonly reason: AtCommandFault };

const namesOf = (groups: readonly AtCommandGroup[]): ReadonlySet<string> =>
  new Set(groups.flatMap(({ names }) => names.split(' ')));

const BASIC = namesOf(BASIC_AT_COMMANDS);
const EXTENDED = namesOf(EXTENDED_AT_COMMANDS);

/** What basic commands of two characters and all extended ones begin with. */
const SIGNS: ReadonlySet<string> = new Set(
  [...BASIC, ...EXTENDED].map((name) => name.charAt(0)).filter((first) => first < 'A' || first > 'Z'),
);
const LONGEST = Math.max(...[...EXTENDED].map((name) => name.length));

/** Spaces that may stand before a line, and what is left of the last one: V.250 5.2.1 has them ignored. */
const LEADING = 32;

/** The whole name with its prefix, made once: a hot path only looks it up. */
const FULL_NAMES: ReadonlyMap<string, string> = new Map(
  [...BASIC, ...EXTENDED].map((name) => [name, `AT${name}`]),
);

/** Every name that `atCommand` gives, `_OTHER` aside. */
export const AT_COMMAND_NAMES: readonly string[] = ['AT', 'A/', ...FULL_NAMES.values()];

const fault = (reason: AtCommandFault): AtCommand => ({ ok: false, name: '_OTHER', reason });

const NOT_TEXT = fault('not_text');
const NO_PREFIX = fault('no_prefix');
const MALFORMED = fault('malformed');
const UNKNOWN = fault('unknown_command');

/**
 * Names the command in a line for a modem (ITU-T V.250 5.2 to 5.4; names of TS 27.007, TS 27.005, V.250 and of makers).
 * Only the name comes out, and only one of the tables: no parameter, no dialled number, no PIN. Never throws; its work
 * is bounded, whatever the length of the line.
 */
export function atCommand(line: string): AtCommand {
  if (typeof line !== 'string') return NOT_TEXT;
  const start = skipBlank(line);
  const prefix = line.slice(start, start + 2).toUpperCase();
  if (prefix === 'A/') return { ok: true, name: 'A/', concatenated: false };
  if (prefix !== 'AT') return NO_PREFIX;
  const body = skipSpaces(line, start + 2);
  const first = line.charAt(body).toUpperCase();
  if (isEnd(first)) return { ok: true, name: 'AT', concatenated: false };
  return SIGNS.has(first) ? extendedCommand(line, body) : basicCommand(line, body, first);
}

function basicCommand(line: string, start: number, name: string): AtCommand {
  if (!BASIC.has(name)) return name >= 'A' && name <= 'Z' ? UNKNOWN : MALFORMED;
  // What is dialled goes on to the end of the line or to a semicolon; it is not looked at.
  if (name === 'D') return known(name, false);
  return known(name, hasMore(line, start + name.length));
}

function extendedCommand(line: string, start: number): AtCommand {
  let name = '';
  let at = start;
  for (; name.length <= LONGEST && at - start <= 2 * LONGEST; at += 1) {
    const character = line.charAt(at);
    if (character === ' ') continue;
    if (isEnd(character) || character === '=' || character === '?' || character === ';') break;
    name += character.toUpperCase();
  }
  const next = line.charAt(at);
  if (EXTENDED.has(name)) return known(name, next === ';');
  const basic = name.slice(0, 2);
  const isAlone = isNumber(name.slice(2));
  // No extended command begins with &; with the other signs, letters that follow make a name that nobody knows.
  if (BASIC.has(basic) && (isAlone || basic.startsWith('&'))) return known(basic, !isAlone || next === ';');
  return name.length === 1 ? MALFORMED : UNKNOWN;
}

function known(name: string, concatenated: boolean): AtCommand {
  return { ok: true, name: FULL_NAMES.get(name) ?? `AT${name}`, concatenated };
}

/** Whether something comes after a basic command's number: `E0+CMEE=1`, `E0V1`. */
function hasMore(line: string, start: number): boolean {
  for (let at = start; at < start + LEADING; at += 1) {
    const character = line.charAt(at);
    if (isEnd(character)) return false;
    const isOwn = character === ' ' || character === '=' || character === '?' || isDigit(character);
    if (!isOwn) return true;
  }
  return false;
}

const isDigit = (character: string) => character >= '0' && character <= '9';

function isNumber(text: string): boolean {
  for (const character of text) if (!isDigit(character)) return false;
  return true;
}

/** The end of the line, or what ends a command line or a text that follows it (S3, and Ctrl-Z of TS 27.005). */
const isEnd = (character: string) =>
  character === '' || character === '\r' || character === '\n' || character === '\x1a' || character === '\0';

function skipBlank(line: string): number {
  let at = 0;
  while (at < LEADING && (line.charAt(at) === ' ' || isControl(line.charCodeAt(at)))) at += 1;
  return at;
}

const isControl = (code: number) => code < 0x20;

function skipSpaces(line: string, start: number): number {
  let at = start;
  while (at < start + LEADING && line.charAt(at) === ' ') at += 1;
  return at;
}
