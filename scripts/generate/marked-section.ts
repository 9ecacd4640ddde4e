/** A part of a hand-written page that is generated: what stands between two comments. */
export interface MarkedSection {
  /** The page, relative to the checkout. */
  readonly page: string;
  /** What the comments are named by: `settings` makes `<!-- settings:begin -->`. */
  readonly marker: string;
  /** What goes between them, for the error: `the table of settings`. */
  readonly what: string;
}

/**
 * The page with what stands between the two comments replaced by `content`; the comments stay.
 *
 * @throws Error that says what to add where a comment is missing, doubled, or after the other.
 */
export function fillSection({ page, marker, what }: MarkedSection, text: string, content: string): string {
  const begin = `<!-- ${marker}:begin -->`;
  const end = `<!-- ${marker}:end -->`;
  const [before, ...afterBegin] = text.split(begin);
  const [, ...after] = afterBegin.join(begin).split(end);
  if (before === undefined || afterBegin.length !== 1 || after.length !== 1 || before.includes(end)) {
    throw new Error(
      `${page} must hold the line ${begin} and below it the line ${end}, each once: ${what} goes between them`,
    );
  }
  return `${before}${begin}\n\n${content}\n\n${end}${after[0]}`;
}
