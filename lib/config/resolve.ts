import type { Candidate, SourceReading } from './candidate';
import { showRaw } from './display';
import { overrules, type SettingOrigin } from './origin';
import type { SettingProblem } from './problem';
import type { SettingRow } from './setting';
import { ROWS } from './table';
import type { Pairs } from './types/pairs';
import type { Parsed } from './value-type';

/** A setting with the value that counts. */
export interface Resolved {
  readonly row: SettingRow;
  readonly value: unknown;
  readonly origin: SettingOrigin;
  /** The setting as the user wrote it; the key when it has its default. */
  readonly name: string;
}

/** What counts, by key, and what was wrong. */
export interface Resolution {
  readonly settings: Map<string, Resolved>;
  readonly problems: SettingProblem[];
}

function problemOf(row: SettingRow, { name, origin, raw }: Candidate, rule: string): SettingProblem {
  const fromFile = 'file' in origin && origin.file !== undefined;
  return { key: row.key, name, value: fromFile ? origin.file : showRaw(row, raw), rule, origin };
}

/**
 * The first source that has the setting wins. What is ours is checked even when it is overruled, so that no mistake waits
 * for the day when the overruling value goes; a standard variable is set for others too and only looked at when it counts.
 */
function resolveRow(row: SettingRow, candidates: readonly Candidate[], problems: SettingProblem[]): Resolved {
  let winner: { candidate: Candidate; parsed: Parsed<unknown> } | undefined;
  for (const candidate of candidates) {
    if (winner !== undefined && candidate.origin.source === 'otel') continue;
    const parsed = row.type.parse(candidate.raw);
    if (!parsed.ok) problems.push(problemOf(row, candidate, parsed.rule));
    winner ??= { candidate, parsed };
  }
  if (winner?.parsed.ok) {
    const { origin, name } = winner.candidate;
    return { row, value: winner.parsed.value, origin, name };
  }
  return { row, value: row.default, origin: { source: 'default' }, name: row.key };
}

/** The settings that resource attributes can give, by the names of OpenTelemetry's conventions. */
const FROM_ATTRIBUTES: readonly (readonly [attribute: string, key: string])[] = [
  ['service.name', 'service.name'],
  ['service.version', 'service.version'],
  ['deployment.environment.name', 'service.environment'],
];

/** `service.name` and its like among the attributes count where nothing higher gives them; either way they leave the attributes. */
function applyAttributes(settings: Map<string, Resolved>): void {
  const attributes = settings.get('service.attributes');
  if (attributes === undefined) return;
  const rest: Record<string, string> = { ...(attributes.value as Pairs) };
  for (const [attribute, key] of FROM_ATTRIBUTES) {
    const value = rest[attribute];
    const current = settings.get(key);
    delete rest[attribute];
    if (value === undefined || value === '' || current === undefined) continue;
    if (overrules(attributes.origin, current.origin))
      settings.set(key, { ...attributes, row: current.row, value });
  }
  settings.set('service.attributes', { ...attributes, value: rest });
}

function applyDefaults(settings: Map<string, Resolved>, hostVersion: () => string | undefined): void {
  const origin = (key: string): SettingOrigin => settings.get(key)?.origin ?? { source: 'default' };
  for (const [key, resolved] of settings) {
    if (resolved.origin.source !== 'default') continue;
    const value = resolved.row.defaultFrom?.({ origin, hostVersion });
    if (value !== undefined) settings.set(key, { ...resolved, value });
  }
}

/** Puts the sources, highest first, together with the defaults. */
export function resolve(
  sources: readonly SourceReading[],
  hostVersion: () => string | undefined,
): Resolution {
  const problems = sources.flatMap((source) => source.problems);
  const settings = new Map<string, Resolved>();
  for (const row of ROWS) {
    const candidates = sources.flatMap((source) => source.candidates.get(row.key) ?? []);
    settings.set(row.key, resolveRow(row, candidates, problems));
  }
  applyAttributes(settings);
  applyDefaults(settings, hostVersion);
  return { settings, problems };
}
