import { fieldOf, wholeNumber } from './text-fields';

/** How far two clocks of processor time have come: what was used, and what there was to be used. */
export interface CpuTime {
  /** Whose time it is: only figures of the same source can be set against each other. */
  readonly source: string;
  /** In any unit, the same as `available`. */
  readonly used: number;
  readonly available: number;
}

/** The columns of `/proc/stat` that add up to all time: guests' time is in `user` and `nice` already. */
const TIME_COLUMNS = 8;
const IDLE = 3;
const WAITING_FOR_IO = 4;

/** The time of the machine's processors, from the first line of `/proc/stat`. */
export function parseCpuTime(text: string): CpuTime | undefined {
  const columns = fieldOf(text, 'cpu', ' ')?.split(/\s+/).slice(0, TIME_COLUMNS).map(wholeNumber);
  if (columns === undefined || columns.length < TIME_COLUMNS) return undefined;
  let used = 0;
  let available = 0;
  for (const [column, ticks] of columns.entries()) {
    if (ticks === undefined) return undefined;
    available += ticks;
    if (column !== IDLE && column !== WAITING_FOR_IO) used += ticks;
  }
  return { source: 'machine', used, available };
}

/** Percent of the time there was between two looks that was used, 0 to 100; undefined when that cannot be told. */
export function cpuUsagePercent(before: CpuTime | undefined, now: CpuTime | undefined): number | undefined {
  if (before === undefined || now === undefined || before.source !== now.source) return undefined;
  const available = now.available - before.available;
  const used = now.used - before.used;
  // Clocks of a machine that was suspended or moved can go back.
  if (!(available > 0) || used < 0) return undefined;
  return Math.min(100, (used / available) * 100);
}
