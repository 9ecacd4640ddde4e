import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Environment,
  type Options,
  readSettings,
  type Settings,
  SettingsError,
  type SettingsInput,
} from '../../../lib/config';

/** A folder of a spec file's own, gone when its tests are through. */
export const folder = mkdtempSync(join(tmpdir(), 'cardlink-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;

/** Writes a file into the folder and gives its path. */
export function file(content: string, name = `file-${++files}`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

/** Reads settings with nothing from the process's own environment. */
export function read(env: Environment = {}, options: Options = {}): Settings {
  return readSettings({ env, options });
}

/** Reads settings with a config file of this content. */
export function withYaml(content: string, env: Environment = {}): Settings {
  return read({ ...env, GP_CONFIG_FILE: file(content) });
}

/** The error of settings that are wrong. */
export function errorOf(input: SettingsInput): SettingsError {
  try {
    readSettings(input);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were taken');
}

/** What is said of wrong settings: the name, the value as it is shown, what is allowed. */
export const problemsOf = (input: SettingsInput) =>
  errorOf(input).problems.map(({ name, value, rule }) => [name, value, rule]);
