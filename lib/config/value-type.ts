/**
 * Who wrote a value, which decides how bare numbers are read: the environment (seconds, bytes), a standard `OTEL_*`
 * variable (milliseconds), or code and YAML, which have types of their own and refuse bare durations and sizes.
 */
export type Dialect = 'environment' | 'otel' | 'structured';

/** A value as it was given, before it is parsed. */
export interface RawValue {
  readonly value: unknown;
  readonly dialect: Dialect;
  /** The text of a YAML scalar as it stands in the file: `1.10` is the number 1.1, but the version "1.10". */
  readonly written?: string;
}

/** What parsing came to; `rule` says what is allowed, to be read after the setting's name: "must be …". */
export type Parsed<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly rule: string };

/** A kind of setting: how its values are parsed, shown and described. `Input` is what code may write. */
export interface ValueType<Value, Input = Value> {
  /** One or two words for tables: `duration`, `port`. */
  readonly label: string;
  /** What is allowed, to be read after the setting's name: "must be …". */
  readonly rule: string;
  /** A valid value as code or YAML would write it. */
  readonly example: Input;
  /** Never throws. */
  parse(raw: RawValue): Parsed<Value>;
  /** The value as a person would write it. */
  format(value: Value): string;
  /** Makes text fit to be shown in an error, where this kind can carry a credential. */
  conceal?(text: string): string;
  /** A value as it may be printed, where this kind can hold a secret in a part of it. */
  mask?(value: Value): Value;
  /** The secrets that a value holds where it is not one as a whole. */
  secretsIn?(value: Value): readonly string[];
}

/** The result of a value that is allowed. */
export function accepted<Value>(value: Value): Parsed<Value> {
  return { ok: true, value };
}

/** The result of a value that is not; `rule` is what is allowed. */
export function refused(rule: string): Parsed<never> {
  return { ok: false, rule };
}
