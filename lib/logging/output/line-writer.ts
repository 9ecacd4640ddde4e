import { fstatSync } from 'node:fs';
import type { SonicBoom } from 'sonic-boom';
import type { LogLevel } from '../log-level';
import { LevelQueue } from './level-queue';
import type { Target } from './target';
import { failureOf, pause, restOfLine, writeFully } from './write-now';

/** Why records did not get to where they were to go. */
export type LossReason = 'queue_full' | 'write_failed' | 'file_removed';

/** What lines are handed to. */
export interface LineSink {
  /** Takes a line, with its end; never throws and never waits. */
  write(line: string, level: LogLevel): void;
  /** Resolves when everything has been written, or the time is over. */
  flush(timeoutMs: number): Promise<void>;
  /** Writes everything now, and from now on each line at once: for the end of the process. Never throws. */
  flushSync(): void;
}

/** What a writer tells. */
export interface WriterEvents {
  /** Records were lost. */
  lost(count: number, reason: LossReason): void;
  /** Writing fails; the lines wait for it to work again unless `isFinal`. */
  failed(target: string, error: unknown, isFinal: boolean): void;
  /** It works again. */
  resumed(target: string): void;
}

/** What may wait, in bytes: some fifty thousand records. */
const CAPACITY_BYTES = 16_000_000;
/** One write: large enough to be worth a call, small enough to be soon over. */
const CHUNK_BYTES = 65_536;
/** A pipe takes as much as this in one piece (POSIX, PIPE_BUF), so that lines of others do not come between. */
const PIPE_CHUNK_BYTES = 4_096;
const RETRY_MS = 250;
/** A pipe that is full is soon read from. */
const BUSY_RETRY_MS = 20;
/** How long the end of a process waits for what is under way, and for a reader to go on. */
const LAST_WAIT_MS = 1_000;

interface Chunk {
  readonly bytes: Buffer;
  readonly lines: number;
}

const NOTHING = Buffer.alloc(0);

/**
 * Writes lines to a target, one write at a time, off the event loop. What waits is bounded, the least severe goes first.
 * Below it is sonic-boom, which sees to partial writes, and writes what is left synchronously at the end.
 */
export class LineWriter implements LineSink {
  readonly #target: Target;
  readonly #events: WriterEvents;
  readonly #queue: LevelQueue<string>;
  readonly #chunkBytes: number;
  #boom: SonicBoom;
  #underWay: Chunk | undefined;
  /** How much of what is under way sonic-boom says it has written. */
  #writtenBytes = 0;
  #sizeBefore = 0;
  /** The rest of a line of which a part was written at the end: no other line may come in the middle of it. */
  #torn: Buffer = NOTHING;
  #scheduled: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isFailing = false;
  #isLosing = false;
  #isDead = false;
  #isAtEnd = false;
  #waiting: (() => void)[] = [];

  constructor(target: Target, events: WriterEvents, capacityBytes = CAPACITY_BYTES) {
    this.#target = target;
    this.#events = events;
    this.#queue = new LevelQueue(capacityBytes, () => events.lost(1, 'queue_full'));
    this.#chunkBytes = target.isFile ? CHUNK_BYTES : PIPE_CHUNK_BYTES;
    this.#boom = this.#openBoom();
  }

  write(line: string, level: LogLevel): void {
    if (this.#isDead) {
      this.#events.lost(1, 'write_failed');
      return;
    }
    // Characters stand for bytes: exact for nearly all lines, and near enough for a bound.
    this.#queue.push(line, level, line.length);
    if (this.#isAtEnd) this.#writeNow();
    else if (!this.#underWay && !this.#retry) this.#scheduled ??= setImmediate(() => this.#pump());
  }

  flush(timeoutMs: number): Promise<void> {
    if (this.#isIdle) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, timeoutMs);
      const waiting = this.#waiting;
      function done(): void {
        clearTimeout(timer);
        const index = waiting.indexOf(done);
        if (index >= 0) waiting.splice(index, 1);
        resolve();
      }
      waiting.push(done);
    });
  }

  flushSync(): void {
    this.#isAtEnd = true;
    this.#writeNow();
    if (this.#isIdle) this.#tellWaiting();
  }

  get #isIdle(): boolean {
    return this.#isDead || (this.#queue.length === 0 && this.#underWay === undefined);
  }

  #openBoom(): SonicBoom {
    const { SonicBoom: Boom } = require('sonic-boom') as typeof import('sonic-boom');
    const boom = new Boom({
      fd: this.#target.fd,
      sync: false,
      contentMode: 'buffer',
      minLength: 0,
      maxWrite: CHUNK_BYTES * 2,
      // Waiting is ours: sonic-boom's own timer would keep the process alive for as long as nobody reads.
      retryEAGAIN: () => false,
    });
    boom.on('write', (bytes: number) => {
      this.#writtenBytes += bytes;
    });
    boom.on('drain', () => this.#onWritten());
    boom.on('error', (error: unknown) => this.#onError(error));
    return boom;
  }

  #pump(): void {
    this.#scheduled = undefined;
    if (this.#underWay || this.#isDead) return;
    if (this.#queue.length === 0) {
      this.#tellWaiting();
      return;
    }
    if (!this.#prepare()) return;
    const chunk = this.#takeChunk(this.#chunkBytes);
    this.#underWay = chunk;
    this.#writtenBytes = 0;
    // Its types know of text alone; in this mode it takes bytes.
    this.#boom.write(chunk.bytes as unknown as string);
  }

  /** Whether there is something to write to. */
  #prepare(): boolean {
    try {
      const found = this.#target.prepare(Math.min(this.#queue.bytes, this.#chunkBytes));
      if (found.kind === 'changed') {
        if (found.lostLines > 0) this.#events.lost(found.lostLines, 'file_removed');
        this.#boom = this.#openBoom();
      }
      if (this.#target.isFile) this.#sizeBefore = fstatSync(this.#target.fd).size;
      return true;
    } catch (error) {
      this.#fail(error);
      return false;
    }
  }

  #takeChunk(mostBytes: number): Chunk {
    const lines: string[] = [];
    let bytes = 0;
    while (bytes < mostBytes) {
      const line = this.#queue.shift();
      if (line === undefined) break;
      lines.push(line);
      bytes += line.length;
    }
    return { bytes: Buffer.from(lines.join('')), lines: lines.length };
  }

  #onWritten(): void {
    const chunk = this.#underWay;
    if (chunk === undefined) return;
    this.#underWay = undefined;
    this.#accountFor(chunk);
    this.#pump();
  }

  #accountFor({ bytes, lines }: Chunk): void {
    if (lines > 0) this.#target.written(bytes.length, lines);
    if (!this.#isFailing) return;
    this.#isFailing = false;
    this.#isLosing = false;
    this.#events.resumed(this.#target.name);
  }

  #onError(error: unknown): void {
    if (this.#isAtEnd) return;
    this.#fail(error);
  }

  /** sonic-boom keeps what it has not written, and begins with it when it is asked to write again. */
  #fail(error: unknown): void {
    const failure = failureOf(error);
    if (failure === 'final') {
      this.#die(error);
      return;
    }
    const isBusy = failure === 'busy';
    if (!isBusy && !this.#isFailing) {
      this.#isFailing = true;
      this.#events.failed(this.#target.name, error, false);
    }
    this.#retry ??= setTimeout(() => this.#tryAgain(), isBusy ? BUSY_RETRY_MS : RETRY_MS).unref();
  }

