/** Single figures, read each time they are asked for: what health checks look at. */
export { readDiskSpace } from './disks';
export { memoryReader } from './memory';
export { countOpenFiles, readOpenFileLimit } from './open-files';
