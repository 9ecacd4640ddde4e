import { accessSync, constants, statSync } from 'node:fs';
import { isIPv6 } from 'node:net';
import { accepted, type Parsed, type RawValue, refused, type ValueType } from '../value-type';

/** Text with nothing in it that could forge a line or a header. */
export function hasControlCharacter(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** The text of a value: what stands in the file for a YAML number or boolean, the string itself otherwise. */
function textOf({ value, written }: RawValue): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? written : undefined;
}

interface TextKind {
  readonly label: string;
  readonly rule: string;
  readonly example: string;
  /** Spaces around a password belong to it. */
  readonly keepSpaces?: boolean;
  isAllowed?(text: string): boolean;
}

function textKind({ label, rule, example, keepSpaces, isAllowed }: TextKind): ValueType<string> {
  return {
    label,
    rule,
    example,
    parse(raw): Parsed<string> {
      const given = textOf(raw);
      const text = keepSpaces ? given : given?.trim();
      if (text === undefined || text === '' || hasControlCharacter(text)) return refused(rule);
      return isAllowed === undefined || isAllowed(text) ? accepted(text) : refused(rule);
    },
    format: (text) => text,
  };
}

/** Any text on one line. */
export const text: ValueType<string> = textKind({
  label: 'text',
  rule: 'must be text on one line, and not empty',
  example: 'cardlink',
});

/** A password, a token or a key: text on one line, taken as it is. */
export const secretText: ValueType<string> = textKind({
  label: 'secret',
  rule: 'must be text on one line, and not empty',
  example: 'correct horse battery staple',
  keepSpaces: true,
});

/** The user name of Basic authentication, which cannot hold a colon (RFC 7617, section 2). */
export const userName: ValueType<string> = textKind({
  label: 'text',
  rule: 'must be a user name without a colon',
  example: 'prometheus',
  isAllowed: (name) => !name.includes(':'),
});

/** What a server can listen on: a host name or an IP address, without a port. */
export const host: ValueType<string> = textKind({
  label: 'host',
  rule: 'must be a host name or an IP address, without a port',
  example: 'localhost',
  isAllowed: (name) => !/[\s/@[\]]/.test(name) && (!name.includes(':') || isIPv6(name)),
});

/** The path of a URL. */
export const urlPath: ValueType<string> = textKind({
  label: 'path',
  rule: 'must be a path that begins with /',
  example: '/metrics',
  isAllowed: (path) => path.startsWith('/') && !/[\s?#]/.test(path),
});

/** A file that exists and may be read; what is in it is for whoever uses it. */
export const readableFile: ValueType<string> = {
  ...textKind({ label: 'file', rule: 'must be a readable file', example: __filename }),
  parse(raw) {
    const path = text.parse(raw);
    if (!path.ok) return refused('must be a readable file');
    try {
      accessSync(path.value, constants.R_OK);
      return statSync(path.value).isFile() ? path : refused('must be a readable file, not a folder');
    } catch (error) {
      return refused(unreadableRule(error));
    }
  },
};

/** The rule that a file breaks which cannot be read, with the system's reason. */
export function unreadableRule(error: unknown): string {
  return `must be a readable file (${systemErrorCode(error)})`;
}

/** `ENOENT`, `EACCES` …: what the system says, without the text that might repeat what it was given. */
export function systemErrorCode(error: unknown): string {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : 'unreadable';
}
