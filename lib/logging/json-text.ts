import { cutText } from '../redaction';

/** The longest text of one value, in UTF-16 code units. */
export const LONGEST_TEXT = 8_192;

const DEEPEST = 12;
const MOST_MEMBERS = 200;
/** Below this a look at each character is quicker than `JSON.stringify`. */
const SHORT = 48;
/** What JSON allows and a terminal may obey, or a reader of lines take for the end of one. */
const UNSAFE = /[\u007f-\u009f\u2028\u2029]/;
const UNSAFE_ALL = /[\u007f-\u009f\u2028\u2029]/g;
const UNREADABLE = '"[unreadable]"';

function escapeUnsafe(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** A text in JSON's quotes, with nothing in it that a terminal would obey. */
export function quote(text: string): string {
  if (text.length <= SHORT) {
    let index = 0;
    for (; index < text.length; index += 1) {
      const code = text.charCodeAt(index);
      if (code < 0x20 || code > 0x7e || code === 0x22 || code === 0x5c) break;
    }
    if (index === text.length) return `"${text}"`;
  }
  const quoted = JSON.stringify(text);
  return UNSAFE.test(quoted) ? quoted.replace(UNSAFE_ALL, escapeUnsafe) : quoted;
}

/**
 * Writes values as JSON, whatever they are: it never throws, ends where a value goes on for ever, and stays within a
 * budget of characters. What JSON does not have is written as text: NaN, bigints, symbols, functions, invalid dates.
 */
export class JsonText {
  #left: number;
  /** Made with the first object: most records have none in them. */
  #ancestors: object[] | undefined;

  /** @param budget characters that may be written, by and large: the value at hand is always finished */
  constructor(budget: number) {
    this.#left = budget;
  }

  /** Whether anything was left out for want of room. */
  get isFull(): boolean {
    return this.#left <= 0;
  }

  /** The members of a record as `"a":1,"b":2`, without braces; empty when it has none. */
  members(record: object): string {
    let text = '';
    let written = 0;
    let leftOut = 0;
    for (const key of keysOf(record)) {
      if (this.#left <= 0 || written >= MOST_MEMBERS) {
        leftOut += 1;
        continue;
      }
      const value = this.#member(record, key);
      if (value === undefined) continue;
      const name = quote(cutText(key, 256));
      this.#left -= name.length + 2;
      text += `${written === 0 ? '' : ','}${name}:${value}`;
      written += 1;
    }
    if (leftOut === 0) return text;
    return `${text}${written === 0 ? '' : ','}"…":"cut: ${leftOut} members"`;
  }

  /** A value as JSON. */
  value(value: unknown): string {
    return this.#write(value) ?? 'null';
  }

  #member(record: object, key: string): string | undefined {
    try {
      return this.#write((record as Readonly<Record<string, unknown>>)[key]);
    } catch {
      // A getter or a proxy of the application's own: there is no value then, and that is said.
      return UNREADABLE;
    }
  }

  #write(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string': {
        const text = quote(cutText(value, LONGEST_TEXT));
        this.#left -= text.length;
        return text;
      }
      case 'number':
        this.#left -= 8;
        return Number.isFinite(value) ? String(value) : `"${value}"`;
      case 'boolean':
        return value ? 'true' : 'false';
      case 'undefined':
        return undefined;
      case 'object':
        return value === null ? 'null' : this.#object(value);
      default:
        return this.#write(typeof value === 'function' ? '[function]' : String(value));
    }
  }

  #object(value: object): string {
    if (value instanceof Date)
      return Number.isNaN(value.getTime()) ? '"Invalid Date"' : `"${value.toISOString()}"`;
    this.#ancestors ??= [];
    const ancestors = this.#ancestors;
    if (ancestors.includes(value)) return '"[circular]"';
    if (ancestors.length >= DEEPEST) return '"[cut: too deep]"';
    ancestors.push(value);
    try {
      return Array.isArray(value) ? this.#array(value) : `{${this.members(value)}}`;
    } finally {
      ancestors.pop();
    }
  }

  #array(values: readonly unknown[]): string {
    const texts: string[] = [];
    for (let index = 0; index < values.length; index += 1) {
      if (this.#left <= 0 || index >= MOST_MEMBERS) {
        texts.push(`"… [cut: ${values.length - index} elements]"`);
        break;
      }
      texts.push(this.#member(values, String(index)) ?? 'null');
    }
    return `[${texts.join(',')}]`;
  }
}

function keysOf(record: object): readonly string[] {
  try {
    return Object.keys(record);
  } catch {
    // A proxy that does not want to be looked at has no members for us.
    return [];
  }
}
