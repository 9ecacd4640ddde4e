/** Longer JSON in a string is looked at as text. */
const LONGEST = 32_768;
const SPACE = 32;
const BRACKET = 91;
const BRACE = 123;
/** `{}`, `{"`, and an array of anything that may have a key, a text or a number in it. */
const OBJECT = /^\s{0,8}\{\s{0,8}["}]/;
const ARRAY = /^\s{0,8}\[\s{0,8}[[{"0-9-]/;

/** The object or array that a text is in JSON; undefined when it is none, or too long. */
export function parseJsonText(text: unknown): object | undefined {
  if (typeof text !== 'string' || text.length > LONGEST || !mayBeJson(text)) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    // It is a text that begins like JSON: it is cleaned as a text.
    return undefined;
  }
}

/** Most texts are told by their first character. */
function mayBeJson(text: string): boolean {
  const first = text.charCodeAt(0);
  if (first !== BRACE && first !== BRACKET && first > SPACE) return false;
  return OBJECT.test(text) || ARRAY.test(text);
}