  #tryAgain(): void {
    this.#retry = undefined;
    if (this.#isDead || this.#isAtEnd) return;
    if (this.#underWay) this.#boom.write(Buffer.alloc(0) as unknown as string);
    else this.#pump();
  }

  #die(error: unknown): void {
    this.#isDead = true;
    clearTimeout(this.#retry);
    this.#events.failed(this.#target.name, error, true);
    const lines = this.#queue.clear() + (this.#underWay?.lines ?? 0);
    this.#underWay = undefined;
    if (lines > 0) this.#events.lost(lines, 'write_failed');
    this.#tellWaiting();
  }

  #tellWaiting(): void {
    for (const done of this.#waiting.splice(0)) done();
  }

  /** Writes what is under way and what waits, now; as much of it as can be written. */
  #writeNow(): void {
    if (this.#isDead) return;
    const deadlineMs = performance.now() + LAST_WAIT_MS;
    let chunk = this.#takeUnderWay(deadlineMs);
    while (this.#putOut(chunk, deadlineMs)) {
      if (this.#queue.length === 0 || !this.#prepare()) return;
      chunk = this.#takeChunk(this.#chunkBytes);
    }
  }

  /**
   * What of the chunk under way is still to be written. A write that a thread carries out goes on while this one waits. Of
   * a file one can see by its length when it is done: what is written next then comes after it. Of a pipe one cannot; what
   * comes next may come before.
   */
  #takeUnderWay(deadlineMs: number): Chunk {
    const chunk = this.#underWay;
    this.#underWay = undefined;
    if (chunk === undefined) return { bytes: this.#torn, lines: 0 };
    if (this.#retry) {
      const { bytes, lines } = chunk;
      if (this.#writtenBytes > 0) this.#torn = restOfLine(bytes, this.#writtenBytes);
      return { bytes: bytes.subarray(this.#writtenBytes), lines };
    }
    this.#waitForLength(this.#sizeBefore + chunk.bytes.length, deadlineMs);
    this.#target.written(chunk.bytes.length, chunk.lines);
    return { bytes: NOTHING, lines: 0 };
  }

  #waitForLength(expectedBytes: number, deadlineMs: number): void {
    if (!this.#target.isFile) return;
    try {
      while (performance.now() < deadlineMs && fstatSync(this.#target.fd).size < expectedBytes) pause();
    } catch (error) {
      this.#lose(error, 0);
    }
  }

  /** Writes a chunk now. False when writing failed: the rest, and what waits, is lost then. */
  #putOut(chunk: Chunk, deadlineMs: number): boolean {
    const { bytes, lines } = chunk;
    const { written, error } = writeFully(this.#target.fd, bytes, deadlineMs);
    const isTorn = written > 0 || this.#torn.length > 0;
    this.#torn = error !== undefined && isTorn ? restOfLine(bytes, written) : NOTHING;
    if (error !== undefined) this.#lose(error, lines);
    else if (bytes.length > 0) this.#accountFor(chunk);
    return error === undefined;
  }

  /** Nobody waits any more for it to work again; the next line is tried all the same, unless that would hold the process up. */
  #lose(error: unknown, lines: number): void {
    this.#isDead = failureOf(error) !== 'passing';
    if (!this.#isLosing) this.#events.failed(this.#target.name, error, true);
    this.#isLosing = true;
    this.#isFailing = true;
    const lost = lines + this.#queue.clear();
    if (lost > 0) this.#events.lost(lost, 'write_failed');
  }
}
