import type { SettingKey } from './setting-values';
import { ROWS_BY_KEY, type SETTINGS } from './table';

type DefaultOf<Key extends SettingKey> = Extract<(typeof SETTINGS)[number], { readonly key: Key }>['default'];

/** What a setting is where nobody sets it: for parts that are used without settings, and then do the same. */
export function defaultOf<Key extends SettingKey>(key: Key): DefaultOf<Key> {
  return ROWS_BY_KEY.get(key)?.default as DefaultOf<Key>;
}
