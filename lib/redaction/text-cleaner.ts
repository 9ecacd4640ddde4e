import { Marks } from './marks';
import { endInText, plainView, startInText } from './plain-view';
import { REDACTED, REDACTION_RULES, type RedactionCounts, type RedactionRule } from './rule';
import type { TextRule } from './text-rule';
import { Hint, type TextScan } from './text-scan';

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
 * Runs the rules over text, and once more over what it says where a part of it is escaped, percent-encoded or coloured: a
 * line's end that was escaped would else join its letter to the word behind it, and no rule would know the word. Fails closed: text that is too long to be looked through, or on which a rule throws, is
 * dropped whole and counted.
 */
export class TextCleaner {
  readonly #marks = new Marks();
  readonly #more = new Marks();

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
    marks.clear();
    this.#find(text, marks, (rule) => this.counts.add(rule));
    if ((this.scan.hints & Hint.encoded) !== 0) this.#findEncoded(text, plainView(text));
    return marks.count === 0 ? text : marks.replace(text);
  }

  /** What the rules find in a text as it reads when it is decoded, and did not find in the text as it is. */
  #findEncoded(text: string, view: string): void {
    if (view === text) return;
    const isCovered = this.#marks.coverage();
    const more = this.#more;
    more.clear();
    this.#find(view, more, (rule, index) => {
      const { start: from, end: to, replacement } = more.at(index);
      const start = startInText(text, view, from, to);
      const end = endInText(text, view, start, to);
      if (end <= start || isCovered(start, end)) return;
      this.#marks.add(start, end, replacement);
      this.counts.add(rule);
    });
  }

  #find(text: string, marks: Marks, found: (rule: RedactionRule, index: number) => void): void {
    const { scan } = this;
    scan.read(text);
    for (const rule of this.rules) {
      if (rule.needs !== 0 && (rule.needs & scan.hints) === 0) continue;
      const before = marks.count;
      rule.find(text, marks, scan);
      for (let index = before; index < marks.count; index += 1)
        found(marks.ruleOf(index) ?? rule.name, index);
    }
  }

  #drop(rule: RedactionRule): string {
    this.counts.add(rule);
    return REDACTED;
  }
}
