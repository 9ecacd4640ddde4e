/** Turns a text into one that may be shown; redaction, handed in by whoever composes the rooms. */
export type Clean = (text: string) => string;

const LONGEST_TEXT = 1_000;
/** What is read of a longer text. Far more than is shown, so that no secret is cut in two where it can be seen. */
const LONGEST_READ = 16_000;
const DEEPEST = 4;
const MOST_MEMBERS = 200;
const UNREADABLE = '[unreadable]';

/** The text cleaned and cut to a bounded length; never throws, and shows nothing when the cleaning fails. */
export function cleanText(text: string, clean: Clean): string {
  try {
    const cleaned = clean(text.slice(0, LONGEST_READ));
    return cleaned.length > LONGEST_TEXT ? `${cleaned.slice(0, LONGEST_TEXT)}…` : cleaned;
  } catch {
    return UNREADABLE;
  }
}

/** Copies what a check hands out into something that JSON can hold, cleaned and bounded in depth and size. */
class DetailsCleaner {
  readonly #clean: Clean;
  #membersLeft = MOST_MEMBERS;

  constructor(clean: Clean) {
    this.#clean = clean;
  }

  members(source: object, depth: number): Record<string, unknown> {
    const target: [string, unknown][] = [];
    for (const name of Object.keys(source)) {
      if (this.#membersLeft-- <= 0) {
        target.push(['…', 'cut']);
        break;
      }
      target.push([cleanText(name, this.#clean), this.#member(source, name, depth)]);
    }
    return Object.fromEntries(target);
  }

  #member(source: object, name: string, depth: number): unknown {
    try {
      return this.#value(Reflect.get(source, name), depth);
    } catch {
      // A getter or a proxy of the application's own.
      return UNREADABLE;
    }
  }

  #value(value: unknown, depth: number): unknown {
    switch (typeof value) {
      case 'boolean':
      case 'undefined':
        return value;
      case 'number':
        return this.#number(value);
      case 'object':
        return value === null ? null : this.#object(value, depth);
      case 'function':
        return '[function]';
      default:
        return cleanText(String(value), this.#clean);
    }
  }

  /** An ICCID or an IMSI may come as a number. */
  #number(value: number): unknown {
    const text = String(value);
    const cleaned = cleanText(text, this.#clean);
    return cleaned === text && Number.isFinite(value) ? value : cleaned;
  }

  #object(value: object, depth: number): unknown {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
    if (value instanceof Error) return cleanText(describeFailure(value), this.#clean);
    if (depth >= DEEPEST) return '[…]';
    if (!Array.isArray(value)) return this.members(value, depth + 1);
    return Object.values(this.members(value.slice(0, MOST_MEMBERS), depth + 1));
  }
}

/** Cleans a structure of plain JSON by its keys, so that a PIN under `pin` is known for one. */
export type CleanStructure = (value: unknown) => unknown;

/** A check's details as they may be shown: a copy that is plain JSON, redacted, at most a few hundred members. */
export function cleanDetails(
  details: object,
  clean: Clean,
  cleanStructure: CleanStructure,
): Readonly<Record<string, unknown>> {
  try {
    const cleaned = cleanStructure(new DetailsCleaner(clean).members(details, 0));
    return typeof cleaned === 'object' && cleaned !== null ? { ...cleaned } : { '…': UNREADABLE };
  } catch {
    return { '…': UNREADABLE };
  }
}

/** What a thrown value says: an error's message or, where that is empty (as with several addresses refused), its code. */
export function describeFailure(failure: unknown): string {
  try {
    if (typeof failure !== 'object' || failure === null) return String(failure);
    const { message, code, name } = failure as { message?: unknown; code?: unknown; name?: unknown };
    const said = [message, code, name].find((part) => typeof part === 'string' && part !== '');
    return typeof said === 'string' ? said : 'failed without a message';
  } catch {
    return 'failed without a message';
  }
}
