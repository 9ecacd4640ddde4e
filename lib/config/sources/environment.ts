import type { Candidate, SourceReading } from '../candidate';
import { MASK } from '../mask';
import type { SettingOrigin } from '../origin';
import type { SettingProblem } from '../problem';
import type { SettingRow } from '../setting';
import { ROWS } from '../table';
import { readSecretFile } from './secret-file';

/** The variables of the process, or of a test. */
export type Environment = Readonly<Record<string, string | undefined>>;

interface VariableSource {
  readonly source: 'environment' | 'otel';
  variables(row: SettingRow): readonly string[];
}

const OWN: VariableSource = {
  source: 'environment',
  variables: (row) => [...(row.env === undefined ? [] : [row.env]), ...(row.aliases ?? [])],
};

const OTEL: VariableSource = { source: 'otel', variables: (row) => row.otel ?? [] };

/** The variable's text; an empty one counts as not set (OpenTelemetry's rule, and ours). */
export function readVariable(env: Environment, variable: string): string | undefined {
  const text = env[variable];
  return text === undefined || text.trim() === '' ? undefined : text;
}

type Outcome = { readonly candidate: Candidate } | { readonly problem: SettingProblem } | undefined;

function readPlain(row: SettingRow, from: VariableSource, variable: string, env: Environment): Outcome {
  const value = readVariable(env, variable);
  if (value === undefined) return undefined;
  const origin: SettingOrigin = { source: from.source, variable };
  return { candidate: { key: row.key, name: variable, origin, raw: { value, dialect: from.source } } };
}

/** A secret: the variable itself or the file that `…_FILE` names, and not both. */
function readSecret(row: SettingRow, from: VariableSource, variable: string, env: Environment): Outcome {
  const fileVariable = `${variable}_FILE`;
  const path = readVariable(env, fileVariable);
  const plain = readPlain(row, from, variable, env);
  if (path === undefined) return plain;
  const origin: SettingOrigin = { source: from.source, variable: fileVariable, file: path };
  if (plain !== undefined) {
    const rule = `must not be set together with ${fileVariable}`;
    return { problem: { key: row.key, name: variable, value: MASK, rule, origin } };
  }
  const content = readSecretFile(path);
  if (!content.ok)
    return { problem: { key: row.key, name: fileVariable, value: path, rule: content.rule, origin } };
  const raw = { value: content.value, dialect: from.source };
  return { candidate: { key: row.key, name: fileVariable, origin, raw } };
}

function readRow(row: SettingRow, from: VariableSource, env: Environment): Outcome {
  for (const variable of from.variables(row)) {
    const outcome = row.secret ? readSecret(row, from, variable, env) : readPlain(row, from, variable, env);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function readVariables(from: VariableSource, env: Environment): SourceReading {
  const candidates = new Map<string, Candidate>();
  const problems: SettingProblem[] = [];
  for (const row of ROWS) {
    const outcome = readRow(row, from, env);
    if (outcome === undefined) continue;
    if ('problem' in outcome) problems.push(outcome.problem);
    else candidates.set(row.key, outcome.candidate);
  }
  return { candidates, problems };
}

/** What our own variables and their aliases say. */
export function readOwnVariables(env: Environment): SourceReading {
  return readVariables(OWN, env);
}

/** What the standard `OTEL_*` variables say. */
export function readOtelVariables(env: Environment): SourceReading {
  return readVariables(OTEL, env);
}
