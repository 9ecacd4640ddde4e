import type { Marks } from './marks';
import type { RedactionRule } from './rule';

/** Finds what must not leave the process in free text. Its work grows linearly with the text. */
export interface TextRule {
  /** What is counted for a mark that names no other rule. */
  readonly name: RedactionRule;
  find(text: string, marks: Marks): void;
}
