import { REDACTED } from './rule';
import { newVisit, type StructureCleaner } from './structure-cleaner';
import type { Counts } from './text-cleaner';

/**
 * Cleans the attributes of spans, events, log records and series in place: keys, values by their keys, and what is in
 * the text. What is nested in them is copied when it changes.
 */
export class AttributeCleaner {
  constructor(
    private readonly structure: StructureCleaner,
    private readonly cleanKey: (key: string) => string,
    private readonly counts: Counts,
  ) {}

  /**
   * Cleans a record in place. Never throws; false when a value could be neither cleaned nor removed (the record is
   * frozen), so that the record must not leave the process.
   */
  clean(record: Record<string, unknown>): boolean {
    const visit = newVisit();
    let isClean = true;
    for (const key of Object.keys(record)) {
      try {
        const value = record[key];
        const cleaned = this.structure.entry(key, value, visit);
        const name = this.cleanKey(key);
        if (name !== key) {
          isClean = Reflect.deleteProperty(record, key) && replaceEntry(record, name, cleaned) && isClean;
          continue;
        }
        if (Object.is(cleaned, value) || replaceEntry(record, key, cleaned)) continue;
      } catch {
        // A getter that throws, or a value that cannot be looked through: dropped below.
      }
      this.counts.add('failed');
      isClean = (replaceEntry(record, key, REDACTED) || Reflect.deleteProperty(record, key)) && isClean;
    }
    return isClean;
  }
}

/** Whether the record holds the new value now: a frozen one does not take it, nor does a stubborn setter. */
function replaceEntry(record: Record<string, unknown>, key: string, value: unknown): boolean {
  try {
    record[key] = value;
    // NaN is what it is, too.
    return Object.is(record[key], value);
  } catch {
    return false;
  }
}
