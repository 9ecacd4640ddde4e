import { closeSync, constants, fstatSync, openSync, type Stats, statSync } from 'node:fs';

/** What lines are written to: an open descriptor, which may become another between two writes. */
export interface Target {
  /** The descriptor to write to now. */
  readonly fd: number;
  /** For people: `stdout`, or the path of the file. */
  readonly name: string;
  /** Whether the system says how long it is, so that one can see when a write has been carried out. */
  readonly isFile: boolean;
  /**
   * Called between two writes, when nothing is under way: time to see to it that `fd` is the right one.
   *
   * @throws when no descriptor can be had; the lines wait then
   */
  prepare(bytes: number): Prepared;
  /** Lines were written. */
  written(bytes: number, lines: number): void;
  /** Gives the descriptor back. */
  close(): void;
}

/** What became of the descriptor. */
export type Prepared =
  | { readonly kind: 'kept' }
  | {
      readonly kind: 'changed';
      /** Lines that may have gone with a file that was removed. */
      readonly lostLines: number;
    };

/** The descriptor is the one that it was. */
export const KEPT: Prepared = { kind: 'kept' };

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;

/** The process's own output. */
export type StreamName = keyof typeof DESCRIPTORS;

/**
 * stdout or stderr. A pipe is opened anew where the system allows it (Linux), so that a write to one that nobody reads
 * fails at once instead of holding up the process, its end included; descriptor 1 itself is shared with whoever else
 * has it and stays as it is.
 */
export class StreamTarget implements Target {
  readonly name: StreamName;
  readonly fd: number;
  readonly isFile: boolean;
  readonly #isOurs: boolean;

  constructor(name: StreamName) {
    this.name = name;
    const shared = DESCRIPTORS[name];
    const stats = statsOf(shared);
    this.isFile = stats?.isFile() ?? false;
    const ours = stats?.isFIFO() ? openWithoutWaiting(shared) : undefined;
    // A socket (what Node gives its children) cannot be opened anew. Node's own stream makes it one that is not waited for,
    // and at the end what it was.
    if (stats?.isSocket()) void process[name];
    this.fd = ours ?? shared;
    this.#isOurs = ours !== undefined;
  }

  prepare(): Prepared {
    return KEPT;
  }

  written(): void {}

  close(): void {
    if (this.#isOurs) closeSync(this.fd);
  }
}

function statsOf(fd: number): Stats | undefined {
  try {
    return fstatSync(fd);
  } catch {
    // Closed: the first write says so.
    return undefined;
  }
}

function openWithoutWaiting(fd: number): number | undefined {
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    // No /proc, or a pipe of another user: the shared descriptor does, and may be waited for.
    return undefined;
  }
}

/** Whether a descriptor and a path lead to the same file. */
export function isSameFile(fd: number, path: string): boolean {
  const open = fstatSync(fd);
  try {
    const { dev, ino } = statSync(path);
    return dev === open.dev && ino === open.ino;
  } catch {
    // Whoever removed it may put a new one there: then it is another file.
    return false;
  }
}
