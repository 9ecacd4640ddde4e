import { showValue } from './display';
import type { SettingRow } from './setting';
import { CONFIG_FILE_VARIABLE, ROWS } from './table';

const HEADER = ['| Environment | Key | Default | Allowed | Meaning |', '|---|---|---|---|---|'];

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

const code = (text: string) => `\`${text}\``;

function environmentOf({ env, otel = [], secret }: SettingRow): string {
  const variables = [...(env === undefined ? [] : [env]), ...otel].map(code).join(', ');
  return secret ? `${variables} or \`…_FILE\`` : variables;
}

function defaultOf(row: SettingRow): string {
  if (row.defaultNote !== undefined) return row.defaultNote;
  return row.default === undefined ? 'none' : code(showValue(row, row.default));
}

function lineOf(row: SettingRow): string {
  const cells = [environmentOf(row), code(row.key), defaultOf(row), row.type.label, row.description];
  return `| ${cells.map(cell).join(' | ')} |`;
}

/** The settings table for the README, as Markdown. */
export function settingsTableMarkdown(): string {
  const aliases = ROWS.flatMap(({ env, aliases: older = [] }) =>
    older.map((alias) => `${code(alias)} (${code(env ?? '')})`),
  );
  return [
    `Highest first: options in code, \`GP_*\` variables, the YAML file that \`${CONFIG_FILE_VARIABLE}\` names (with the same keys as code), \`OTEL_*\` variables, defaults.`,
    '',
    ...HEADER,
    ...ROWS.map(lineOf),
    '',
    'A duration is a number with a unit (`500ms`, `15s`, `1m`, `2h`, `14d`); in `GP_*` variables a bare number is seconds, in `OTEL_*` variables milliseconds. A size is a number with a unit (`16 MB`, `512 KiB`); in the environment a bare number is bytes. Secrets are never shown; a `…_FILE` variable names a file to read the secret from.',
    '',
    '`cardlink-metrics config show` prints every setting as it is in effect, and names `GP_*` variables that are no settings; one that looks misspelled is told at the start as well.',
    '',
    `Older names that still work: ${aliases.join(', ')}.`,
  ].join('\n');
}
