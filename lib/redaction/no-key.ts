const COLON = 58;
const SOURCE_FILE = /\.(?:[cm]?[jt]sx?|vue|py|java|kt|go|rb|rs|cc?|cpp|cs|h|php|swift)$/i;
/** Names of errors, as JavaScript and Python print them before a message, and codes of Node's. */
const ERROR = /[A-Z][A-Za-z0-9]*(?:Error|Exception|Warning)$|(?<![A-Z0-9_])ERR_[A-Z0-9_]+$/;
const PORT = /[0-9]{1,5}(?![0-9A-Za-z@.-])/y;
const VERSION = /[0-9]{1,9}\.[0-9]/y;

/**
 * Whether the word before a separator is no key, though it has a secret's word in it: a file with the line in it, the name
 * of an error, a host with its port, an image with its version.
 */
export function isNoKey(text: string, key: string, separator: number): boolean {
  if (text.charCodeAt(separator) !== COLON) return false;
  if (SOURCE_FILE.test(key) || ERROR.test(key)) return true;
  const start = separator - key.length;
  if (text.charAt(start - 1) !== '/' || !text.startsWith(key, start)) return false;
  return standsAt(text.startsWith('://', start - 3) ? PORT : VERSION, text, separator + 1);
}

function standsAt(pattern: RegExp, text: string, position: number): boolean {
  pattern.lastIndex = position;
  return pattern.test(text);
}
