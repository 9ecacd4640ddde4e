import type { InterfaceBytes } from './net-dev';

/**
 * Adds up what all interfaces have carried, in a sum that never falls: an interface that goes away takes nothing with
 * it, and one whose count begins anew counts on.
 */
export class NetworkTotals {
  #before: ReadonlyMap<string, InterfaceBytes> = new Map();
  #received = 0;
  #transmitted = 0;

  /** The totals, after what `now` shows beyond the call before. At first these are the interfaces' own counts. */
  add(now: ReadonlyMap<string, InterfaceBytes>): InterfaceBytes {
    for (const [name, { received, transmitted }] of now) {
      const before = this.#before.get(name);
      this.#received += increase(received, before?.received ?? 0);
      this.#transmitted += increase(transmitted, before?.transmitted ?? 0);
    }
    this.#before = now;
    return { received: this.#received, transmitted: this.#transmitted };
  }
}

function increase(now: number, before: number): number {
  return now >= before ? now - before : now;
}
