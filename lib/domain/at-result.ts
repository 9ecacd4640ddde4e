/** Why a command failed, as the modem's final result code says. */
export type AtErrorType = 'at_error' | 'cme_error' | 'cms_error';

/** A modem's final result code: what ends its answer to a command line. */
export type AtResult =
  | { readonly ok: true }
  | {
      readonly ok: false;
      readonly errorType: AtErrorType;
      /** The number in `+CME ERROR: n` and `+CMS ERROR: n`; undefined where the modem gives words. */
      readonly code: number | undefined;
    };

const OK: AtResult = { ok: true };
const AT_ERROR: AtResult = { ok: false, errorType: 'at_error', code: undefined };

/**
 * Final result codes of ITU-T V.250 table 1 and TS 27.007, and those of makers, in capitals as modems send them: in
 * small letters they are words that any exception may say. `CONNECT` ends the answer of a command
 * that goes over to data.
 */
const RESULTS: ReadonlyMap<string, AtResult> = new Map<string, AtResult>([
  ['OK', OK],
  ['CONNECT', OK],
  ['ERROR', AT_ERROR],
  ['NO CARRIER', AT_ERROR],
  ['NO DIALTONE', AT_ERROR],
  ['NO DIAL TONE', AT_ERROR],
  ['BUSY', AT_ERROR],
  ['NO ANSWER', AT_ERROR],
  ['DELAYED', AT_ERROR],
  ['BLACKLISTED', AT_ERROR],
  ['ABORTED', AT_ERROR],
  ['COMMAND NOT SUPPORT', AT_ERROR],
  ['TOO MANY PARAMETERS', AT_ERROR],
]);

/** Results that carry what went wrong: TS 27.007 9.2 and TS 27.005 3.2.5. */
const ERRORS_WITH_CODE = [
  { start: '+CME ERROR', errorType: 'cme_error' },
  { start: '+CMS ERROR', errorType: 'cms_error' },
] as const;

/** Characters at the end of an answer that are looked at: no final result is as long. */
const LOOKED_AT = 256;

/**
 * The final result code at the end of a modem's answer; undefined when there is none (a library may have taken it
 * off). Numeric result codes (`ATV0`) are not told from other figures and give undefined. Its work is bounded.
 *
 * @param answer the text as it came, or its last line alone
 */
export function atFinalResult(answer: string): AtResult | undefined {
  if (typeof answer !== 'string') return undefined;
  const end = answer.slice(-LOOKED_AT).trimEnd();
  const line = end.slice(Math.max(end.lastIndexOf('\n'), end.lastIndexOf('\r')) + 1).trim();
  return resultOfLine(line);
}

/** The error that a text tells of somewhere, as the messages of exceptions do: `AT+CPIN? failed: +CME ERROR: 10`. */
export function atErrorIn(text: string): (AtResult & { readonly ok: false }) | undefined {
  if (typeof text !== 'string') return undefined;
  const upper = text.toUpperCase();
  for (const { start } of ERRORS_WITH_CODE) {
    const at = upper.indexOf(start);
    const result = at < 0 ? undefined : errorWithCode(upper.slice(at, at + LOOKED_AT));
    if (result && !result.ok) return result;
  }
  return undefined;
}

function resultOfLine(line: string): AtResult | undefined {
  return (
    RESULTS.get(line) ?? errorWithCode(line.toUpperCase()) ?? (line.startsWith('CONNECT ') ? OK : undefined)
  );
}

function errorWithCode(text: string): AtResult | undefined {
  const error = ERRORS_WITH_CODE.find(({ start }) => text.startsWith(start));
  if (!error) return undefined;
  return { ok: false, errorType: error.errorType, code: numberAfterColon(text.slice(error.start.length)) };
}

/** The number of `: 10`, of four digits at most (TS 27.007 9.2 and TS 27.005 3.2.5 have three). */
function numberAfterColon(text: string): number | undefined {
  const match = /^ {0,4}: {0,4}(\d{1,4})(?!\d)/.exec(text);
  return match ? Number(match[1]) : undefined;
}
