import type { DiskUsage } from './disks';
import type { MemoryUsage } from './memory';
import type { InterfaceBytes } from './net-dev';

/** What the machine and the container said at one time. What could not be read is undefined. */
export interface HostReading {
  readonly process: {
    readonly residentBytes: number | undefined;
    readonly virtualBytes: number | undefined;
    readonly openFiles: number | undefined;
    readonly threads: number | undefined;
  };
  /**
   * Percent of the processor time used since the reading before: of the container's quota where it has one, of all the
   * machine's processors otherwise.
   */
  readonly cpuUsagePercent: number | undefined;
  readonly memory: MemoryUsage;
  /** The file systems of the process's folder and of those asked for. */
  readonly disks: readonly DiskUsage[];
  /** Sums over the interfaces, the loopback left out; they never fall. */
  readonly network: InterfaceBytes | undefined;
}
