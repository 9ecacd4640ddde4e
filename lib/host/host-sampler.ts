import { diag } from '@opentelemetry/api';
import { within } from './bounded-lane';
import type { FileSystems } from './disks';
import type { HostReader, HostReaderOptions } from './host-reader';
import { type OwnFigures, ownFigures } from './own-figures';
import type { HostReading } from './reading';

/** What says how the process, the machine and the container are. */
export interface Host {
  /** The process's processor time, user and system together, by now. */
  cpuSeconds(): number;
  /** Since the process was started. */
  uptimeSeconds(): number;
  /** The last reading; where there is none yet, or none of late, the promise of one, which never rejects. */
  latest(): HostReading | Promise<HostReading | undefined>;
}

/** How a sampler reads. */
export interface HostSamplerOptions {
  /** From the end of one reading to the next. */
  readonly intervalMs: number;
  /** Folders whose file systems are looked at beside that of the process's folder; 15 at most. */
  readonly diskPaths?: readonly string[] | undefined;
  /** The folder that `proc` and `sys` are in. Default: `/`. */
  readonly root?: string | undefined;
  /** How long one file, folder or file system may take, and how long `latest()` waits. Default: 1 s. */
  readonly timeoutMs?: number | undefined;
  /** Node's own figures. Default: those of this process. */
  readonly own?: OwnFigures | undefined;
  readonly fileSystems?: FileSystems | undefined;
}

/** The time over which the first reading looks at the processors: ticks of `/proc/stat` are 10 ms. */
const FIRST_LOOK_MS = 100;

/** When the first reading begins: the start of the process has better things to do. */
const FIRST_READING_MS = 1_000;

const TIMEOUT_MS = 1_000;

/** After so many intervals without a new reading, the last one is out of date. */
const INTERVALS_KEPT = 2;

/**
 * Reads how the process, the machine and the container are, and keeps the last reading: the first a second after
 * `start()` or when it is first asked for, the others at the interval. Nothing blocks, one reading is made at a time, and
 * the timer keeps no process alive.
 */
export class HostSampler implements Host {
  readonly #readerOptions: HostReaderOptions;
  readonly #own: OwnFigures;
  readonly #intervalMs: number;
  readonly #timeoutMs: number;
  #reader: HostReader | undefined;
  #last: { readonly reading: HostReading; readonly atMs: number } | undefined;
  #underWay: Promise<HostReading | undefined> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pauseTimer: NodeJS.Timeout | undefined;
  #isAwaited = false;
  #isStopped = false;

  constructor(options: HostSamplerOptions) {
    const { intervalMs, diskPaths = [], root = '/', timeoutMs = TIMEOUT_MS, own = ownFigures } = options;
    this.#own = own;
    this.#intervalMs = intervalMs;
    this.#timeoutMs = timeoutMs;
    this.#readerOptions = { root, own, diskPaths, timeoutMs, fileSystems: options.fileSystems };
  }

  cpuSeconds(): number {
    return this.#own.cpuSeconds();
  }

  uptimeSeconds(): number {
    return this.#own.uptimeSeconds();
  }

  /** Has the first reading made soon. */
  start(): void {
    if (this.#timer === undefined && this.#underWay === undefined) this.#readIn(FIRST_READING_MS);
  }

  /** Ends the reading for good; what has been read is no longer kept. */
  stop(): void {
    this.#isStopped = true;
    this.#last = undefined;
    clearTimeout(this.#timer);
  }

  latest(): HostReading | Promise<HostReading | undefined> {
    const keptMs = this.#intervalMs * INTERVALS_KEPT + this.#timeoutMs;
    if (this.#last && performance.now() - this.#last.atMs <= keptMs) return this.#last.reading;
    return this.#isStopped ? Promise.resolve(undefined) : this.#freshReading();
  }

  async #freshReading(): Promise<HostReading | undefined> {
    this.#isAwaited = true;
    this.#pauseTimer?.ref();
    const outcome = await within(this.#timeoutMs, this.#read());
    return outcome.kind === 'settled' ? outcome.value : undefined;
  }

  #read(): Promise<HostReading | undefined> {
    this.#underWay ??= this.#readAll()
      // Reading never fails by design; a mistake in it must not end the process by a rejection that nobody handles.
      .catch((error: unknown) => {
        diag.error('cardlink/host', `reading how the process and the machine are failed: ${String(error)}`);
        return undefined;
      })
      .finally(() => {
        this.#underWay = undefined;
        this.#readIn(this.#intervalMs);
      });
    return this.#underWay;
  }

  async #readAll(): Promise<HostReading> {
    this.#reader ??= loadReader(this.#readerOptions);
    if (!this.#last) {
      await this.#reader.lookAtCpu();
      await this.#pause();
    }
    const reading = await this.#reader.read();
    if (!this.#isStopped) this.#last = { reading, atMs: performance.now() };
    return reading;
  }

  /** Keeps the process alive where someone waits for the first reading (a last push, say), and not otherwise. */
  async #pause(): Promise<void> {
    await new Promise((resolve) => {
      this.#pauseTimer = setTimeout(resolve, FIRST_LOOK_MS);
      if (!this.#isAwaited) this.#pauseTimer.unref();
    });
  }

  #readIn(delayMs: number): void {
    clearTimeout(this.#timer);
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#read(), delayMs);
    this.#timer.unref();
  }
}

/** Loaded when there is something to be read: a start does not wait for it. */
function loadReader(options: HostReaderOptions): HostReader {
  const { HostReader: Reader } = require('./host-reader') as typeof import('./host-reader');
  return new Reader(options);
}
