import { Marks } from './marks';
import { REDACTED, REDACTION_RULES, type RedactionCounts, type RedactionRule } from './rule';
import type { TextRule } from './text-rule';
import type { TextScan } from './text-scan';

/** Counts what the rules took out. */
export class Counts {
  readonly #counts = Object.fromEntries(REDACTION_RULES.map((rule) => [rule, 0])) as Record<
    RedactionRule,
    number
  >;

  /** Adds to a rule's count. */
  add(rule: RedactionRule, count = 1): void {
    this.#counts[rule] += count;
  }

  /** A copy of all counts. */
  snapshot(): RedactionCounts {
    return { ...this.#counts };
  }
}

/**
 * Runs the rules over text. Fails closed: text that is too long to be looked through, or on which a rule throws, is
 * dropped whole and counted.
 */
export class TextCleaner {
  readonly #marks = new Marks();

  constructor(
    private readonly rules: readonly TextRule[],
    private readonly counts: Counts,
    /** In UTF-16 code units. */
    private readonly maximumLength: number,
    private readonly scan: TextScan,
  ) {}

  /** The text without what the rules found. Never throws. */
  clean(text: string): string {
    try {
      if (text.length > this.maximumLength) return this.#drop('too_large');
      return this.#applyRules(text);
    } catch {
      // The cause may hold the very text: it is counted, not told.
      return this.#drop('failed');
    }
  }

  #applyRules(text: string): string {
    const marks = this.#marks;
    const { scan } = this;
    marks.clear();
    scan.read(text);
    for (const rule of this.rules) {
      if (rule.needs !== 0 && (rule.needs & scan.hints) === 0) continue;
      const before = marks.count;
      rule.find(text, marks, scan);
      for (let index = before; index < marks.count; index += 1) {
        this.counts.add(marks.ruleOf(index) ?? rule.name);
      }
    }
    return marks.count === 0 ? text : marks.replace(text);
  }

  #drop(rule: RedactionRule): string {
    this.counts.add(rule);
    return REDACTED;
  }
}
