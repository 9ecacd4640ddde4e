/** Devices with an id that are remembered at most; beyond it the one that was connected first counts as gone. */
const MAX_DEVICES = 10_000;

/** A device that is connected. */
interface KnownDevice {
  readonly deviceType: string;
  readonly deviceId: string;
}

/** How many more devices of a type there are: fewer when negative. */
type CountChange = (change: number, deviceType: string, deviceId: string | undefined) => void;

/**
 * Which devices are connected. One with an id counts once, however often it is said: a serial line tells of its end
 * twice. Of those without one only the number is known, and it never falls below 0.
 */
export class DeviceCensus {
  readonly #onChange: CountChange;
  readonly #known = new Map<string, KnownDevice>();
  readonly #nameless = new Map<string, number>();

  constructor(onChange: CountChange) {
    this.#onChange = onChange;
  }

  /** A device is there; false when it was known to be. */
  add(deviceType: string, deviceId: string | undefined): boolean {
    if (deviceId === undefined) {
      this.set(deviceType, this.#count(deviceType) + 1);
      return true;
    }
    const key = keyOf(deviceType, deviceId);
    if (this.#known.has(key)) return false;
    this.#known.set(key, { deviceType, deviceId });
    this.#onChange(1, deviceType, deviceId);
    if (this.#known.size > MAX_DEVICES) this.#forgetFirst();
    return true;
  }

  /** A device is gone; false when it was not known to be there. */
  remove(deviceType: string, deviceId: string | undefined): boolean {
    if (deviceId === undefined) {
      const count = this.#count(deviceType);
      if (count === 0) return false;
      this.set(deviceType, count - 1);
      return true;
    }
    if (!this.#known.delete(keyOf(deviceType, deviceId))) return false;
    this.#onChange(-1, deviceType, deviceId);
    return true;
  }

  /** So many devices of a type without an id are there. */
  set(deviceType: string, count: number): void {
    const change = count - this.#count(deviceType);
    this.#nameless.set(deviceType, count);
    if (change !== 0) this.#onChange(change, deviceType, undefined);
  }

  /** How many devices are connected, of a type or of all. */
  total(deviceType?: string): number {
    let total = 0;
    for (const device of this.#known.values()) {
      if (deviceType === undefined || device.deviceType === deviceType) total += 1;
    }
    for (const [type, count] of this.#nameless) {
      if (deviceType === undefined || type === deviceType) total += count;
    }
    return total;
  }

  #count(deviceType: string): number {
    return this.#nameless.get(deviceType) ?? 0;
  }

  #forgetFirst(): void {
    // A Map keeps the order of insertion: its first is the oldest.
    for (const { deviceType, deviceId } of this.#known.values()) {
      this.remove(deviceType, deviceId);
      return;
    }
  }
}

/** Device types are of a short list: none has a space. */
const keyOf = (deviceType: string, deviceId: string) => `${deviceType} ${deviceId}`;
