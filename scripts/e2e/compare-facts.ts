import {
  comparedLabels,
  type Difference,
  KNOWN_DIFFERENCES,
  type KnownDifference,
  LABEL_RULES,
  type LabelRule,
  type Side,
} from './collector-differences';
import type { Aspect, Facts, FamilyFacts } from './metric-facts';

/** Compares expositions of the same data, and remembers what of the lists of differences was needed. */
export class FactsComparison {
  readonly #used = new Set<LabelRule | KnownDifference>();

  /** The differences between the two that are not listed, a line each. */
  compare(ours: readonly FamilyFacts[], collectors: readonly FamilyFacts[]): readonly string[] {
    const own = this.#byKey('ours', ours);
    const others = this.#byKey('collector', collectors);
    return [...new Set([...own.keys(), ...others.keys()])]
      .flatMap((key) => differencesOf(key, own.get(key), others.get(key)))
      .filter(({ difference }) => !this.#isKnown(difference))
      .map(
        ({ key, difference: { aspect, ours: one, collector } }) =>
          `${key}, ${aspect}: ${one ?? 'nothing'} on ours, ${collector ?? 'nothing'} in the Collector`,
      );
  }

  /** What is listed but was not met in all comparisons, a line each. */
  unmet(): readonly string[] {
    return [...LABEL_RULES, ...KNOWN_DIFFERENCES]
      .filter((each) => !this.#used.has(each))
      .map(({ reason }) => `listed as a difference, but there is none any more: ${reason}`);
  }

  #isKnown(difference: Difference): boolean {
    const known = KNOWN_DIFFERENCES.filter(({ applies }) => applies(difference));
    for (const each of known) this.#used.add(each);
    return known.length > 0;
  }

  /** The facts of every family and of every series, by what names them. */
  #byKey(side: Side, families: readonly FamilyFacts[]): ReadonlyMap<string, Named> {
    const all = families.flatMap(({ name, facts, series }) => [
      [name, { family: name, facts }] as const,
      ...series.map(
        (each) =>
          [
            `${name}${comparedLabels(side, { name, labels: each.labels }, this.#used)}`,
            { family: name, facts: each.facts },
          ] as const,
      ),
    ]);
    if (new Set(all.map(([key]) => key)).size < all.length) throw new Error(`${side} has a series twice`);
    return new Map(all);
  }
}

interface Named {
  readonly family: string;
  readonly facts: Facts;
}

interface Found {
  readonly key: string;
  readonly difference: Difference;
}

/** One difference where one side lacks all of it; else one for each aspect in which they differ. */
function differencesOf(key: string, own: Named | undefined, other: Named | undefined): readonly Found[] {
  const family = own?.family ?? other?.family ?? '';
  if (own === undefined || other === undefined) {
    const ours = own && 'there';
    const collector = other && 'there';
    return [{ key, difference: { family, aspect: 'presence', ours, collector } }];
  }
  const aspects = new Set([...Object.keys(own.facts), ...Object.keys(other.facts)]) as ReadonlySet<Aspect>;
  return [...aspects]
    .filter((aspect) => own.facts[aspect] !== other.facts[aspect])
    .map((aspect) => ({
      key,
      difference: { family, aspect, ours: own.facts[aspect], collector: other.facts[aspect] },
    }));
}
