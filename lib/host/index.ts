export type { DiskSpace, DiskUsage } from './disks';
export { type Host, HostSampler, type HostSamplerOptions } from './host-sampler';
export { loadFigures } from './load-figures';
export type { MemoryReaderOptions, MemoryUsage } from './memory';
export type { InterfaceBytes } from './net-dev';
export type { HostReading } from './reading';
