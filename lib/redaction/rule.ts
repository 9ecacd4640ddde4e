import type { Marks } from './marks';

/** What stands where something was taken out. */
export const REDACTED = '[redacted]';

/**
 * The rules, as `redaction.rule` of `cardlink.redaction.applied` names them. `too_large` and `failed` are values that
 * were dropped whole, because they could not be looked through.
 */
export const REDACTION_RULES = [
  'known_secret',
  'secret_key',
  'key_value',
  'authorization',
  'url_credentials',
  'private_key',
  'bytes',
  'too_large',
  'failed',
] as const;

/** The name of a rule. */
export type RedactionRule = (typeof REDACTION_RULES)[number];

/** How often each rule took something out since the redactor was made. */
export type RedactionCounts = Readonly<Record<RedactionRule, number>>;

/** Finds what must not leave the process in free text. Its work grows linearly with the text. */
export interface TextRule {
  readonly name: RedactionRule;
  find(text: string, marks: Marks): void;
}
