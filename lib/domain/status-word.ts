import type { CommandHeader, ParsedCommand } from './command';
import { commandType as typeOf } from './command-type';
import { hexWord } from './hex';
import { errorTypeOf, type StatusWordErrorType } from './status-word-error';
import { compilePattern, matchesPattern, type WordPattern } from './status-word-pattern';
import { STATUS_WORD_ROWS, type StatusCategory, type StatusWordRow } from './status-word-table';

/**
 * What a status word answers; the same word may mean other things on other commands and classes. Either its name and
 * class, as far as they are known, or the command itself (a C-APDU that was parsed, or its header).
 */
export type StatusWordContext =
  | { readonly commandType?: string | undefined; readonly cla?: number | undefined }
  | CommandHeader;

/**
 * Why a status word is in no table (ISO 7816-4:2005, 5.1.3): it is none at all (neither 6XXX nor 9XXX, or 60XX), one
 * that the card's maker or application may define (67, 6B, 6D, 6E, 6F, 9X), or one that the standard keeps back.
 */
export type UnknownStatusWordReason = 'invalid' | 'proprietary' | 'reserved';

/** A status word in the words of people, of spans and of labels. Shared and frozen. */
export interface StatusWordExplanation {
  /** The exact four digits: `6A82`. */
  readonly statusWord: string;
  /** The pattern that stands on a metric's label: `6A82`, `61xx`, `63Cx`; `_OTHER` when in no table. */
  readonly label: string;
  readonly category: StatusCategory;
  readonly meaning: string;
  /** The standard that defines it; undefined when in no table. */
  readonly standard: string | undefined;
  /** The `error.type` of `cardlink.apdu.errors`; undefined when it is no error. */
  readonly errorType: StatusWordErrorType | undefined;
  /** Why it is in no table; undefined when it is in one. */
  readonly unknown: UnknownStatusWordReason | undefined;
}

type CompiledRow = StatusWordRow & WordPattern & { readonly number: number };

const ROWS: readonly CompiledRow[] = STATUS_WORD_ROWS.map((row, number) => ({
  ...row,
  ...compilePattern(row.pattern),
  number,
}));

/** How many numbers `labelNumberOf` gives: one for each row, and two for words in no table. */
export const LABEL_NUMBERS: number = ROWS.length + 2;

class Explanation implements StatusWordExplanation {
  readonly statusWord: string;
  readonly label: string;
  readonly category: StatusCategory;
  readonly meaning: string;
  readonly standard: string | undefined;
  readonly errorType: StatusWordErrorType | undefined;
  readonly unknown: UnknownStatusWordReason | undefined;
  readonly #labelNumber: number;

  constructor(known: StatusWordExplanation, labelNumber: number) {
    this.statusWord = known.statusWord;
    this.label = known.label;
    this.category = known.category;
    this.meaning = known.meaning;
    this.standard = known.standard;
    this.errorType = known.errorType;
    this.unknown = known.unknown;
    this.#labelNumber = labelNumber;
  }

  static labelNumberOf(explanation: Explanation): number {
    return explanation.#labelNumber;
  }
}

/** A small number that stands for the label of a status word and its category: to keep something by, in an array. */
export function labelNumberOf(explanation: StatusWordExplanation): number {
  return Explanation.labelNumberOf(explanation as Explanation);
}

/** The commands that a row names, each with a number; 0 is for all others, which share the meaning of every word. */
const COMMAND_NUMBERS: ReadonlyMap<string, number> = new Map(
  [...new Set(ROWS.flatMap((row) => row.commands ?? []))].map((command, index) => [command, index + 1]),
);

const CLASS_GSM = 0xa0;
/** A power of two, and many times what real cards answer. */
const SLOT_BITS = 12;
/** Spreads neighbouring keys over the slots (Knuth's multiplicative hash). */
const SPREAD = 0x9e3779b1;

/**
 * Explanations by status word and context. Each has one of a fixed number of slots and stays in it until another one
 * needs it: a word that was seen costs one look-up, and a card that answers nonsense costs no memory.
 */
export class StatusWords {
  readonly #keys = new Int32Array(1 << SLOT_BITS).fill(-1);
  readonly #explanations = new Array<StatusWordExplanation | undefined>(1 << SLOT_BITS).fill(undefined);

  /** See `explainAnswer`. */
  explain(word: number, commandType?: string, cla?: number): StatusWordExplanation {
    const key = contextKey(commandType, cla) * 0x10000 + (word & 0xffff);
    const slot = Math.imul(key, SPREAD) >>> (32 - SLOT_BITS);
    const known = this.#keys[slot] === key ? this.#explanations[slot] : undefined;
    if (known !== undefined) return known;
    const explanation = explain(word & 0xffff, { commandType, cla });
    this.#keys[slot] = key;
    this.#explanations[slot] = explanation;
    return explanation;
  }
}

function contextKey(commandType: string | undefined, cla: number | undefined): number {
  const number = commandType === undefined ? 0 : (COMMAND_NUMBERS.get(commandType) ?? 0);
  if (cla === undefined) return number * 3;
  return number * 3 + (cla === CLASS_GSM ? 1 : 2);
}

/** What a row is held against. */
interface NamedContext {
  readonly commandType: string | undefined;
  readonly cla: number | undefined;
}

