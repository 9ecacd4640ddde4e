import { loadFigures } from '../../host';
import type { HealthCheck, HealthFinding } from '../check';
import { gradeUpwards, optionsOf, percent, type ShareThresholds, shareBounds } from './thresholds';

/** Which file system is looked at. */
export interface DiskSpaceOptions extends ShareThresholds {
  /** A folder on it. Default: the process's working folder. */
  readonly path?: string | undefined;
}

const DEFAULTS = { degradedShare: 0.8, unhealthyShare: 0.9 };

/**
 * How full the file system is that a folder is on, as `df` tells it: the used share of what anyone but root may use.
 * Degraded at 80 %, unhealthy at 90 %.
 */
export function diskSpace(given: DiskSpaceOptions = {}): HealthCheck {
  const options: DiskSpaceOptions = optionsOf(given);
  const bounds = shareBounds(options, DEFAULTS);
  return async (): Promise<HealthFinding> => {
    const space = await loadFigures().readDiskSpace(options.path ?? process.cwd());
    const { mountPoint, usedBytes, availableBytes } = space;
    const wholeBytes = usedBytes + availableBytes;
    // Some file systems of the kernel have no size.
    const share = wholeBytes > 0 ? usedBytes / wholeBytes : 0;
    return {
      status: gradeUpwards(share, bounds),
      message: `${percent(share)} of ${mountPoint} is used`,
      details: { mountPoint, usedBytes, availableBytes, usedShare: share },
    };
  };
}
