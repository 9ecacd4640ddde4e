import { type ControllerFolders, controllerFolders } from './cgroup-path';
import type { CpuTime } from './cpu-time';
import type { ReadText } from './read-text';
import { fieldOf, wholeNumber } from './text-fields';

/** The machine's side of it: how many processors, and what time it is. */
export interface CpuContext {
  /** A quota of as many or more is no limit. */
  readonly cores: number | undefined;
  /** A clock that never goes back. */
  readonly nowSeconds: number;
}

/**
 * Reads the processor time of the innermost cgroup with the lowest quota; `available` is what the quota has granted.
 * undefined without a quota.
 */
export async function readCgroupCpu(
  read: ReadText,
  cgroups: string,
  { cores: machineCores = Number.POSITIVE_INFINITY, nowSeconds }: CpuContext,
): Promise<CpuTime | undefined> {
  const found = controllerFolders(cgroups, 'cpu');
  if (!found) return undefined;
  let cores = machineCores;
  let level: number | undefined;
  for (const [index, folder] of found.folders.entries()) {
    const quota = await QUOTA[found.version](read, `sys/fs/cgroup/${folder}`);
    if (quota === undefined || quota >= cores) continue;
    cores = quota;
    level = index;
  }
  if (level === undefined) return undefined;
  const used = await USED_SECONDS[found.version](read, found, level, cgroups);
  if (used === undefined) return undefined;
  return { source: `${found.folders[level]} ${cores}`, used, available: nowSeconds * cores };
}

/** How many processors' time a cgroup may use, by version. */
const QUOTA: Readonly<Record<1 | 2, (read: ReadText, folder: string) => Promise<number | undefined>>> = {
  1: async (read, folder) =>
    ratio(
      (await read(`${folder}/cpu.cfs_quota_us`))?.trim(),
      (await read(`${folder}/cpu.cfs_period_us`))?.trim(),
    ),
  2: async (read, folder) => {
    const [quota, period] = (await read(`${folder}/cpu.max`))?.trim().split(' ') ?? [];
    return ratio(quota, period);
  },
};

type ReadUsed = (
  read: ReadText,
  found: ControllerFolders,
  level: number,
  cgroups: string,
) => Promise<number | undefined>;

/** What a cgroup has used, by version; in version 1 another controller counts it, mostly mounted together with `cpu`. */
const USED_SECONDS: Readonly<Record<1 | 2, ReadUsed>> = {
  1: async (read, found, level, cgroups) => {
    const counting = controllerFolders(cgroups, 'cpuacct');
    // Levels are counted from the outermost: the paths of the two controllers can differ in depth.
    const folder = counting?.folders[counting.folders.length - (found.folders.length - level)];
    const nanoseconds = folder && (await read(`sys/fs/cgroup/${folder}/cpuacct.usage`))?.trim();
    return scaled(wholeNumber(nanoseconds), 1e9);
  },
  2: async (read, found, level) => {
    const statistics = await read(`sys/fs/cgroup/${found.folders[level]}/cpu.stat`);
    return scaled(wholeNumber(fieldOf(statistics ?? '', 'usage_usec', ' ')), 1e6);
  },
};

/** `max` and `-1` are no quota. */
function ratio(quota: string | undefined, period: string | undefined): number | undefined {
  const share = wholeNumber(quota);
  const whole = wholeNumber(period);
  return share === undefined || whole === undefined || share <= 0 || whole <= 0 ? undefined : share / whole;
}

function scaled(value: number | undefined, unit: number): number | undefined {
  return value === undefined ? undefined : value / unit;
}
