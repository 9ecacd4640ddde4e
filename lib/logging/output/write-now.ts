import { writeSync } from 'node:fs';

const POLL_MS = 1;
const LINE_FEED = 0x0a;

/** No reader will ever come back. */
const FINAL_ERRORS: ReadonlySet<unknown> = new Set(['EPIPE', 'EBADF', 'ECONNRESET']);
/** The reader is slow, which is no failure. */
const BUSY_ERRORS: ReadonlySet<unknown> = new Set(['EAGAIN', 'EBUSY']);

/**
 * What to expect after an error of writing: `final`, that nobody will ever read; `busy`, that the reader is slow;
 * `passing`, that it may work again, as after a full disk.
 */
export function failureOf(error: unknown): 'final' | 'busy' | 'passing' {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  if (FINAL_ERRORS.has(code)) return 'final';
  return BUSY_ERRORS.has(code) ? 'busy' : 'passing';
}

/** How far a write came. */
export interface Written {
  readonly written: number;
  /** Why no further. */
  readonly error?: unknown;
}

/** Writes as much as it can, and waits for a reader who is slow until the deadline. */
export function writeFully(fd: number, bytes: Buffer, deadlineMs: number): Written {
  let written = 0;
  while (written < bytes.length) {
    try {
      written += writeSync(fd, bytes, written);
    } catch (error) {
      if (failureOf(error) !== 'busy' || performance.now() >= deadlineMs) return { written, error };
      pause();
    }
  }
  return { written };
}

/** Holds the process up: at its end, when nothing else is to be done. */
export function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, POLL_MS);
}

/** What is left of the line that `written` bytes end in; nothing when they end with a line. */
export function restOfLine(bytes: Buffer, written: number): Buffer {
  if (bytes[written - 1] === LINE_FEED) return bytes.subarray(0, 0);
  const end = bytes.indexOf(LINE_FEED, written);
  return bytes.subarray(written, end < 0 ? bytes.length : end + 1);
}
