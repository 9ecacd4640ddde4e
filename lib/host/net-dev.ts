import { wholeNumber } from './text-fields';

/** What an interface has carried since it came up. */
export interface InterfaceBytes {
  readonly received: number;
  readonly transmitted: number;
}

/** Columns of a line of `/proc/net/dev`: eight of what was received, eight of what was sent. */
const COLUMNS = 16;
const TRANSMITTED_BYTES = 8;

/** The interfaces in the text of `/proc/net/dev`, the loopback left out. Lines that are cut off or odd are passed over. */
export function parseNetDev(text: string): ReadonlyMap<string, InterfaceBytes> {
  const interfaces = new Map<string, InterfaceBytes>();
  for (const line of text.split('\n')) {
    const colon = line.lastIndexOf(':');
    const name = line.slice(0, Math.max(0, colon)).trim();
    const columns = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    if (name === '' || name === 'lo' || columns.length !== COLUMNS) continue;
    const received = wholeNumber(columns[0]);
    const transmitted = wholeNumber(columns[TRANSMITTED_BYTES]);
    if (received !== undefined && transmitted !== undefined) interfaces.set(name, { received, transmitted });
  }
  return interfaces;
}
