import { describeCommand, describeResponse } from './apdu-text';
import { API_KEY_STARTS, apiKeyRule } from './api-key-rule';
import { AttributeCleaner } from './attribute-cleaner';
import { authorizationRule } from './authorization-rule';
import { BaggageCleaner } from './baggage';
import { ByteLists } from './byte-list';
import { cleanAndCut } from './cut-text';
import { emailRule } from './email-rule';
import { type CleanError, describeError } from './error-text';
import { HexRule } from './hex-rule';
import { IpRule } from './ip-rule';
import { jwtRule } from './jwt-rule';
import { KeyCleaner } from './key-cleaner';
import { KeyValueRule } from './key-value-rule';
import { KnownSecrets } from './known-secrets';
import { MetricAttributes } from './metric-attributes';
import { IDENTITY_WORDS } from './nearby-words';
import { NumberRule } from './number-rule';
import { nameTemplate, PathTemplates } from './path-template';
import { pemRule } from './pem-rule';
import { PhoneRule } from './phone-rule';
import { PhraseRule } from './phrase-rule';
import { PHRASE_STARTS } from './phrase-table';
import type { PseudonymKind } from './pseudonym-kind';
import { Pseudonyms } from './pseudonyms';
import type { RedactionCounts } from './rule';
import { SecretKeys } from './secret-keys';
import { StructureCleaner } from './structure-cleaner';
import { Counts, TextCleaner } from './text-cleaner';
import { Hint, TextScan, WordStarts } from './text-scan';
import { urlRule } from './url-rule';

/** What `createRedactor` takes. */
export interface RedactorOptions {
  /** Secrets that are known by value. Those shorter than four characters are masked by their key alone. */
  readonly secrets?: readonly string[];
  /** The key of the pseudonyms; random per process by default. */
  readonly pseudonymKey?: string | undefined;
  /** Whether IP addresses are replaced by pseudonyms too; they are not by default. */
  readonly ipAddresses?: boolean;
  /** The longest text that is looked through, in UTF-16 code units: 65,536 by default. Longer text is dropped. */
  readonly maximumLength?: number;
}

/**
 * What everything passes before it leaves the process. None of its methods throws; a value that cannot be cleaned is
 * replaced by `[redacted]` and counted.
 */
export interface Redactor {
  /** Free text (messages, status texts, span names) without known secrets, credentials and private keys. */
  text(value: string): string;
  /**
   * Cleans attributes in place, by key and by value, at any nesting. False when the record is frozen and holds
   * something that should not leave: then the record must not leave.
   */
  attributes(attributes: Record<string, unknown>): boolean;
  /**
   * Cleans the attributes of a series, in place, as `attributes` does, and bounds them: users become pseudonyms
   * (`user.id`), paths and URLs route templates (`/cards/{id}/status`), of which there are at most 200.
   */
  metricAttributes(attributes: Record<string, unknown>): boolean;
  /** The name of a span: a path in it becomes a route template, since a name stands for many spans. */
  spanName(name: string): string;
  /** A copy of anything as it may be shown, cleaned by key and by value; the same when nothing changes. */
  value(value: unknown): unknown;
  /**
   * A copy of a record of plain data alone, cleaned as `attributes` cleans. Each member is read once, so that nothing is
   * shown but what was looked at; texts longer than `longestText` UTF-16 code units are cut and say so, as does what is
   * too deep or too large; dates and bigints are texts.
   */
  snapshot(record: Readonly<Record<string, unknown>>, longestText: number): Record<string, unknown>;
  /** Free text as `text` gives it, of `longest` UTF-16 code units at most; what is cut says how long it was. */
  cutText(value: string, longest: number): string;
  /**
   * What may be sent of an entry of baggage to whoever is asked next: identities as pseudonyms; undefined when the
   * entry is to be left out, for it is secret or has something secret in it.
   */
  baggageValue(key: string, value: string): string | undefined;
  /** A personal identity as a pseudonym: `psk:3f9a1c0b7d2e4f56`. Equal ones stay equal under one key. */
  pseudonym(kind: PseudonymKind, value: string): string;
  /**
   * Masks one more secret from now on: text or the bytes of a key. At most 10,000 are kept; past that, the one that
   * was added longest ago is forgotten.
   */
  addSecret(value: string | Uint8Array): void;
  /** A C-APDU as header and lengths, never its data: `SELECT 00A40400 Lc=7`. */
  describeCommand(bytes: Uint8Array): string;
  /** An R-APDU as length and status word, never its data: `length=12 sw=9000`. */
  describeResponse(bytes: Uint8Array): string;
  /** Type, message and stack of whatever was thrown, cleaned; each cut to `longest` UTF-16 code units where it is given. */
  error(error: unknown, longest?: number): CleanError;
  /** How often each rule took something out: `cardlink.redaction.applied`. */
  counts(): RedactionCounts;
}

const MAXIMUM_LENGTH = 65_536;

const WORD_STARTS = new WordStarts()
  .add(API_KEY_STARTS, Hint.apiKey)
  .add(IDENTITY_WORDS, Hint.identity)
  .add(PHRASE_STARTS, Hint.phrase);

/** Makes a redactor; it keeps all its state to itself. */
export function createRedactor(options: RedactorOptions = {}): Redactor {
  const counts = new Counts();
  const keys = new SecretKeys();
  const secrets = new KnownSecrets();
  const pseudonyms = new Pseudonyms(options.pseudonymKey);
  const byteLists = new ByteLists(secrets);
  const rules = [
    secrets,
    pemRule,
    urlRule,
    authorizationRule,
    new KeyValueRule(keys, pseudonyms),
    new PhraseRule(keys, pseudonyms),
    apiKeyRule,
    jwtRule,
    emailRule,
    new HexRule(pseudonyms),
    byteLists,
    new PhoneRule(pseudonyms),
    new NumberRule(pseudonyms),
    ...(options.ipAddresses === true ? [new IpRule(pseudonyms)] : []),
  ];
  const scan = new TextScan(WORD_STARTS);
  const cleaner = new TextCleaner(rules, counts, options.maximumLength ?? MAXIMUM_LENGTH, scan);
  const keyNames = new KeyCleaner(cleaner);
  const structure = new StructureCleaner(keys, cleaner, pseudonyms, counts, byteLists, (key) =>
    keyNames.clean(key),
  );
  const attributeCleaner = new AttributeCleaner(structure, (key) => keyNames.clean(key), counts);
  const metricAttributes = new MetricAttributes(attributeCleaner, pseudonyms, new PathTemplates(), counts);
  const baggage = new BaggageCleaner(keys, structure, counts);
  const text = (value: string) => structure.text(value);
  const cut = (value: string, longest: number) => cleanAndCut(value, longest, text);
  for (const secret of options.secrets ?? []) secrets.add(secret);
  return {
    text,
    attributes: (attributes) => attributeCleaner.clean(attributes),
    metricAttributes: (attributes) => metricAttributes.clean(attributes),
    spanName: (name) => text(nameTemplate(name)),
    value: (value) => structure.value(value),
    snapshot: (record, longestText) => structure.snapshot(record, longestText),
    cutText: cut,
    baggageValue: (key, value) => baggage.value(key, value),
    pseudonym: (kind, value) => pseudonyms.of(kind, value),
    addSecret: (value) => {
      secrets.add(value);
      keyNames.forget();
    },
    describeCommand,
    describeResponse,
    error: (error, longest) =>
      describeError(error, longest === undefined ? text : (value) => cut(value, longest)),
    counts: () => counts.snapshot(),
  };
}
