import { accepted, refused, type ValueType } from '../value-type';

/** "a, b or c", for messages. */
export function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/**
 * One of a few words, in any case. `aliases` are other spellings of them; `foreign` are words that OpenTelemetry
 * defines and this package does not support, so that the message can say just that.
 */
export function choice<const Word extends string, const Alias extends string = never>(
  words: readonly [Word, ...Word[]],
  extra: {
    readonly aliases?: Readonly<Record<Alias, NoInfer<Word>>>;
    readonly foreign?: readonly string[];
  } = {},
): ValueType<Word, Word | Alias> {
  const rule = `must be ${listOf(words)}`;
  const known = new Map<string, Word>(words.map((word) => [word.toLowerCase(), word]));
  for (const [alias, word] of Object.entries<Word>(extra.aliases ?? ({} as Record<string, Word>))) {
    known.set(alias, word);
  }
  const foreign = new Set(extra.foreign);
  return {
    label: words.join(' | '),
    rule,
    example: words[0],
    parse({ value }) {
      if (typeof value !== 'string') return refused(rule);
      const text = value.trim().toLowerCase();
      const word = known.get(text);
      if (word !== undefined) return accepted(word);
      return refused(foreign.has(text) ? `is known to OpenTelemetry but not supported here: ${rule}` : rule);
    },
    format: (word) => word,
  };
}
