import { nearestWord } from './nearest-key';
import { type Environment, readVariable } from './sources/environment';
import { CONFIG_FILE_VARIABLE, ROWS } from './table';
import { hasControlCharacter } from './types/text';

/** A variable that is named as ours are and is none of them. */
export interface UnknownVariable {
  readonly name: string;
  /** The setting's variable that was probably meant; undefined where none is near, as for a variable of someone else. */
  readonly nearest: string | undefined;
}

const PREFIX = 'GP_';
const LONGEST_NAME = 80;

const CURRENT = [CONFIG_FILE_VARIABLE, ...ROWS.flatMap(({ env }) => env ?? [])];

const KNOWN: ReadonlySet<string> = new Set([
  ...CURRENT,
  ...ROWS.flatMap(({ env, aliases = [], secret }) => {
    const names = [...(env === undefined ? [] : [env]), ...aliases];
    return secret ? [...names, ...names.map((name) => `${name}_FILE`)] : names;
  }),
]);

const withoutPrefix = (name: string) => name.slice(PREFIX.length);

/** The variables that are set and named `GP_…`, and are no settings. Others use the prefix as well: no error. */
export function findUnknownVariables(env: Environment): readonly UnknownVariable[] {
  return Object.keys(env)
    .filter((name) => name.startsWith(PREFIX) && !KNOWN.has(name) && readVariable(env, name) !== undefined)
    .sort()
    .map((name) => {
      const nearest = nearestWord(withoutPrefix(name), CURRENT.map(withoutPrefix));
      return { name, nearest: nearest === undefined ? undefined : `${PREFIX}${nearest}` };
    });
}

/** That a variable is no setting, on one short line, without its value: under a misspelled name it may be a password. */
export function describeUnknown({ name, nearest }: UnknownVariable): string {
  const short = name.length > LONGEST_NAME ? `${name.slice(0, LONGEST_NAME)}…` : name;
  const shown = hasControlCharacter(short) ? JSON.stringify(short) : short;
  return `${shown} is not a setting${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}
