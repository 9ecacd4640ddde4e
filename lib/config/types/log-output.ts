import { accessSync, constants, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { accepted, refused, type ValueType } from '../value-type';
import { systemErrorCode, text } from './text';

/** The words that are no files. */
export const LOG_STREAMS = ['stdout', 'stderr'] as const;

const RULE = 'must be stdout, stderr or a file that can be written';

/** The rule that a file breaks which cannot be written, with the system's reason; it is not opened and not made. */
function unwritableRule(path: string): string | undefined {
  try {
    if (statSync(path).isDirectory()) return `${RULE}, not a folder`;
    accessSync(path, constants.W_OK);
    return undefined;
  } catch (error) {
    const code = systemErrorCode(error);
    return code === 'ENOENT' ? unwritableFolderRule(dirname(resolve(path))) : `${RULE} (${code})`;
  }
}

/** A folder that is not there is a typing error more often than one to be made. */
function unwritableFolderRule(folder: string): string | undefined {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `${RULE}: its folder cannot be written (${systemErrorCode(error)})`;
  }
}

/** Where a logger writes: `stdout`, `stderr`, or the path of a file that can be written. */
export const logOutput: ValueType<string> = {
  label: 'output',
  rule: RULE,
  example: 'stdout',
  parse(raw) {
    const parsed = text.parse(raw);
    if (!parsed.ok) return refused(RULE);
    if (LOG_STREAMS.some((stream) => stream === parsed.value)) return parsed;
    const rule = unwritableRule(parsed.value);
    return rule === undefined ? accepted(parsed.value) : refused(rule);
  },
  format: (output) => output,
};
