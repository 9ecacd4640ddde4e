/** A text between quotes, its quotes doubled. */
export const doubled = (text: string, quote: string) => text.replaceAll(quote, quote + quote);
/** The same where backslashes escape. */
export const escaped = (text: string, quote: string) => doubled(text.replaceAll('\\', '\\\\'), quote);
/** A text between quotes, its quotes and backslashes behind backslashes. */
export const slashed = (text: string, quote: string) =>
  text.replaceAll('\\', '\\\\').replaceAll(quote, `\\${quote}`);
