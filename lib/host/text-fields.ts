const WHOLE_NUMBER = /^\d{1,20}$/;
const KIBIBYTES = /^(\d{1,16}) kB$/;

/** The number that the text is, undefined when it is no whole number of at most 64 bits. */
export function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && WHOLE_NUMBER.test(text) ? Number(text) : undefined;
}

/** The value after `key` and `separator` in a text of one such pair a line, without spaces around it. */
export function fieldOf(text: string, key: string, separator = ':'): string | undefined {
  const prefix = `${key}${separator}`;
  const at = text.startsWith(prefix) ? 0 : text.indexOf(`\n${prefix}`);
  if (at < 0) return undefined;
  const from = (text[at] === '\n' ? at + 1 : at) + prefix.length;
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? undefined : end).trim();
}

/** A field of `/proc/meminfo` or `/proc/self/status` that is a size (`VmRSS:  1736 kB`), in bytes. */
export function bytesField(text: string, key: string): number | undefined {
  const digits = KIBIBYTES.exec(fieldOf(text, key) ?? '')?.[1];
  return digits === undefined ? undefined : Number(digits) * 1_024;
}
