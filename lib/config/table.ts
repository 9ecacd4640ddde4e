import type { SettingRow } from './setting';
import { LOGGING_SETTINGS } from './table/logging';
import { METRICS_SETTINGS } from './table/metrics';
import { OPERATIONS_SETTINGS } from './table/operations';
import { OTLP_SETTINGS } from './table/otlp';
import { SERVICE_SETTINGS } from './table/service';
import { TRACING_SETTINGS } from './table/tracing';

/** The variable that names the config file; the only one that is not a row, since no file can set it. */
export const CONFIG_FILE_VARIABLE = 'GP_CONFIG_FILE';

/** Every setting there is. The reader, the errors, `config show` and the README's table all come from it. */
export const SETTINGS = [
  ...SERVICE_SETTINGS,
  ...METRICS_SETTINGS,
  ...TRACING_SETTINGS,
  ...OTLP_SETTINGS,
  ...LOGGING_SETTINGS,
  ...OPERATIONS_SETTINGS,
] as const;

/** The rows without their particular types, for code that treats all alike. */
export const ROWS: readonly SettingRow[] = SETTINGS;

/** The rows by key. */
export const ROWS_BY_KEY: ReadonlyMap<string, SettingRow> = new Map(ROWS.map((row) => [row.key, row]));

/** The keys that are no settings but hold some: `metrics`, `metrics.auth`. */
export const GROUPS: ReadonlySet<string> = new Set(
  ROWS.flatMap(({ key }) => {
    const parts = key.split('.');
    return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join('.'));
  }),
);
