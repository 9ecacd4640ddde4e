import { endOfToken, endsValue, skip } from './value-extent';

/** What ends most values and may yet stand in a password, when more of it follows at once. */
const MAY_GO_ON = /[,;&|<>)}\]"'`]/;
/** What does not go on with a password behind such a sign: the end of a sentence, a closing tag, a call. */
const NEVER_GOES_ON = /[\s.:/\\=([{]/;
/** Another key and its separator. */
const PAIR = /["'`]?[A-Za-z_][A-Za-z0-9_.-]{0,63}["'`]?[ \t]{0,2}(?:[=:]|%3[Dd])/y;
const BLANKS = ' \t';

/**
 * Where a secret in no quotes ends: `a&b` is one, since no `b=` follows, and so is `a;b`; behind a blank, a line's end, a
 * closing sign with nothing behind it, or before another key it ends.
 */
export function endOfPlainSecret(text: string, from: number): number {
  let end = endOfToken(text, from);
  while (end > from && goesOn(text, end)) end = endOfToken(text, end + 1);
  return end;
}

/** Where a secret of several words ends: with its line, or before what is none of its words. */
export function endOfPassphrase(text: string, from: number): number {
  let end = endOfPlainSecret(text, from);
  while (end > from) {
    const next = skip(text, end, BLANKS);
    if (next === end || endsValue(text, next) || isPair(text, next)) return end;
    end = endOfPlainSecret(text, next);
  }
  return end;
}

function goesOn(text: string, end: number): boolean {
  const next = text.charAt(end + 1);
  return (
    MAY_GO_ON.test(text.charAt(end)) &&
    next !== '' &&
    !NEVER_GOES_ON.test(next) &&
    !endsValue(text, end + 1) &&
    !isPair(text, end + 1)
  );
}

function isPair(text: string, at: number): boolean {
  PAIR.lastIndex = at;
  return PAIR.test(text);
}
