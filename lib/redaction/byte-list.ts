import { findInBytes, plainBytes } from './byte-findings';
import type { KnownSecrets } from './known-secrets';
import type { Marks } from './marks';
import { REDACTED } from './rule';
import type { TextRule } from './text-rule';
import { Hint, type TextScan } from './text-scan';

const FEWEST_BYTES = 4;
/** Longer lists of numbers are no command and no key. */
const MOST_BYTES = 65_544;

/** Bytes that are written as decimal numbers, as `JSON.stringify` and `util.inspect` write arrays of them. */
export class ByteLists implements TextRule {
  readonly name = 'bytes';
  readonly needs = Hint.stretch;

  constructor(private readonly secrets: KnownSecrets) {}

  /** Whether bytes have something in them that must not be shown: a known key, a command's data, an identity. */
  areSecret(bytes: Uint8Array): boolean {
    if (this.secrets.areIn(bytes)) return true;
    let isFound = false;
    findInBytes(plainBytes(bytes), () => {
      isFound = true;
    });
    return isFound;
  }

  /** The bytes that an array of numbers is; undefined when it is another array. */
  bytesOf(values: readonly unknown[]): Uint8Array | undefined {
    if (values.length < FEWEST_BYTES || values.length > MOST_BYTES || !values.every(isByte)) return undefined;
    return Uint8Array.from(values);
  }

  find(text: string, marks: Marks, scan: TextScan): void {
    for (let index = 0; index < scan.count; index += 1) {
      if (scan.decimals(index) < FEWEST_DIGITS) continue;
      const stretch = text.slice(scan.start(index), scan.end(index));
      if (!stretch.includes(',')) continue;
      for (const list of stretch.matchAll(LIST)) this.#look(list[0], scan.start(index) + list.index, marks);
      for (const list of stretch.matchAll(INDEXED))
        this.#look(list[0], scan.start(index) + list.index, marks);
    }
  }

  #look(list: string, start: number, marks: Marks): void {
    const bytes = this.bytesOf(list.replace(INDEX, '').split(',').map(Number));
    if (bytes !== undefined && this.areSecret(bytes)) marks.add(start, start + list.length, REDACTED);
  }
}

const FEWEST_DIGITS = 7;
/** Four numbers and more with commas between; spaces and line ends beside them, as printed arrays have. */
const LIST = /(?<![0-9.])[0-9]{1,3}(?:[ \t\r\n]{0,12},[ \t\r\n]{0,12}[0-9]{1,3}(?![0-9.])){3,}/g;

/** A typed array as JSON writes it: `"0":1,"1":2`, of which the stretch begins behind the first quote. */
const INDEXED = /(?<![0-9])0":[0-9]{1,3}(?:,"[0-9]{1,5}":[0-9]{1,3}(?![0-9.])){3,}/g;
const INDEX = /"?[0-9]{1,5}":/g;

function isByte(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 255;
}
