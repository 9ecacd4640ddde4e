import { accepted, refused, type ValueType } from '../value-type';

/** "a, b or c", for messages. */
export function listOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/**
 * One of a few words, in any case. `aliases` are other spellings of them; `foreign` are words that OpenTelemetry
 * defines and this package does not support, so that the message can say just that; `own` are words of ours that a
 * standard `OTEL_*` variable may not hold, since they would mean nothing to the other readers of it, and the variable of
 * ours that takes them.
 */
export function choice<const Word extends string, const Alias extends string = never>(
  words: readonly [Word, ...Word[]],
  extra: {
    readonly aliases?: Readonly<Record<Alias, NoInfer<Word>>>;
    readonly foreign?: readonly string[];
    readonly own?: { readonly words: readonly NoInfer<Word>[]; readonly variable: string };
  } = {},
): ValueType<Word, Word | Alias> {
  const rule = `must be ${listOf(words)}`;
  const known = new Map<string, Word>(words.map((word) => [word.toLowerCase(), word]));
  for (const [alias, word] of Object.entries<Word>(extra.aliases ?? ({} as Record<string, Word>))) {
    known.set(alias, word);
  }
  const foreign = new Set(extra.foreign);
  const own = new Set<Word>(extra.own?.words);
  const otelRule = `must be ${listOf(words.filter((word) => !own.has(word)))}`;
  const ownVariable =
    extra.own === undefined ? '' : `; ${extra.own.variable} takes ${listOf([...own])} as well`;
  return {
    label: words.join(' | '),
    rule,
    example: words[0],
    parse({ value, dialect }) {
      if (typeof value !== 'string') return refused(rule);
      const text = value.trim().toLowerCase();
      const word = known.get(text);
      const isOtel = dialect === 'otel';
      if (word !== undefined && !(isOtel && own.has(word))) return accepted(word);
      const allowed = isOtel ? `${otelRule}${ownVariable}` : rule;
      if (word !== undefined) return refused(`is not known to OpenTelemetry: ${allowed}`);
      return refused(
        foreign.has(text) ? `is known to OpenTelemetry but not supported here: ${allowed}` : allowed,
      );
    },
    format: (word) => word,
  };
}
