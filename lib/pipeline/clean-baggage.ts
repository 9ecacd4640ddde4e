import {
  type Baggage,
  type BaggageEntry,
  baggageEntryMetadataFromString,
  propagation,
} from '@opentelemetry/api';
import type { Redactor } from '../redaction';

/** What W3C Baggage (3.3.2, "Limits") has every platform carry, and nobody has to carry more of. */
export const MOST_BAGGAGE_MEMBERS = 180;
export const MOST_BAGGAGE_BYTES = 8192;

/** Half of a surrogate pair cannot be percent-encoded: to try throws. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** What may stand in a header as it is, without beginning another member of the list. */
const PROPERTIES = /^[\x20-\x2b\x2d-\x7e]*$/;

/** Baggage that may leave the process, and whether something of it had to stay behind. */
export interface CleanBaggage {
  readonly baggage: Baggage;
  /** Members that are too many, too long, or cannot be written. */
  readonly left: number;
}

/**
 * Baggage without what must not leave the process: its keys, its values by their keys, and its properties pass redaction.
 * No more of it is looked at than W3C lets through, so that the work is bounded too. Never throws.
 */
export function cleanBaggage(baggage: Baggage, redactor: Redactor): CleanBaggage {
  const members = baggage.getAllEntries();
  const kept: Record<string, BaggageEntry> = Object.create(null);
  let count = 0;
  let length = 0;
  for (const [key, entry] of members) {
    if (count >= MOST_BAGGAGE_MEMBERS) break;
    const size = sizeOf(key, entry);
    if (size === undefined || length + size > MOST_BAGGAGE_BYTES) continue;
    length += size;
    count += 1;
    const [name, value] = cleanMember(key, entry.value, redactor);
    kept[name] = { value, ...cleanProperties(entry, redactor) };
  }
  return { baggage: propagation.createBaggage(kept), left: members.length - count };
}

/** In characters with the marks around it, encoding aside; undefined for what cannot be written at all. */
function sizeOf(key: string, { value }: BaggageEntry): number | undefined {
  // Untyped code may have put anything there.
  if (typeof key !== 'string' || typeof value !== 'string' || key === '') return undefined;
  return LONE_SURROGATE.test(key) || LONE_SURROGATE.test(value) ? undefined : key.length + value.length + 2;
}

function cleanMember(key: string, value: string, redactor: Redactor): readonly [key: string, value: string] {
  const record: Record<string, unknown> = Object.create(null);
  record[key] = value;
  redactor.attributes(record);
  const [[name, cleaned] = [key, '']] = Object.entries(record);
  return [name, String(cleaned)];
}

/** Properties are written as they are: what would break out of the member, or is longer than one may be, stays behind. */
function cleanProperties({ metadata }: BaggageEntry, redactor: Redactor): Pick<BaggageEntry, 'metadata'> {
  const text = metadata?.toString() ?? '';
  if (text === '' || text.length > MOST_BAGGAGE_BYTES) return {};
  const cleaned = redactor.text(text);
  return PROPERTIES.test(cleaned) ? { metadata: baggageEntryMetadataFromString(cleaned) } : {};
}
