import type { NumberKind } from './identities';
import { Hint, type TextScan } from './text-scan';

/** How far before and behind a number a word may stand that says what it is. */
const REACH = 40;
const REACH_BEHIND = 16;

/** Words that say which identity a number is: names, and the AT commands of TS 27.007 that ask for it. */
const KIND_BY_WORD: ReadonlyMap<string, NumberKind> = new Map([
  ...words('iccid', 'iccid iccids ccid qccid iccd'),
  ...words('imsi', 'imsi imsis cimi subscriberid'),
  ...words('imei', 'imei imeis imeisv cgsn gsn'),
  ...words('msisdn', 'msisdn msisdns phone telephone tel mobile cnum clip clcc cmgr cmgl cmt cmgs'),
  ...words('eid', 'eid eids'),
]);

function words(kind: NumberKind, list: string): readonly (readonly [string, NumberKind])[] {
  return list.split(' ').map((word) => [word, kind] as const);
}

/** Those words, by whose starts a text is known to have none. */
export const IDENTITY_WORDS: readonly string[] = [...KIND_BY_WORD.keys()];

/** Those words, and the ones of two parts also in two: `ICC ID`, `subscriber-id`. */
const SPELLINGS = [...KIND_BY_WORD.keys(), 'icc[ _-]id', 'subscriber[ _-]id'].join('|');
const NEARBY = new RegExp(`(?<![a-z])(?:${SPELLINGS})(?![a-z])`, 'g');
const TOUCHING = new RegExp(`(?<![a-z])(${SPELLINGS})_?$`);
/** What another value stands between, so that a word before it is not about this number; `6262` and more is a number. */
const BARRIER = /[,;&|{}[\]]|[0-9]{6}/g;

/**
 * The words near a number that say which identity it is: the nearest before it, not past another value, else one right
 * behind it, as in `262011234567890 (IMSI)`.
 */
export class NearbyWords {
  #before: NumberKind | 'none' | undefined;

  constructor(
    private readonly text: string,
    private readonly start: number,
    private readonly scan: TextScan,
  ) {}

  /** Whether there is any such word. Most texts have none: to look before each number would be most of the work. */
  get isPossible(): boolean {
    return (this.scan.hints & Hint.identity) !== 0;
  }

  /** What the words before the number say. */
  get kindBefore(): NumberKind | undefined {
    if (!this.isPossible) return undefined;
    this.#before ??= kindBefore(this.text, this.start) ?? 'none';
    return this.#before === 'none' ? undefined : this.#before;
  }

  /** What the word says that the number is written on to: `imsi_262011234567890`, `IMSI262011234567890`. */
  get kindTouching(): NumberKind | undefined {
    if (!this.isPossible) return undefined;
    const before = this.text.slice(Math.max(0, this.start - REACH_BEHIND), this.start).toLowerCase();
    return kindOfWord(TOUCHING.exec(before)?.[1]);
  }

  /** What the word behind the number says, which ends at `end`. */
  kindBehind(end: number): NumberKind | undefined {
    if (!this.isPossible) return undefined;
    const after = this.text.slice(end, end + REACH_BEHIND).toLowerCase();
    return KIND_BY_WORD.get(/^ ?(?:\(|is (?:an?|the) |= ?)([a-z]+)(?![a-z])/.exec(after)?.[1] ?? '');
  }
}

function kindBefore(text: string, start: number): NumberKind | undefined {
  const before = text.slice(Math.max(0, start - REACH), start).toLowerCase();
  const open = before.slice(lastIndex(BARRIER, before));
  // An AT command's answer has commas between its fields: +CNUM: ,"01701234567",129.
  const answer = /\+(cnum|clip|clcc|cmgr|cmgl|cmt)[:=]/.exec(before);
  return kindOfWord(lastMatch(NEARBY, open) ?? answer?.[1]);
}

function kindOfWord(word: string | undefined): NumberKind | undefined {
  return KIND_BY_WORD.get(word?.replace(/[ _-]/g, '') ?? '');
}

/** Whether a key has such a word in it that numbers behind it are known by: `deviceImsi` has none. */
export function hasIdentityWord(key: string): boolean {
  return lastMatch(NEARBY, key.toLowerCase()) !== undefined;
}

function lastMatch(pattern: RegExp, text: string): string | undefined {
  return text.match(pattern)?.at(-1);
}

function lastIndex(pattern: RegExp, text: string): number {
  let last = 0;
  for (const match of text.matchAll(pattern)) last = match.index + match[0].length;
  return last;
}
