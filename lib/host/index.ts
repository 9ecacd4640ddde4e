export type { DiskUsage } from './disks';
export { type Host, HostSampler, type HostSamplerOptions } from './host-sampler';
export type { InterfaceBytes } from './net-dev';
export type { HostReading } from './reading';
