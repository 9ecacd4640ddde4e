import { showValue } from './display';
import { MASK } from './mask';
import { showAs } from './masked';
import type { SettingOrigin } from './origin';
import type { Resolved } from './resolve';
import type { SettingRow } from './setting';
import type { SettingKey, SettingValues } from './setting-values';
import type { Pairs } from './types/pairs';
import type { UnknownVariable } from './unknown-variables';

/** A setting as it may be shown. */
export interface SettingEntry {
  readonly key: SettingKey;
  /** The effective value as a person would write it; masked when secret, empty when not set. */
  readonly value: string;
  readonly origin: SettingOrigin;
  readonly secret: boolean;
  readonly description: string;
  /** The default in words, where an empty value does not mean "none". */
  readonly defaultNote?: string;
}

/** The effective settings. Secrets are in `values` and `secretValues()` alone, and masked when those are printed. */
export interface Settings {
  readonly values: SettingValues;
  /** Where the value comes from. */
  origin(key: SettingKey): SettingOrigin;
  /** All settings in the order of the table, secrets masked, for `config show` and the line at start. */
  entries(): readonly SettingEntry[];
  /** The plain secrets in use, for the redactor: passwords (those in URLs, too), tokens, keys and every header's value. */
  secretValues(): readonly string[];
  /** The variables that are named `GP_…` and are no settings: of someone else, or misspelled. */
  readonly unknownVariables: readonly UnknownVariable[];
}

interface Group {
  readonly [name: string]: unknown;
}

function maskOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return MASK;
  return Object.fromEntries(Object.keys(value).map((name) => [name, MASK]));
}

/** A value without the credentials that it may hold. */
function concealed({ type }: SettingRow, value: unknown): unknown {
  if (typeof value === 'string') return type.conceal?.(value) ?? value;
  return value === undefined ? value : (type.mask?.(value) ?? value);
}

/** A value and what is shown in its place. */
function leaf({ row, value }: Resolved): { readonly plain: unknown; readonly masked: unknown } {
  const masked = row.secret && value !== undefined ? maskOf(value) : concealed(row, value);
  const isObject =
    typeof value === 'object' && value !== null && typeof masked === 'object' && masked !== null;
  return {
    plain: isObject ? showAs(Array.isArray(value) ? [...value] : { ...value }, masked) : value,
    masked,
  };
}

/** Nests the settings whose keys begin with `prefix` by the part of the key that follows. */
function nest(
  settings: readonly Resolved[],
  prefix: string,
): { readonly plain: Group; readonly masked: Group } {
  const plain: Record<string, unknown> = {};
  const masked: Record<string, unknown> = {};
  for (const [name, members] of groupByNextPart(settings, prefix)) {
    const [first] = members;
    const isLeaf = first !== undefined && first.row.key === `${prefix}${name}`;
    const member = isLeaf ? leaf(first) : nest(members, `${prefix}${name}.`);
    plain[name] = member.plain;
    masked[name] = member.masked;
  }
  return { plain: showAs(plain, masked), masked };
}

function groupByNextPart(settings: readonly Resolved[], prefix: string): Map<string, Resolved[]> {
  const groups = new Map<string, Resolved[]>();
  for (const resolved of settings) {
    const [name = ''] = resolved.row.key.slice(prefix.length).split('.', 1);
    const members = groups.get(name);
    if (members === undefined) groups.set(name, [resolved]);
    else members.push(resolved);
  }
  return groups;
}

/** A header's value, and without its scheme too: what follows `Bearer ` is the secret wherever else it appears. */
function secretsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value as Pairs).flatMap((header) => {
    const credentials = /^(?:Basic|Bearer) +(\S+)$/i.exec(header)?.[1];
    return credentials === undefined ? [header] : [header, credentials];
  });
}

class EffectiveSettings implements Settings {
  readonly values: SettingValues;
  readonly unknownVariables: readonly UnknownVariable[];
  readonly #settings: ReadonlyMap<string, Resolved>;

  constructor(settings: ReadonlyMap<string, Resolved>, unknownVariables: readonly UnknownVariable[]) {
    this.#settings = settings;
    this.unknownVariables = unknownVariables;
    // The nested types are made from the same table's keys and types as these values.
    this.values = nest([...settings.values()], '').plain as SettingValues;
    Object.freeze(this);
  }

  origin(key: SettingKey): SettingOrigin {
    return this.#settings.get(key)?.origin ?? { source: 'default' };
  }

  entries(): readonly SettingEntry[] {
    return [...this.#settings.values()].map(({ row, value, origin }) => ({
      key: row.key as SettingKey,
      value: showValue(row, value),
      origin,
      secret: row.secret === true,
      description: row.description,
      ...(row.defaultNote === undefined ? {} : { defaultNote: row.defaultNote }),
    }));
  }

  secretValues(): readonly string[] {
    const secrets = [...this.#settings.values()].flatMap(({ row, value }) => {
      if (row.secret) return secretsIn(value);
      return value === undefined ? [] : (row.type.secretsIn?.(value) ?? []);
    });
    return [...new Set(secrets)].filter((secret) => secret !== '');
  }
}

/** The settings as their users see them. */
export function createSettings(
  settings: ReadonlyMap<string, Resolved>,
  unknownVariables: readonly UnknownVariable[],
): Settings {
  return new EffectiveSettings(settings, unknownVariables);
}
