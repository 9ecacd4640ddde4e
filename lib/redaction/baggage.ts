import { REDACTED } from './rule';
import type { SecretKeys } from './secret-keys';
import { isSecret } from './secret-value';
import { newVisit, type StructureCleaner } from './structure-cleaner';
import type { Counts } from './text-cleaner';

/** Cleans entries of baggage, which goes to whoever is asked next: what is secret does not go at all. */
export class BaggageCleaner {
  constructor(
    private readonly keys: SecretKeys,
    private readonly structure: StructureCleaner,
    private readonly counts: Counts,
  ) {}

  /** What may be sent of an entry's value; undefined when the entry is to be left out. Never throws. */
  value(key: string, value: string): string | undefined {
    try {
      if (this.structure.text(key) !== key) return undefined;
      const verdict = this.keys.verdict(key);
      if (isSecret(verdict) || verdict === 'parameter') {
        this.counts.add('secret_key');
        return undefined;
      }
      const cleaned = this.structure.entry(key, value, newVisit());
      return typeof cleaned === 'string' && !cleaned.includes(REDACTED) ? cleaned : undefined;
    } catch {
      this.counts.add('failed');
      return undefined;
    }
  }
}
