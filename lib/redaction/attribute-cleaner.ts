import { REDACTED } from './rule';
import type { KeyVerdict, SecretKeys } from './secret-keys';
import type { Counts, TextCleaner } from './text-cleaner';

const DEEPEST = 8;
const MOST_VALUES = 10_000;

/** How much of one record may still be looked at: a record that goes on for ever must not. */
interface Budget {
  values: number;
}

/**
 * Cleans the attributes of spans, events and log records: by key, then by what is in the text. Values of any nesting;
 * what was nested is copied when it changes, since it may be shared.
 */
export class AttributeCleaner {
  constructor(
    private readonly keys: SecretKeys,
    private readonly text: TextCleaner,
    private readonly counts: Counts,
  ) {}

  /**
   * Cleans a record in place. Never throws; false when a value could be neither cleaned nor removed (the record is
   * frozen), so that the record must not leave the process.
   */
  clean(record: Record<string, unknown>): boolean {
    const budget = { values: MOST_VALUES };
    let isClean = true;
    for (const key of Object.keys(record)) {
      try {
        const value = record[key];
        const cleaned = this.#cleanEntry(key, value, 0, budget);
        if (cleaned === value || replaceEntry(record, key, cleaned)) continue;
      } catch {
        // A getter that throws, or a value that cannot be looked through: dropped below.
      }
      this.counts.add('failed');
      isClean = (replaceEntry(record, key, REDACTED) || Reflect.deleteProperty(record, key)) && isClean;
    }
    return isClean;
  }

  #cleanEntry(key: string, value: unknown, depth: number, budget: Budget): unknown {
    const verdict = this.keys.verdict(key);
    if (verdict === 'open' || !mayBeSecret(value, verdict)) return this.#cleanValue(value, depth, budget);
    this.counts.add('secret_key');
    return REDACTED;
  }

  #cleanValue(value: unknown, depth: number, budget: Budget): unknown {
    if (typeof value === 'string') return this.text.clean(value);
    if (typeof value !== 'object' || value === null || value instanceof Date) return value;
    budget.values -= 1;
    if (depth >= DEEPEST || budget.values < 0) return this.#drop('too_large');
    if (Array.isArray(value)) return this.#cleanArray(value, depth, budget);
    if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
      this.counts.add('bytes');
      return `[${value.byteLength} bytes]`;
    }
    return isPlainObject(value) ? this.#cleanObject(value, depth, budget) : this.text.clean(String(value));
  }

  #cleanArray(values: readonly unknown[], depth: number, budget: Budget): unknown {
    let copy: unknown[] | undefined;
    for (const [index, value] of values.entries()) {
      const cleaned = this.#cleanValue(value, depth + 1, budget);
      if (cleaned === value) continue;
      copy ??= [...values];
      copy[index] = cleaned;
    }
    return copy ?? values;
  }

  #cleanObject(object: Record<string, unknown>, depth: number, budget: Budget): unknown {
    let copy: Record<string, unknown> | undefined;
    for (const key of Object.keys(object)) {
      const value = object[key];
      const cleaned = this.#cleanEntry(key, value, depth + 1, budget);
      if (cleaned === value) continue;
      copy ??= { ...object };
      copy[key] = cleaned;
    }
    return copy ?? object;
  }

  #drop(rule: 'too_large'): string {
    this.counts.add(rule);
    return REDACTED;
  }
}

/** Whether a value under a secret's key can hold one: a flag cannot, a number under the bare word "key" is a count. */
function mayBeSecret(value: unknown, verdict: KeyVerdict): boolean {
  if (typeof value === 'number') return verdict !== 'weak';
  return !(
    value === undefined ||
    value === null ||
    typeof value === 'boolean' ||
    value === '' ||
    value === REDACTED
  );
}

function isPlainObject(value: object): value is Record<string, unknown> {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/** Whether the record holds the new value now: a frozen one does not take it, nor does a stubborn setter. */
function replaceEntry(record: Record<string, unknown>, key: string, value: unknown): boolean {
  try {
    record[key] = value;
    return record[key] === value;
  } catch {
    return false;
  }
}
