import { nameOrigin } from './origin';
import { alignColumns } from './problem';
import type { SettingEntry } from './settings';

function shownValue({ value, origin, defaultNote }: SettingEntry): string {
  if (value !== '') return value;
  return origin.source === 'default' && defaultNote !== undefined ? `(${defaultNote})` : '-';
}

/** One aligned line a setting, with its key, its value and where that comes from, for `config show`. */
export function formatSettings(entries: readonly SettingEntry[]): string {
  const rows = entries.map((entry) => [entry.key, shownValue(entry), nameOrigin(entry.origin)]);
  return alignColumns(rows, [2, 2]).join('\n');
}
