import { BoundedLane } from './bounded-lane';
import { readCgroupCpu } from './cgroup-cpu';
import { type CpuTime, cpuUsagePercent, parseCpuTime } from './cpu-time';
import { type FileSystems, readDisks } from './disks';
import { readMemory } from './memory';
import { parseNetDev } from './net-dev';
import { NetworkTotals } from './network-totals';
import { countOpenFiles } from './open-files';
import type { OwnFigures } from './own-figures';
import { type ReadText, textReader } from './read-text';
import type { HostReading } from './reading';
import { bytesField, fieldOf, wholeNumber } from './text-fields';

/** Where a reader looks. */
export interface HostReaderOptions {
  /** The folder that `proc` and `sys` are in. */
  readonly root: string;
  readonly own: OwnFigures;
  /** Folders whose file systems are looked at beside that of the process's folder. */
  readonly diskPaths: readonly string[];
  /** How long one file, folder or file system may take. */
  readonly timeoutMs: number;
  readonly fileSystems?: FileSystems | undefined;
}

/** More file systems than these are not looked at. */
const MOST_DISKS = 16;

/** For tables of a line an interface: a machine can have thousands. */
const TABLE_BYTES = 1_048_576;

/** Reads everything, one thing after the other, without blocking. It remembers what figures since the last time need. */
export class HostReader {
  readonly #options: HostReaderOptions;
  readonly #files: BoundedLane;
  /** Disks have a lane of their own: one on a network that hangs leaves the other figures alone. */
  readonly #disks: BoundedLane;
  readonly #read: ReadText;
  readonly #network = new NetworkTotals();
  #cpuBefore: CpuTime | undefined;

  constructor(options: HostReaderOptions) {
    this.#options = options;
    this.#files = new BoundedLane(options.timeoutMs);
    this.#disks = new BoundedLane(options.timeoutMs);
    this.#read = textReader(options.root, this.#files);
  }

  /** Notes how far the processors have come, so that the first reading can tell how they were used since. */
  async lookAtCpu(): Promise<void> {
    this.#cpuBefore = await this.#cpuTime(await this.#cgroups());
  }

  /** Reads everything there is to be read. Never rejects. */
  async read(): Promise<HostReading> {
    const cgroups = await this.#cgroups();
    return {
      cpuUsagePercent: await this.#cpuUsage(cgroups),
      process: await this.#process(),
      memory: await readMemory(this.#read, cgroups, this.#options.own),
      network: await this.#networkBytes(),
      disks: await this.#diskUsage(),
    };
  }

  async #cgroups(): Promise<string> {
    return (await this.#read('proc/self/cgroup')) ?? '';
  }

  async #process(): Promise<HostReading['process']> {
    const { root, own } = this.#options;
    const status = (await this.#read('proc/self/status')) ?? '';
    return {
      residentBytes: bytesField(status, 'VmRSS') ?? own.residentBytes(),
      virtualBytes: bytesField(status, 'VmSize'),
      threads: wholeNumber(fieldOf(status, 'Threads')),
      openFiles: await this.#files.run(() => wholeCount(root)),
    };
  }

  async #cpuUsage(cgroups: string): Promise<number | undefined> {
    const before = this.#cpuBefore;
    this.#cpuBefore = await this.#cpuTime(cgroups);
    return cpuUsagePercent(before, this.#cpuBefore);
  }

  async #cpuTime(cgroups: string): Promise<CpuTime | undefined> {
    const { own } = this.#options;
    const context = { cores: own.cores(), nowSeconds: performance.now() / 1_000 };
    const limited = await readCgroupCpu(this.#read, cgroups, context);
    return limited ?? parseCpuTime((await this.#read('proc/stat')) ?? '') ?? own.cpuTime();
  }

  async #networkBytes(): Promise<HostReading['network']> {
    const table = await this.#read('proc/self/net/dev', TABLE_BYTES);
    return table === undefined ? undefined : this.#network.add(parseNetDev(table));
  }

  async #diskUsage(): Promise<HostReading['disks']> {
    const { own, diskPaths, fileSystems } = this.#options;
    const folder = own.folder();
    const folders = [...(folder === undefined ? [] : [folder]), ...diskPaths];
    return readDisks(folders.slice(0, MOST_DISKS), this.#disks, fileSystems);
  }
}

async function wholeCount(root: string): Promise<number | undefined> {
  const { count, areMore } = await countOpenFiles(root);
  return areMore ? undefined : count;
}
