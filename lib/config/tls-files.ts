import { readFileSync, statSync } from 'node:fs';
import { showValue } from './display';
import type { SettingProblem } from './problem';
import type { Resolved } from './resolve';
import { findTlsProblems, type TlsFile, tlsFileRule } from './tls-texts';
import { unreadableRule } from './types/text';
import { accepted, type Parsed, refused as refusedBecause } from './value-type';

/** The settings that name TLS files of our own endpoint. */
const KEYS: readonly (readonly [TlsFile, string])[] = [
  ['cert', 'metrics.tls.cert'],
  ['key', 'metrics.tls.key'],
  ['clientCa', 'metrics.tls.clientCa'],
];

/**
 * What is wrong with what is in the files of the metrics endpoint's TLS: told before anything listens, and together with
 * whatever else is wrong. `refused` are the keys that already have a problem of their own.
 */
export function tlsProblems(
  settings: ReadonlyMap<string, Resolved>,
  refused: ReadonlySet<string | undefined>,
): SettingProblem[] {
  const problems = new Map<TlsFile, string>();
  const texts: Partial<Record<TlsFile, string>> = {};
  for (const [file, key] of KEYS) {
    const path = settings.get(key)?.value;
    if (typeof path !== 'string' || refused.has(key)) continue;
    const text = readText(path);
    if (text.ok) texts[file] = text.value;
    else problems.set(file, text.rule);
  }
  for (const { file, rule } of findTlsProblems(texts)) problems.set(file, rule);
  return KEYS.flatMap(([file, key]) => {
    const rule = problems.get(file);
    const resolved = settings.get(key);
    if (rule === undefined || resolved === undefined) return [];
    const { name, origin, row, value } = resolved;
    return [{ key, name, value: showValue(row, value), rule, origin }];
  });
}

/** The row's type has seen that the file is there; it may be gone, or anything, by now. */
function readText(path: string): Parsed<string> {
  try {
    const rule = tlsFileRule(statSync(path));
    return rule === undefined ? accepted(readFileSync(path, 'utf8')) : refusedBecause(rule);
  } catch (error) {
    return refusedBecause(unreadableRule(error));
  }
}
