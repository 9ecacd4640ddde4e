import { accepted, type RawValue, refused, type ValueType } from '../value-type';
import { listOf } from './choice';

/** The word that stands for an empty list. */
const NONE = 'none';

function wordsOf({ value }: RawValue): readonly unknown[] | undefined {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? value : undefined;
}

/**
 * Some of a few words, in any case, separated by commas, each once; `none` alone stands for none of them. Code and YAML
 * may give a list. `foreign` are words that OpenTelemetry defines and this package does not support.
 */
export function choices<const Word extends string>(
  words: readonly [Word, ...Word[]],
  extra: { readonly foreign?: readonly string[] } = {},
): ValueType<readonly Word[], readonly Word[] | string> {
  const rule = `must be ${NONE}, or some of ${listOf(words)} separated by commas`;
  const known = new Map<string, Word>(words.map((word) => [word.toLowerCase(), word]));
  const foreign = new Set(extra.foreign);
  return {
    label: [...words, NONE].join(', '),
    rule,
    example: words,
    parse(raw) {
      const given = wordsOf(raw);
      if (given?.some((word) => typeof word !== 'string') !== false) return refused(rule);
      const texts = given.map((word) => String(word).trim().toLowerCase()).filter((text) => text !== '');
      if (texts.length === 1 && texts[0] === NONE) return accepted([]);
      const unsupported = texts.find((text) => foreign.has(text));
      if (unsupported !== undefined) {
        return refused(`has ${unsupported}, known to OpenTelemetry but not supported here: it ${rule}`);
      }
      const found = texts.flatMap((text) => known.get(text) ?? []);
      const isListed = found.length === texts.length && (found.length > 0 || Array.isArray(raw.value));
      return isListed ? accepted([...new Set(found)]) : refused(rule);
    },
    format: (chosen) => (chosen.length === 0 ? NONE : chosen.join(',')),
  };
}
