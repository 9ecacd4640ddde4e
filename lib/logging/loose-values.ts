import { REDACTED, type Redactor } from '../redaction';

/** How much of what stands before a value is looked at: more than a name and the words beside it. */
const LONGEST_BEFORE = 128;
/** How much of a value is looked at with what stands before it: longer ones are no PINs, and are cut later. */
const LONGEST_HEAD = 1_024;

/**
 * Cleans the values that a log call was given behind its message, without a place in it: each text and number as it would
 * be cleaned in the text of which it is the end, since `('PIN:', '4711')` says as much as `('PIN: 4711')`. What else there
 * is stays as it is. `message` has been cleaned.
 */
export function cleanLoose(message: unknown, values: readonly unknown[], redactor: Redactor): unknown[] {
  let before = typeof message === 'string' ? message : '';
  return values.map((value) => {
    if (!isLoose(value)) return value;
    const cleaned = cleanBehind(before, value, redactor);
    before = String(cleaned);
    return cleaned;
  });
}

function isLoose(value: unknown): value is string | number | bigint {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint';
}

function cleanBehind(before: string, value: string | number | bigint, redactor: Redactor): unknown {
  const tail = endOf(before);
  if (tail === '') return value;
  const head = String(value).slice(0, LONGEST_HEAD);
  const text = `${tail} ${head}`;
  const cleaned = redactor.text(text);
  if (cleaned === text) return value;
  // What was changed before the value ends in it.
  if (!cleaned.startsWith(`${tail} `)) return REDACTED;
  const shown = cleaned.slice(tail.length + 1);
  if (head.length < LONGEST_HEAD) return shown;
  // What changes without the words before it, too, is left to whoever cleans the whole.
  return shown === redactor.text(head) ? value : REDACTED;
}

/** The last words of a text, none of them cut. */
function endOf(text: string): string {
  if (text.length <= LONGEST_BEFORE) return text;
  const end = text.slice(-LONGEST_BEFORE);
  return end.slice(end.search(/\s|$/)).trimStart();
}
