import { accepted, type RawValue, refused, type ValueType } from '../value-type';
import { listOf } from './choice';

/** The word for none of them. */
const NONE = 'none';

/** What code may write for several words: one of them, a list, or the word for none. */
export type ChoicesInput<Word extends string> = Word | readonly Word[] | typeof NONE;

function membersOf({ value }: RawValue): readonly unknown[] | undefined {
  if (typeof value === 'string') return value.split(',');
  return Array.isArray(value) ? value : undefined;
}

/**
 * Several of a few words, in any case and each once: separated by commas, or as a list in code and YAML. `none` stands
 * alone and means the empty list. `instead` are words that others know, with the rule that tells what to write instead;
 * `foreign` are words that OpenTelemetry defines and this package does not support.
 */
export function choices<const Word extends string>(
  words: readonly [Word, ...Word[]],
  {
    instead = {},
    foreign = [],
  }: { readonly instead?: Readonly<Record<string, string>>; readonly foreign?: readonly string[] } = {},
): ValueType<readonly Word[], ChoicesInput<Word>> {
  const rule = `must be ${listOf(words)}, several separated by commas, or ${NONE} alone`;
  const known = new Map<string, Word>(words.map((word) => [word, word]));
  const advice = new Map([
    ...foreign.map(
      (word) => [word, `has ${word}, known to OpenTelemetry but not supported here: it ${rule}`] as const,
    ),
    ...Object.entries(instead),
  ]);
  return {
    label: [...words, NONE].join(' | '),
    rule,
    example: words[0],
    parse(raw) {
      const members = membersOf(raw);
      if (members?.some((member) => typeof member !== 'string') ?? true) return refused(rule);
      const texts = (members as readonly string[]).map((member) => member.trim().toLowerCase());
      const given = texts.filter((text) => text !== '');
      if (given.length === 1 && given[0] === NONE) return accepted([]);
      const chosen = new Set<Word>();
      for (const text of given) {
        const word = known.get(text);
        if (word === undefined) return refused(advice.get(text) ?? rule);
        chosen.add(word);
      }
      return chosen.size === 0 ? refused(rule) : accepted([...chosen]);
    },
    format: (chosen) => (chosen.length === 0 ? NONE : chosen.join(',')),
  };
}
