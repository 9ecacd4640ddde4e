import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isLabIdentity, labIdentity, openPskFile, PskFileError, parsePskFile } from '../../lib/lab/psk-file';

const KEY = '00112233445566778899aabbccddeeff';
let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardlink-psk-'));
  path = join(folder, 'lab.psk');
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('openPskFile', () => {
  it('makes a file that only its owner may read, with random keys for lab-0001 and on', () => {
    const made = openPskFile(path, 3);
    expect(made).toMatchObject({ created: true, readableByOthers: false });
    expect(made.credentials.map(({ identity }) => identity)).toEqual(['lab-0001', 'lab-0002', 'lab-0003']);
    expect(new Set(made.credentials.map(({ key }) => Buffer.from(key).toString('hex'))).size).toBe(3);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('holds lab-0001 also when there are no cards', () => {
    expect(openPskFile(path, 0).credentials.map(({ identity }) => identity)).toEqual(['lab-0001']);
  });

  it('uses a file that is there as it is', () => {
    const text = `# my own cards\n\nsimulator-7:${KEY}\nurn:x:1:${KEY}\n`;
    writeFileSync(path, text, { mode: 0o600 });
    const { created, credentials } = openPskFile(path, 20);
    expect(created).toBe(false);
    expect(credentials).toEqual([
      { identity: 'simulator-7', key: Buffer.from(KEY, 'hex') },
      { identity: 'urn:x:1', key: Buffer.from(KEY, 'hex') },
    ]);
    expect(readFileSync(path, 'utf8')).toBe(text);
  });

  it('gives back the keys that it wrote', () => {
    const made = openPskFile(path, 2).credentials;
    const read = openPskFile(path, 2).credentials;
    expect(read.map(({ key }) => Buffer.from(key).toString('hex'))).toEqual(
      made.map(({ key }) => Buffer.from(key).toString('hex')),
    );
  });

  it('sees that others may read the file', () => {
    openPskFile(path, 1);
    chmodSync(path, 0o644);
    expect(openPskFile(path, 1).readableByOthers).toBe(true);
  });

  it('names a file that cannot be made or read', () => {
    expect(() => openPskFile(join(folder, 'no', 'lab.psk'), 1)).toThrow(
      /no\/lab\.psk cannot be written.*--psk-file/,
    );
    expect(() => openPskFile(folder, 1)).toThrow(/cannot be read \(EISDIR\)/);
  });
});

describe('parsePskFile', () => {
  it.each([
    ['a line without a colon', 'lab-0001', 'line 1: there is no identity'],
    ['a line without an identity', `:${KEY}`, 'line 1: there is no identity'],
    ['an odd number of digits', `ok:${KEY}\nbad:${KEY}0`, 'line 2: the key of bad is not hexadecimal'],
    ['a key that is not hexadecimal', `bad:${'z'.repeat(32)}`, 'the key of bad is not hexadecimal'],
    ['a key that is too short', 'bad:0011', 'the key of bad has 2 bytes; 8 to 64 are allowed'],
    ['an identity that is there twice', `a:${KEY}\na:${KEY}`, 'line 2: the identity a is there twice'],
    ['an identity that is too long', `${'a'.repeat(200)}:${KEY}`, 'longer than 128 characters'],
    ['nothing', '\n# nothing\n', 'holds no keys'],
  ])('refuses %s and says where', (_, text, message) => {
    expect(() => parsePskFile(text, 'x.psk')).toThrow(PskFileError);
    expect(() => parsePskFile(text, 'x.psk')).toThrow(message);
  });

  it('never shows a key in what it says', () => {
    const secret = 'c0ffee00c0ffee00c0ffee00c0ffee00';
    const lines = fc.constantFrom(
      `:${secret}`,
      `a:${secret}x`,
      `a:${secret}\na:${secret}`,
      `a:${secret.repeat(9)}`,
    );
    fc.assert(
      fc.property(lines, (text) => {
        let message = '';
        try {
          parsePskFile(text, 'x.psk');
        } catch (error) {
          message = String(error);
        }
        expect(message).not.toBe('');
        expect(message).not.toContain('c0ffee');
      }),
    );
  });
});

it('knows the identities of labs from others', () => {
  expect(labIdentity(7)).toBe('lab-0007');
  expect([labIdentity(7), labIdentity(12_345)].every(isLabIdentity)).toBe(true);
  expect(['lab-1', 'simulator', 'xlab-0001', 'lab-0001x'].some(isLabIdentity)).toBe(false);
});
