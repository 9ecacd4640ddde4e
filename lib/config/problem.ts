import { describeOrigin, type SettingOrigin } from './origin';

/** One wrong setting. */
export interface SettingProblem {
  /** The setting's key, or the unknown one; absent where the problem is a file's. */
  readonly key?: string;
  /** The setting as the user wrote it: the variable or the key. */
  readonly name: string;
  /** The value as it may be shown: quoted when it was a string in code or YAML, masked when it is a secret. */
  readonly value: string;
  /** What is allowed, to be read after the name: "must be …". */
  readonly rule: string;
  /** Where the value comes from. */
  readonly origin: SettingOrigin;
}

/** Lines whose columns are aligned; `gaps` are the spaces after each column. Nothing follows the last one. */
export function alignColumns(rows: readonly (readonly string[])[], gaps: readonly number[]): string[] {
  const widths = gaps.map((gap, column) => gap + Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('')
      .trimEnd(),
  );
}

function messageOf(problems: readonly SettingProblem[]): string {
  const summary = problems.length === 1 ? '1 setting is wrong' : `${problems.length} settings are wrong`;
  const rows = problems.map(({ name, value, rule, origin }) => [
    name,
    value,
    rule,
    `(${describeOrigin(origin)})`,
  ]);
  const lines = alignColumns(rows, [3, 3, 2]).map((line) => `  ${line}`);
  return [`cardlink observability did not start: ${summary}`, ...lines].join('\n');
}

/** Every setting that is wrong, told at once. It holds no value of a secret. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
  readonly problems: readonly SettingProblem[];

  constructor(problems: readonly SettingProblem[]) {
    super(messageOf(problems));
    this.problems = problems;
  }
}
