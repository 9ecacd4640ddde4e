import { MASK } from './mask';
import type { SettingRow } from './setting';
import { hasControlCharacter } from './types/text';
import type { RawValue } from './value-type';

const LONGEST = 60;

function shorten(text: string): string {
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function describeStructured({ value, written }: RawValue): string {
  if (written !== undefined && typeof value !== 'string') return written;
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'a map';
  return typeof value === 'function' || typeof value === 'symbol' ? `a ${typeof value}` : String(value);
}

/** A given value as an error may show it: never a secret, always one short line, quoted where YAML or code had a string. */
export function showRaw(row: SettingRow, raw: RawValue): string {
  if (row.secret) return MASK;
  if (typeof raw.value !== 'string') return shorten(describeStructured(raw));
  const text = shorten(row.type.conceal?.(raw.value) ?? raw.value);
  return raw.dialect === 'structured' || hasControlCharacter(text) ? JSON.stringify(text) : text;
}

/** An effective value as text: never a secret, and empty when there is none. */
export function showValue(row: SettingRow, value: unknown): string {
  if (value === undefined) return '';
  return row.secret ? MASK : row.type.format(value);
}
