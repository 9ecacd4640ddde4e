import type { AttributeValue } from '@opentelemetry/api';
import { arrayContentKey, type OwnAttributes } from './attribute-values';

/** Keys that are remembered as ignored; others are read with care each time. */
const MAX_IGNORED_KEYS = 64;

/**
 * After so many changes the last value of a key is not looked at any more: comparing strings that differ takes longer
 * than it saves (80 against 61 ns for two attributes whose values change, 46 against 55 for two that stay).
 */
const MAX_CHANGES = 64;

/** What is known of the values of one attribute key. */
export interface KeyFacts {
  readonly key: string;
  /** Of which types values are; strings that are empty, or that not every format can write, count as types of their own. */
  readonly types: ReadonlySet<ValueKind>;
}

/** The types of attribute values, as far as they can meet in a text. */
export type ValueKind = 'string' | 'number' | 'boolean' | 'array' | 'empty' | 'ill-formed';

/** One attribute key: the numbers of its values. */
export class KeySlot implements KeyFacts {
  readonly key: string;
  readonly types = new Set<ValueKind>();
  /** The key is not recorded: an attribute with it is passed over. */
  readonly ignored: boolean;
  readonly pairs = new Map<AttributeValue, number>();
  /** Arrays by their content. */
  arrays: Map<string, number> | undefined;
  /** The value that was looked up last, and its number, for callers that repeat themselves. */
  lastValue: unknown = undefined;
  lastPair = -1;
  /** Whether comparing with the last value is worth its while. */
  repeats = false;
  #changes = 0;
  /** The key that followed when this one was first seen: where the walk looks first. */
  next: KeySlot | undefined;

  constructor(key: string, ignored: boolean) {
    this.key = key;
    this.ignored = ignored;
  }

  /** The number of a value as a caller gives it; nothing for one that has none, and for arrays. */
  pair(value: unknown): number | undefined {
    const pair = this.pairs.get(value as AttributeValue);
    if (pair !== undefined && this.#changes < MAX_CHANGES) {
      this.#changes += 1;
      this.lastValue = value;
      this.lastPair = pair;
      this.repeats = this.#changes < MAX_CHANGES;
    }
    return pair;
  }
}

/** Numbers the pairs of key and value that the attribute sets of a table are made of. */
export class AttributePairs {
  /** The key that most sets begin with. */
  first: KeySlot | undefined;
  readonly slots = new Map<string, KeySlot>();
  readonly #allowedKeys: ReadonlySet<string> | undefined;
  #ignoredKeys = 0;
  /** By pair number: its key and its value. */
  readonly #pairSlots: KeySlot[] = [];
  readonly #values: AttributeValue[] = [];
  #kept: WeakMap<object, unknown[]> | undefined;

  constructor(allowedKeys: ReadonlySet<string> | undefined) {
    this.#allowedKeys = allowedKeys;
  }

  /** How many pairs have a number. */
  get size(): number {
    return this.#values.length;
  }

  /** Whether keys are left out that are not known. */
  get isSelective(): boolean {
    return this.#allowedKeys !== undefined;
  }

  /** The keys that make up sets. */
  get keys(): readonly KeyFacts[] {
    return [...this.slots.values()].filter(({ ignored }) => !ignored);
  }

  key(pair: number): KeyFacts {
    return this.#pairSlots[pair] as KeySlot;
  }

  value(pair: number): AttributeValue {
    return this.#values[pair] as AttributeValue;
  }

  /** A place for what `owner` keeps of each pair. */
  kept<Kept>(owner: object): (Kept | undefined)[] {
    this.#kept ??= new WeakMap();
    let kept = this.#kept.get(owner);
    if (kept === undefined) {
      kept = [];
      this.#kept.set(owner, kept);
    }
    return kept as (Kept | undefined)[];
  }

  /** The numbers of the attributes' pairs; nothing when one has none. */
  find(attributes: OwnAttributes): number[] | undefined {
    const pairs: number[] = [];
    for (const key of Object.keys(attributes)) {
      if (!this.#isAllowed(key)) {
        // Remembered, so that the quick way knows to pass over it.
        this.#slotFor(key, undefined);
        continue;
      }
      const slot = this.slots.get(key);
      const pair = slot && pairOf(slot, attributes[key] as AttributeValue);
      if (pair === undefined) return undefined;
      pairs.push(pair);
    }
    return pairs;
  }

  /** The numbers of the attributes' pairs, given to those that have none. */
  add(attributes: OwnAttributes): number[] {
    const pairs: number[] = [];
    let previous: KeySlot | undefined;
    for (const key of Object.keys(attributes)) {
      const slot = this.#slotFor(key, previous);
      if (slot === undefined) continue;
      previous = slot;
      if (!slot.ignored) pairs.push(this.#pairFor(slot, attributes[key] as AttributeValue));
    }
    return pairs;
  }

  #isAllowed(key: string): boolean {
    return this.#allowedKeys === undefined || this.#allowedKeys.has(key);
  }

  /** The slot of a key, made if need be; nothing for a key that is ignored and not worth remembering. */
  #slotFor(key: string, previous: KeySlot | undefined): KeySlot | undefined {
    let slot = this.slots.get(key);
    if (slot === undefined) {
      const ignored = !this.#isAllowed(key);
      if (ignored && this.#ignoredKeys === MAX_IGNORED_KEYS) return undefined;
      if (ignored) this.#ignoredKeys += 1;
      slot = new KeySlot(key, ignored);
      this.slots.set(key, slot);
    }
    if (previous === undefined) this.first ??= slot;
    else if (previous !== slot) previous.next ??= slot;
    return slot;
  }

  #pairFor(slot: KeySlot, value: AttributeValue): number {
    const known = pairOf(slot, value);
    if (known !== undefined) return known;
    const pair = this.#values.length;
    slot.types.add(kindOf(value));
    this.#pairSlots.push(slot);
    this.#values.push(value);
    if (Array.isArray(value)) {
      slot.arrays ??= new Map();
      slot.arrays.set(arrayContentKey(value), pair);
    } else {
      slot.pairs.set(value, pair);
    }
    return pair;
  }
}

function pairOf(slot: KeySlot, value: AttributeValue): number | undefined {
  return Array.isArray(value) ? slot.arrays?.get(arrayContentKey(value)) : slot.pairs.get(value);
}

/** Halves of a surrogate pair without the other, and NUL, which some formats have no way to write. */
const ILL_FORMED = /[\p{Surrogate}\0]/u;

function kindOf(value: AttributeValue): ValueKind {
  if (Array.isArray(value)) return 'array';
  if (typeof value !== 'string') return typeof value as 'number' | 'boolean';
  if (value === '') return 'empty';
  return ILL_FORMED.test(value) ? 'ill-formed' : 'string';
}
