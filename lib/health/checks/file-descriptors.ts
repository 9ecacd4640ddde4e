import { loadFigures } from '../../host';
import type { HealthCheck, HealthFinding } from '../check';
import { notTold } from './memory';
import { gradeUpwards, optionsOf, percent, type ShareThresholds, shareBounds } from './thresholds';

/** When file descriptors are short. */
export interface FileDescriptorsOptions extends ShareThresholds {
  /** The folder that `proc` is in. Default: `/`. */
  readonly root?: string | undefined;
}

const DEFAULTS = { degradedShare: 0.8, unhealthyShare: 0.9 };

/** Codes of a system that has no descriptor left, in the process or on the machine. */
const NONE_LEFT: ReadonlySet<unknown> = new Set(['EMFILE', 'ENFILE']);

/**
 * How many of the file descriptors that the process may have (`ulimit -n`) are open: files, sockets, pipes. Degraded at
 * 80 %, unhealthy at 90 % and when none is left to look with. Linux tells them; elsewhere it is healthy.
 */
export function fileDescriptors(options: FileDescriptorsOptions = {}): HealthCheck {
  const { root = '/', ...thresholds }: FileDescriptorsOptions = optionsOf(options);
  const bounds = shareBounds(thresholds, DEFAULTS);
  return async (): Promise<HealthFinding> => {
    const { countOpenFiles, readOpenFileLimit } = loadFigures();
    try {
      const limit = await readOpenFileLimit(root);
      const { count: open, areMore } = await countOpenFiles(root);
      if (limit === undefined) return notTold('how many files may be open');
      const share = open / limit;
      const status = gradeUpwards(share, bounds);
      // Too many to count may be few of what is allowed, or nearly all.
      if (areMore && status !== 'unhealthy') return tooMany(status, open, limit);
      return {
        status,
        message: `${areMore ? 'at least ' : ''}${open} of ${limit} file descriptors are open (${percent(share)})`,
        details: { open, limit, usedShare: share },
      };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (NONE_LEFT.has(code))
        return { status: 'unhealthy', message: `no file descriptor is left (${code})` };
      if (code === 'ENOENT') return notTold('how many files may be open');
      throw error;
    }
  };
}

function tooMany(status: HealthFinding['status'], counted: number, limit: number): HealthFinding {
  return {
    status,
    message: `at least ${counted} of ${limit} file descriptors are open; more are not counted`,
    details: { atLeast: counted, limit },
  };
}
