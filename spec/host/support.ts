import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { OwnFigures } from '../../lib/host/own-figures';

/** A tree of real files to read in place of `/`, by their paths below it. */
export interface Tree {
  readonly root: string;
  write(files: Readonly<Record<string, string>>): void;
  remove(path: string): void;
}

const roots: string[] = [];

/** Makes a tree; `removeTrees` removes it again. */
export function tree(files: Readonly<Record<string, string>> = {}): Tree {
  const root = mkdtempSync(join(tmpdir(), 'host-'));
  roots.push(root);
  const made: Tree = {
    root,
    write: (more) => {
      for (const [path, text] of Object.entries(more)) {
        const file = join(root, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    },
    remove: (path) => rmSync(join(root, path), { recursive: true, force: true }),
  };
  made.write(files);
  return made;
}

export function removeTrees(): void {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true, force: true });
}

/** A Node that knows nothing, but for what is given. */
export function own(figures: Partial<OwnFigures> = {}): OwnFigures {
  return {
    cpuSeconds: () => 0,
    uptimeSeconds: () => 0,
    residentBytes: () => undefined,
    totalMemoryBytes: () => undefined,
    freeMemoryBytes: () => undefined,
    cpuTime: () => undefined,
    cores: () => undefined,
    folder: () => undefined,
    ...figures,
  };
}

/** As the kernel writes them, on a machine of 8 GiB of which 6 GiB are available. */
export const PROC: Readonly<Record<string, string>> = {
  'proc/self/status':
    'Name:\tnode\nUmask:\t0022\nState:\tS (sleeping)\nPid:\t4242\nVmPeak:\t  999999 kB\nVmSize:\t  700000 kB\nVmHWM:\t   99999 kB\nVmRSS:\t   50000 kB\nThreads:\t11\nSigQ:\t0/96\n',
  'proc/stat':
    'cpu  1000 100 300 8000 500 20 30 50 7 3\ncpu0 500 50 150 4000 250 10 15 25 3 1\nintr 1 2 3\nctxt 99\n',
  'proc/meminfo':
    'MemTotal:        8388608 kB\nMemFree:         1048576 kB\nMemAvailable:    6291456 kB\nBuffers:           98072 kB\n',
  'proc/self/net/dev': [
    'Inter-|   Receive                                                |  Transmit',
    ' face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed',
    '    lo: 777777 10 0 0 0 0 0 0 777777 10 0 0 0 0 0 0',
    '  eth0: 1000 10 0 0 0 0 0 0 200 10 0 0 0 0 0 0',
    '  eth1:3000 10 0 0 0 0 0 0 400 10 0 0 0 0 0 0',
    '',
  ].join('\n'),
};

export const MIB = 1_048_576;
