/** What stands where something was taken out. */
export const REDACTED = '[redacted]';

/**
 * The rules, as `redaction.rule` of `cardlink.redaction.applied` names them. `too_large` and `failed` are values that
 * were dropped whole, because they could not be looked through. `psk_identity` to `imei`, `ip_address` and `user`
 * replace by pseudonyms.
 */
export const REDACTION_RULES = [
  'known_secret',
  'secret_key',
  'key_value',
  'authorization',
  'url_credentials',
  'pem_block',
  'api_key',
  'jwt',
  'apdu_data',
  'bytes',
  'email',
  'card_number',
  'ssn',
  'psk_identity',
  'iccid',
  'imsi',
  'msisdn',
  'eid',
  'imei',
  'ip_address',
  'user',
  'too_large',
  'failed',
] as const;

/** The name of a rule. */
export type RedactionRule = (typeof REDACTION_RULES)[number];

/** How often each rule took something out since the redactor was made. */
export type RedactionCounts = Readonly<Record<RedactionRule, number>>;
