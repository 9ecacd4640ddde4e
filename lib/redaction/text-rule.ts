import type { Marks } from './marks';
import type { RedactionRule } from './rule';
import type { TextScan } from './text-scan';

/** Finds what must not leave the process in free text. Its work grows linearly with the text. */
export interface TextRule {
  /** What is counted for a mark that names no other rule. */
  readonly name: RedactionRule;
  /** The `Hint`s without any of which a text has nothing for this rule; 0 when it looks at every text. */
  readonly needs: number;
  find(text: string, marks: Marks, scan: TextScan): void;
}