function explain(word: number, context: NamedContext): StatusWordExplanation {
  const row = bestRow(word, context);
  const category = row?.category ?? categoryOfUnknown(word);
  const unknown = row === undefined ? reasonOfUnknown(word) : undefined;
  const known: StatusWordExplanation = {
    statusWord: hexWord(word),
    label: row === undefined ? '_OTHER' : (row.label ?? row.pattern),
    category,
    meaning:
      row === undefined
        ? `Unknown status word ${hexWord(word)}: ${WORDS_OF_REASON[reasonOfUnknown(word)]}`
        : fill(row.meaning, word),
    standard: row?.standard,
    errorType: category === 'error' ? errorTypeOf(word) : undefined,
    unknown,
  };
  const labelNumber = row?.number ?? (category === 'error' ? ROWS.length : ROWS.length + 1);
  return Object.freeze(new Explanation(known, labelNumber));
}

const WORDS_OF_REASON: Readonly<Record<UnknownStatusWordReason, string>> = {
  invalid: 'none that a card may answer',
  proprietary: "defined by the card's maker or application, if at all",
  reserved: 'not defined by the standards',
};

/** SW1 of 6X whose SW2 the standard leaves to others. */
const PROPRIETARY_SW1: ReadonlySet<number> = new Set([0x67, 0x6b, 0x6d, 0x6e, 0x6f]);

function reasonOfUnknown(word: number): UnknownStatusWordReason {
  const sw1 = word >> 8;
  if (sw1 >> 4 === 9 || PROPRIETARY_SW1.has(sw1)) return 'proprietary';
  return sw1 >> 4 === 6 && sw1 !== 0x60 ? 'reserved' : 'invalid';
}

/** ISO 7816-4:2005, 5.1.3: 62 and 63 warn, whatever follows. All other words in no table are errors. */
function categoryOfUnknown(word: number): StatusCategory {
  const sw1 = word >> 8;
  return sw1 === 0x62 || sw1 === 0x63 ? 'warning' : 'error';
}

function bestRow(word: number, context: NamedContext): CompiledRow | undefined {
  let best: CompiledRow | undefined;
  let bestRank = -1;
  for (const row of ROWS) {
    if (!matchesPattern(row, word)) continue;
    const rank = rankOf(row, context);
    if (rank > bestRank) {
      best = row;
      bestRank = rank;
    }
  }
  return best;
}

/**
 * Rows that are meant for this context come before those that are not (a known word of another generation is better
 * than an unknown one), rows for the command before rows for all, then those with more digits.
 */
function rankOf(row: CompiledRow, context: NamedContext): number {
  const forCommand =
    row.commands === undefined ? undefined : row.commands.includes(context.commandType ?? '');
  const meant = forCommand !== false && fitsGeneration(row, context.cla);
  return (meant ? 16 : 0) + (forCommand === true ? 8 : 0) + row.digits;
}

function fitsGeneration(row: CompiledRow, cla: number | undefined): boolean {
  if (row.generation === undefined || cla === undefined) return true;
  return (row.generation === 'gsm') === (cla === CLASS_GSM);
}

/** Counts are in decimal; SW2 of 00 stands for 256 bytes. */
function fill(meaning: string, word: number): string {
  return meaning.replace('{xx}', String(word & 0xff || 256)).replace('{x}', String(word & 0x0f));
}

const STATUS_WORDS = new StatusWords();

/**
 * What a status word (SW1 and SW2 as one number, 0x6A82) says, by its command and class where they matter: 63Cx is a
 * wrong PIN only on PIN commands, 9240 a memory problem only in class A0. Never throws; words in no table are
 * `_OTHER`, with the reason in `unknown`.
 *
 * @param context the command's name, its name and class, or the command as `parseCommand` gives it
 *
 *     explainStatusWord(0x6a88, 'PUT_KEY').meaning; // 'Key to replace not found'
 *     explainStatusWord(0x63c2, parseCommand(verify)).meaning; // 'Wrong PIN; tries left: 2'
 */
export function explainStatusWord(
  word: number,
  context?: string | StatusWordContext | ParsedCommand,
): StatusWordExplanation {
  if (typeof context === 'string') return STATUS_WORDS.explain(word, context);
  if (typeof context !== 'object' || context === null) return STATUS_WORDS.explain(word);
  // What is no C-APDU still has a header to go by, when it has four bytes.
  const known = 'reason' in context ? context.header : context;
  if (!known) return STATUS_WORDS.explain(word);
  if ('ins' in known) return STATUS_WORDS.explain(word, typeOf(known), known.cla);
  return STATUS_WORDS.explain(word, known.commandType, known.cla);
}

/**
 * The same by the name and the class of the command, for the hot path: it makes nothing new for a word that was seen.
 */
export function explainAnswer(word: number, commandType?: string, cla?: number): StatusWordExplanation {
  return STATUS_WORDS.explain(word, commandType, cla);
}

/** The `error.type` of `cardlink.apdu.errors` for a status word; undefined when it is no error. */
export function apduErrorType(
  word: number,
  context?: string | StatusWordContext,
): StatusWordErrorType | undefined {
  return explainStatusWord(word, context).errorType;
}

/** Every label that `explainStatusWord` gives, `_OTHER` last. */
export const STATUS_WORD_LABELS: readonly string[] = [
  ...new Set([...STATUS_WORD_ROWS.map((row) => row.label ?? row.pattern), '_OTHER']),
];
