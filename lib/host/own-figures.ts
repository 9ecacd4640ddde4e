import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import type { CpuTime } from './cpu-time';

/** What Node knows itself: taken where the system has no `/proc`, or hides it. */
export interface OwnFigures {
  /** The process's processor time, user and system together. */
  cpuSeconds(): number;
  uptimeSeconds(): number;
  residentBytes(): number | undefined;
  totalMemoryBytes(): number | undefined;
  freeMemoryBytes(): number | undefined;
  cpuTime(): CpuTime | undefined;
  /** Processors that the process may use. */
  cores(): number | undefined;
  /** The process's working folder; undefined when it has been removed. */
  folder(): string | undefined;
}

/** The figures of this process and its machine. */
export const ownFigures: OwnFigures = {
  cpuSeconds: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1e6;
  },
  uptimeSeconds: () => process.uptime(),
  residentBytes: () => figure(() => process.memoryUsage.rss()),
  totalMemoryBytes: () => figure(totalmem),
  freeMemoryBytes: () => figure(freemem),
  cpuTime: () => attempt(machineCpuTime),
  cores: () => figure(availableParallelism),
  folder: () => attempt(() => process.cwd()),
};

function machineCpuTime(): CpuTime {
  let used = 0;
  let available = 0;
  for (const { times } of cpus()) {
    const busy = times.user + times.nice + times.sys + times.irq;
    used += busy;
    available += busy + times.idle;
  }
  return { source: 'machine', used, available };
}

/** A figure that is more than 0; Node answers 0 where a system does not say. */
function figure(read: () => number): number | undefined {
  const value = attempt(read);
  return value !== undefined && value > 0 ? value : undefined;
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    // Where /proc is hidden, some of these throw: then there is nothing to report.
    return undefined;
  }
}
