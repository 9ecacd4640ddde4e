import { crossCheck } from './cross-checks';
import { currentHost, findHostVersion, type HostLocation } from './host-version';
import { SettingsError } from './problem';
import { resolve } from './resolve';
import type { Options } from './setting-values';
import { createSettings, type Settings } from './settings';
import { readConfigFile } from './sources/config-file';
import { type Environment, readOtelVariables, readOwnVariables } from './sources/environment';
import { readOptions } from './sources/options';
import { findUnknownVariables } from './unknown-variables';

/** Where settings are read from. */
export interface SettingsInput {
  /** What the code says; nothing by default. */
  readonly options?: Options;
  /** The variables; those of the process by default. */
  readonly env?: Environment;
  /** Whose package.json gives the default of `service.version`; this process's application by default. */
  readonly host?: HostLocation;
}

/**
 * Reads all settings: the code's options over the environment (`GP_*`) over the config file (`GP_CONFIG_FILE`) over the
 * standard `OTEL_*` variables over the defaults.
 *
 * @throws SettingsError that tells everything that is wrong at once; nothing has been started by then.
 */
export function readSettings({ options = {}, env = process.env, host }: SettingsInput = {}): Settings {
  const sources = [readOptions(options), readOwnVariables(env), readConfigFile(env), readOtelVariables(env)];
  const { settings, problems } = resolve(sources, () => findHostVersion(host ?? currentHost()));
  const refused = new Set(problems.map((problem) => problem.key));
  const all = [...problems, ...crossCheck(settings, refused)];
  if (all.length > 0) throw new SettingsError(all);
  return createSettings(settings, findUnknownVariables(env));
}
