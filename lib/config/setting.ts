import type { SettingOrigin } from './origin';
import type { ValueType } from './value-type';

/** What a default that is not a constant may look at. */
export interface DefaultContext {
  /** Where another setting's value comes from; its own default counts as `default`. */
  origin(key: string): SettingOrigin;
  /** The version in the nearest package.json of the application, if there is one. */
  hostVersion(): string | undefined;
}

/** One row of the settings table: all that is known of a setting. */
export interface SettingRow<
  Key extends string = string,
  Value = unknown,
  Input = unknown,
  Default = unknown,
> {
  /** The dotted key, the same in code and YAML. */
  readonly key: Key;
  /** The variable of our own; none where a standard `OTEL_*` variable is the only one. */
  readonly env?: string;
  /** Older names of the variable, used when `env` is not set. */
  readonly aliases?: readonly string[];
  /** Standard variables, used when nothing of our own says otherwise; the first that is set counts. */
  readonly otel?: readonly string[];
  readonly type: ValueType<Value, Input>;
  readonly default: Default;
  /** The default where it depends on other things; `undefined` falls back to `default`. */
  defaultFrom?(context: DefaultContext): Value | undefined;
  /** The default in words, where the value alone would not tell. */
  readonly defaultNote?: string;
  /** What the setting does, in one line. */
  readonly description: string;
  /** Whether the value may never be shown; it can then come as `…_FILE` too. */
  readonly secret?: boolean;
}

/** Types a row: its key as a literal, its value from its type, and `undefined` among the values when that is the default. */
export function setting<const Key extends string, Value, Input, const Default extends Value | undefined>(
  row: SettingRow<Key, Value, Input, Default>,
): SettingRow<Key, Value, Input, Default> {
  return row;
}
