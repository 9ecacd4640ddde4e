import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import type { CardCredentials } from './cards';
import { errorCode } from './error-code';

/** The identities and keys that the lab's server knows. */
export interface PskFile {
  readonly path: string;
  readonly credentials: readonly CardCredentials[];
  /** Whether the file was made now. */
  readonly created: boolean;
  /** Set when others than the owner may read the file. */
  readonly readableByOthers: boolean;
}

/** The file of keys cannot be used. The message says why and what to do, and never shows a key. */
export class PskFileError extends Error {
  override readonly name = 'PskFileError';
}

const KEY_BYTES = 16;
const SHORTEST_KEY_BYTES = 8;
const LONGEST_KEY_BYTES = 64;
const LONGEST_IDENTITY = 128;
const OWNER_ONLY = 0o600;
const OTHERS = 0o077;
const FORMAT = 'a line is identity:key, the key in hexadecimal';

/** The identity of the lab's card with this number from 1: `lab-0001`. */
export function labIdentity(number: number): string {
  return `lab-${String(number).padStart(4, '0')}`;
}

/** Whether an identity is one that a lab gives to its cards, in this process or in another. */
export function isLabIdentity(identity: string): boolean {
  return /^lab-\d{4,}$/.test(identity);
}

/** `count` identities from `lab-0001` on, each with a new random key. */
export function newCredentials(count: number): readonly CardCredentials[] {
  return Array.from({ length: count }, (_, index) => ({
    identity: labIdentity(index + 1),
    key: randomBytes(KEY_BYTES),
  }));
}

/**
 * Reads the file of keys, or makes it, for its owner alone, with `count` identities (at least `lab-0001`). A file that
 * is there is used as it is and never changed.
 *
 * @throws PskFileError when the file cannot be read or written, or has a line that is not `identity:hexkey`
 */
export function openPskFile(path: string, count: number): PskFile {
  try {
    return createFile(path, newCredentials(Math.max(count, 1)));
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw unusable(path, 'written', error);
  }
  return readFile(path);
}

function createFile(path: string, credentials: readonly CardCredentials[]): PskFile {
  const descriptor = openSync(path, 'wx', OWNER_ONLY);
  try {
    const lines = credentials.map(({ identity, key }) => `${identity}:${Buffer.from(key).toString('hex')}\n`);
    writeFileSync(descriptor, lines.join(''));
  } finally {
    closeSync(descriptor);
  }
  return { path, credentials, created: true, readableByOthers: false };
}

function readFile(path: string): PskFile {
  let text: string;
  let mode: number;
  try {
    const descriptor = openSync(path, 'r');
    try {
      mode = fstatSync(descriptor).mode;
      text = readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw unusable(path, 'read', error);
  }
  const credentials = parsePskFile(text, path);
  return { path, credentials, created: false, readableByOthers: (mode & OTHERS) !== 0 };
}

/**
 * The credentials in the text of a file of keys; empty lines and lines that begin with `#` are left out.
 *
 * @throws PskFileError that names the file and the line
 */
export function parsePskFile(text: string, path: string): readonly CardCredentials[] {
  const credentials = new Map<string, CardCredentials>();
  text.split(/\r?\n/).forEach((line, index) => {
    if (line.trim() === '' || line.startsWith('#')) return;
    const parsed = parseLine(line.trim());
    const problem = 'problem' in parsed ? parsed.problem : duplicate(credentials, parsed.identity);
    if (problem) throw new PskFileError(`${path}, line ${index + 1}: ${problem}`);
    if ('identity' in parsed) credentials.set(parsed.identity, parsed);
  });
  if (credentials.size === 0) {
    throw new PskFileError(
      `${path} holds no keys: ${FORMAT}. Remove the file to have the lab make a new one.`,
    );
  }
  return [...credentials.values()];
}

function parseLine(line: string): CardCredentials | { readonly problem: string } {
  const colon = line.lastIndexOf(':');
  const identity = line.slice(0, Math.max(colon, 0));
  const hex = line.slice(colon + 1);
  if (identity === '') return { problem: `there is no identity; ${FORMAT}` };
  if (identity.length > LONGEST_IDENTITY) {
    return { problem: `the identity is longer than ${LONGEST_IDENTITY} characters` };
  }
  if (!/^[0-9a-fA-F]*$/.test(hex) || hex.length % 2 !== 0) {
    return { problem: `the key of ${identity} is not hexadecimal; ${FORMAT}` };
  }
  const bytes = hex.length / 2;
  if (bytes < SHORTEST_KEY_BYTES || bytes > LONGEST_KEY_BYTES) {
    return {
      problem: `the key of ${identity} has ${bytes} bytes; ${SHORTEST_KEY_BYTES} to ${LONGEST_KEY_BYTES} are allowed`,
    };
  }
  return { identity, key: Buffer.from(hex, 'hex') };
}

function duplicate(known: ReadonlyMap<string, CardCredentials>, identity: string): string | undefined {
  return known.has(identity) ? `the identity ${identity} is there twice` : undefined;
}

function unusable(path: string, what: string, error: unknown): PskFileError {
  return new PskFileError(
    `the file of keys ${path} cannot be ${what} (${errorCode(error)}): choose another with --psk-file`,
  );
}
