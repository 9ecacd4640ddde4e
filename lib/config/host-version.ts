import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the search for the application's package.json begins. */
export interface HostLocation {
  /** The file that was started. */
  readonly mainFile?: string | undefined;
  readonly folder: string;
}

/** The application of this process. `require.main` is not there yet under `--require`, nor ever for ES modules. */
export function currentHost(): HostLocation {
  return { mainFile: require.main?.filename ?? process.argv[1], folder: process.cwd() };
}

function versionIn(folder: string): string | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const version =
      content !== null && typeof content === 'object' && 'version' in content ? content.version : undefined;
    return typeof version === 'string' && version !== '' ? version : undefined;
  } catch {
    // Not there, or not for us to complain about: the next folder up may have one.
    return undefined;
  }
}

function versionAbove(folder: string): string | undefined {
  const parent = dirname(folder);
  return versionIn(folder) ?? (parent === folder ? undefined : versionAbove(parent));
}

/** The version in the nearest package.json above the started file, or else above the working folder. */
export function findHostVersion({ mainFile, folder }: HostLocation): string | undefined {
  return (mainFile === undefined ? undefined : versionAbove(dirname(mainFile))) ?? versionAbove(folder);
}
