import { closeSync, fstatSync, openSync, renameSync, statSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, extname, join } from 'node:path';
import { isSameFile, KEPT, type Prepared, type Target } from './target';

/** When a file is put aside, and how long it is kept then. */
export interface RotationLimits {
  readonly sizeBytes: number;
  /** Files put aside that are kept. */
  readonly files: number;
  /** How long they are kept, in milliseconds. */
  readonly ageMs: number;
}

const DAY_MS = 24 * 3_600_000;
/** How often it is looked whether the file is still the one that the path names. */
const LOOK_MS = 1_000;
/** How long a file that could not be put aside is written on before that is tried again. */
const ASIDE_RETRY_MS = 60_000;
/** Readable by its group: the agent that collects logs is no root. */
const MODE = 0o640;

/** What is used of the clocks. */
export interface FileClock {
  epochMs(): number;
}

/**
 * A file that is put aside when it is large or old, under a name with the time, and begun anew. A file that another
 * program has put aside, or removed, is begun anew within a second of writing as well.
 */
export class FileTarget implements Target {
  readonly name: string;
  readonly #limits: RotationLimits;
  readonly #clock: FileClock;
  readonly #onFailure: (what: string, error: unknown) => void;
  #fd: number;
  #isRegular = false;
  #bytes = 0;
  #begunMs = 0;
  #lookedMs = 0;
  #linesSinceLook = 0;
  #asideFailedMs = Number.NEGATIVE_INFINITY;
  /** One look at a time. */
  #tidying = Promise.resolve();

  /**
   * @param onFailure told what could not be done for keeping files small and few
   * @throws when the file cannot be opened
   */
  constructor(
    path: string,
    limits: RotationLimits,
    onFailure: (what: string, error: unknown) => void,
    clock: FileClock = { epochMs: () => Date.now() },
  ) {
    this.name = path;
    this.#limits = limits;
    this.#clock = clock;
    this.#onFailure = onFailure;
    this.#fd = this.#open();
    this.#tidy();
  }

  get fd(): number {
    return this.#fd;
  }

  get isFile(): boolean {
    return this.#isRegular;
  }

  prepare(bytes: number): Prepared {
    if (!this.#isRegular) return KEPT;
    const nowMs = this.#clock.epochMs();
    // The clock may have been set back.
    const found = Math.abs(nowMs - this.#lookedMs) < LOOK_MS ? KEPT : this.#look(nowMs);
    if (found !== KEPT || this.#bytes === 0 || !this.#isFull(bytes, nowMs)) return found;
    return this.#putAside(nowMs);
  }

  written(bytes: number, lines: number): void {
    this.#bytes += bytes;
    this.#linesSinceLook += lines;
  }

  close(): void {
    closeSync(this.#fd);
  }

  /** Resolves when files that are too many or too old have been removed. */
  async settled(): Promise<void> {
    await this.#tidying;
  }

  #isFull(bytes: number, nowMs: number): boolean {
    const { sizeBytes, ageMs } = this.#limits;
    return this.#bytes + bytes > sizeBytes || nowMs - this.#begunMs > Math.min(DAY_MS, ageMs);
  }

  #open(): number {
    const fd = openSync(this.name, 'a', MODE);
    const stats = fstatSync(fd);
    this.#isRegular = stats.isFile();
    this.#bytes = stats.size;
    const nowMs = this.#clock.epochMs();
    this.#begunMs = stats.size === 0 ? nowMs : Math.min(nowMs, stats.birthtimeMs || stats.ctimeMs);
    this.#lookedMs = nowMs;
    return fd;
  }

  /** Sees whether the file is still there; one that was cut short in its place goes on. */
  #look(nowMs: number): Prepared {
    if (!isSameFile(this.#fd, this.name)) {
      const lostLines = fstatSync(this.#fd).nlink === 0 ? this.#linesSinceLook : 0;
      this.#begin();
      return { kind: 'changed', lostLines };
    }
    this.#bytes = fstatSync(this.#fd).size;
    this.#lookedMs = nowMs;
    this.#linesSinceLook = 0;
    return KEPT;
  }

  #putAside(nowMs: number): Prepared {
    // Another process that writes to the file may have put it aside a moment ago.
    if (isSameFile(this.#fd, this.name) && !this.#rename(nowMs)) return KEPT;
    this.#begin();
    this.#tidy();
    return { kind: 'changed', lostLines: 0 };
  }

  /** A folder may be closed to us while the file is not: then a large file is better than none. */
  #rename(nowMs: number): boolean {
    if (Math.abs(nowMs - this.#asideFailedMs) < ASIDE_RETRY_MS) return false;
    try {
      renameSync(this.name, this.#nameAside(nowMs));
      this.#asideFailedMs = Number.NEGATIVE_INFINITY;
      return true;
    } catch (error) {
      this.#asideFailedMs = nowMs;
      this.#onFailure(`${this.name} cannot be put aside and is written on`, error);
      return false;
    }
  }

  #begin(): void {
    const before = this.#fd;
    this.#fd = this.#open();
    this.#linesSinceLook = 0;
    closeSync(before);
  }

  #nameAside(nowMs: number): string {
    const { folder, stem, extension } = partsOf(this.name);
    const time = new Date(nowMs).toISOString().replace(/[-:.]/g, '');
    for (let number = 0; ; number += 1) {
      const name = join(folder, `${stem}-${time}${number === 0 ? '' : `-${number}`}${extension}`);
      if (statSync(name, { throwIfNoEntry: false }) === undefined) return name;
    }
  }

  #tidy(): void {
    if (!this.#isRegular) return;
    this.#tidying = this.#tidying
      .then(() => removeOld(this.name, this.#limits, this.#clock.epochMs()))
      .catch((error: unknown) =>
        this.#onFailure(`what was put aside beside ${this.name} cannot be looked through and removed`, error),
      );
  }
}

interface PathParts {
  readonly folder: string;
  readonly stem: string;
  readonly extension: string;
}

function partsOf(path: string): PathParts {
  const extension = extname(path);
  return { folder: dirname(path), stem: basename(path, extension), extension };
}

const TIME = /^-\d{8}T\d{9}Z(?:-\d+)?$/;

/** Removes what was put aside beside a file and is too much or too old. */
export async function removeOld(
  path: string,
  { files, ageMs }: Pick<RotationLimits, 'files' | 'ageMs'>,
  nowMs: number,
): Promise<void> {
  const { folder, stem, extension } = partsOf(path);
  const aside = (await readdir(folder))
    .filter((name) => name.startsWith(stem) && name.endsWith(extension))
    .filter((name) => TIME.test(name.slice(stem.length, name.length - extension.length)))
    .sort()
    .reverse();
  for (const [index, name] of aside.entries()) {
    const file = join(folder, name);
    if (index >= files || nowMs - (await modifiedMs(file)) > ageMs) await rm(file, { force: true });
  }
}

/** When a file was last written; now where another process has removed it meanwhile. */
async function modifiedMs(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Number.POSITIVE_INFINITY;
    throw error;
  }
}
