import { subscribe } from 'node:diagnostics_channel';
import { getHeapStatistics } from 'node:v8';
import { startStopwatch } from '../support/stopwatch';

/** What scrapes took of the process that served them, from the first request to the last byte handed to the system. */
export interface ScrapeCost {
  /** Processor time of the whole process, threads that collect garbage included. */
  readonly cpuMs: number;
  /** The longest that anything else had to wait for its turn on the event loop. */
  readonly longestBlockMs: number;
  /** More bytes than before, on the heap and outside it; what was allocated where no garbage was collected. */
  readonly grownBytes: number;
}

const TICK_MS = 1;

/**
 * Watches the scrapes of this process from inside, through the channels on which Node tells of the requests of every
 * HTTP server: neither the client nor what passes between the processes of the benchmark counts.
 *
 * Blocks of the event loop are found by a timer that wants to tick every millisecond while a scrape is under way, as
 * an application's own timers do; the pauses of the garbage collector are in them. A block is the lesser of the wall
 * clock's and the processor time between two ticks, since other processes work on the same machine, which is why it is
 * no `monitorEventLoopDelay`: that knows the wall clock alone.
 */
export class ScrapeWatch {
  #underWay = 0;
  #begun: { readonly cpu: NodeJS.CpuUsage; readonly bytes: number } | undefined;
  #cost: ScrapeCost = NO_COST;
  #readTick = startStopwatch();
  #timer: NodeJS.Timeout | undefined;

  constructor() {
    subscribe('http.server.request.start', () => this.#start());
    subscribe('http.server.response.finish', () => this.#finish());
  }

  /** The cost since this was last asked. */
  take(): ScrapeCost {
    if (this.#underWay > 0) throw new Error('a scrape is still under way');
    const cost = this.#cost;
    this.#cost = NO_COST;
    return cost;
  }

  #start(): void {
    this.#underWay += 1;
    if (this.#underWay > 1) return;
    this.#begun = { bytes: bytesInUse(), cpu: process.cpuUsage() };
    this.#readTick = startStopwatch();
    this.#timer = setTimeout(this.#tick, TICK_MS);
  }

  #finish(): void {
    this.#underWay -= 1;
    if (this.#underWay > 0 || this.#begun === undefined) return;
    clearTimeout(this.#timer);
    const { user, system } = process.cpuUsage(this.#begun.cpu);
    this.#cost = {
      cpuMs: this.#cost.cpuMs + (user + system) / 1_000,
      longestBlockMs: Math.max(this.#cost.longestBlockMs, this.#readTick()),
      grownBytes: this.#cost.grownBytes + bytesInUse() - this.#begun.bytes,
    };
  }

  readonly #tick = (): void => {
    const longestBlockMs = Math.max(this.#cost.longestBlockMs, this.#readTick());
    this.#cost = { ...this.#cost, longestBlockMs };
    this.#readTick = startStopwatch();
    this.#timer = setTimeout(this.#tick, TICK_MS);
  };
}

const NO_COST: ScrapeCost = { cpuMs: 0, longestBlockMs: 0, grownBytes: 0 };

function bytesInUse(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return used_heap_size + external_memory;
}
