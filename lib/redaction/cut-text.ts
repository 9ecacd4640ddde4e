/**
 * A text of `longest` UTF-16 code units at most, which says how long it was when it was cut; cutting it again to the same
 * length changes nothing. A pair of surrogates is not taken apart.
 *
 * @param length how long the text was at first, where a part was left out already
 */
export function cutText(text: string, longest: number, length = text.length): string {
  if (text.length <= longest && length === text.length) return text;
  const note = `… [cut: ${length} characters]`;
  const end = Math.max(0, longest - note.length);
  const last = text.charCodeAt(end - 1);
  return `${text.slice(0, last >= 0xd800 && last <= 0xdbff ? end - 1 : end)}${note}`;
}

/** What is looked through of a long text, as a multiple of what is shown of it. */
const READ = 2;
/** What is left out at the end of what was looked through: half a secret, which no rule knows any more, may stand there. */
const UNSURE = 1_024;

/**
 * A text cleaned and cut. A long one is not looked through to its end; whatever the rules take out of it, nothing is shown
 * of where the looking ended.
 */
export function cleanAndCut(text: string, longest: number, clean: (text: string) => string): string {
  const most = longest * READ + UNSURE;
  if (text.length > most) {
    return cutText(clean(text.slice(0, most)).slice(0, -UNSURE), longest, text.length);
  }
  const cleaned = clean(text);
  return cleaned.length <= longest ? cleaned : cutText(cleaned, longest, text.length);
}
