import { hexWord } from './hex';
import { errorTypeOf, type StatusWordErrorType } from './status-word-error';
import { compilePattern, matchesPattern, type WordPattern } from './status-word-pattern';
import { STATUS_WORD_ROWS, type StatusCategory, type StatusWordRow } from './status-word-table';

/** What a status word answers; the same word may mean other things on other commands and classes. */
export interface StatusWordContext {
  readonly commandType?: string | undefined;
  readonly cla?: number | undefined;
}

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
}

type CompiledRow = StatusWordRow & WordPattern;

const ROWS: readonly CompiledRow[] = STATUS_WORD_ROWS.map((row) => ({
  ...row,
  ...compilePattern(row.pattern),
}));

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

  /** See `explainStatusWord`. */
  explain(word: number, context?: StatusWordContext): StatusWordExplanation {
    const key = contextKey(context) * 0x10000 + (word & 0xffff);
    const slot = Math.imul(key, SPREAD) >>> (32 - SLOT_BITS);
    const known = this.#keys[slot] === key ? this.#explanations[slot] : undefined;
    if (known !== undefined) return known;
    const explanation = explain(word & 0xffff, context ?? {});
    this.#keys[slot] = key;
    this.#explanations[slot] = explanation;
    return explanation;
  }
}

function contextKey(context: StatusWordContext | undefined): number {
  if (context === undefined) return 0;
  const { cla, commandType } = context;
  const number = commandType === undefined ? 0 : (COMMAND_NUMBERS.get(commandType) ?? 0);
  if (cla === undefined) return number * 3;
  return number * 3 + (cla === CLASS_GSM ? 1 : 2);
}

function explain(word: number, context: StatusWordContext): StatusWordExplanation {
  const row = bestRow(word, context);
  const category = row?.category ?? categoryOfUnknown(word);
  return Object.freeze({
    statusWord: hexWord(word),
    label: row === undefined ? '_OTHER' : (row.label ?? row.pattern),
    category,
    meaning: row === undefined ? `Unknown status word ${hexWord(word)}` : fill(row.meaning, word),
    standard: row?.standard,
    errorType: category === 'error' ? errorTypeOf(word) : undefined,
  });
}

/** ISO 7816-4:2005, 5.1.3: 62 and 63 warn, whatever follows. All other words in no table are errors. */
function categoryOfUnknown(word: number): StatusCategory {
  const sw1 = word >> 8;
  return sw1 === 0x62 || sw1 === 0x63 ? 'warning' : 'error';
}

function bestRow(word: number, context: StatusWordContext): CompiledRow | undefined {
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
function rankOf(row: CompiledRow, context: StatusWordContext): number {
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
 * `_OTHER`.
 */
export function explainStatusWord(word: number, context?: StatusWordContext): StatusWordExplanation {
  return STATUS_WORDS.explain(word, context);
}

/** The `error.type` of `cardlink.apdu.errors` for a status word; undefined when it is no error. */
export function apduErrorType(word: number, context?: StatusWordContext): StatusWordErrorType | undefined {
  return STATUS_WORDS.explain(word, context).errorType;
}

/** Every label that `explainStatusWord` gives, `_OTHER` last. */
export const STATUS_WORD_LABELS: readonly string[] = [
  ...new Set([...STATUS_WORD_ROWS.map((row) => row.label ?? row.pattern), '_OTHER']),
];
