import type { Attributes, BatchObservableResult, Observable } from '@opentelemetry/api';
import type { Host, HostReading } from '../host';
import {
  ATTR_NETWORK_IO_DIRECTION,
  ATTR_PROCESS_MEMORY_TYPE,
  ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT,
  METRIC_CARDLINK_MEMORY_LIMIT,
  METRIC_CARDLINK_PROCESS_CPU,
  METRIC_CARDLINK_PROCESS_MEMORY,
  METRIC_CARDLINK_PROCESS_OPEN_FDS,
  METRIC_CARDLINK_SYSTEM_CPU_USAGE,
  METRIC_CARDLINK_SYSTEM_DISK_USAGE,
  METRIC_CARDLINK_SYSTEM_MEMORY_USAGE,
  METRIC_CARDLINK_SYSTEM_NETWORK_BYTES,
  METRIC_CARDLINK_SYSTEM_THREADS_ACTIVE,
  METRIC_CARDLINK_UPTIME,
  type MetricDefinition,
  NETWORK_IO_DIRECTION_VALUE_RECEIVE,
  NETWORK_IO_DIRECTION_VALUE_TRANSMIT,
  PROCESS_MEMORY_TYPE_VALUE_RSS,
  PROCESS_MEMORY_TYPE_VALUE_VMS,
} from '../semconv';
import { type ObservedFamily, observedFamily } from './observed';
import type { Telemetry } from './telemetry';

/** A figure of a reading, and the series that it goes to. */
interface Figure {
  readonly observable: Observable;
  readonly attributes: Attributes;
  readonly of: (reading: HostReading) => number | undefined;
}

/** The instruments for the process and its machine. */
export class HostInstruments {
  readonly observables: readonly Observable[];
  readonly #cpu: ObservedFamily;
  readonly #uptime: ObservedFamily;
  readonly #disks: ObservedFamily;
  readonly #figures: readonly Figure[];

  constructor(telemetry: Telemetry) {
    const family = (definition: MetricDefinition, key?: string) => observedFamily(telemetry, definition, key);
    const memory = family(METRIC_CARDLINK_PROCESS_MEMORY, ATTR_PROCESS_MEMORY_TYPE);
    const network = family(METRIC_CARDLINK_SYSTEM_NETWORK_BYTES, ATTR_NETWORK_IO_DIRECTION);
    const single = (definition: MetricDefinition, of: Figure['of']): Figure => ({
      observable: family(definition).observable,
      attributes: {},
      of,
    });
    const one = ({ observable, attributes }: ObservedFamily, value: string, of: Figure['of']): Figure => ({
      observable,
      attributes: attributes(value),
      of,
    });
    this.#cpu = family(METRIC_CARDLINK_PROCESS_CPU);
    this.#uptime = family(METRIC_CARDLINK_UPTIME);
    this.#disks = family(METRIC_CARDLINK_SYSTEM_DISK_USAGE, ATTR_SYSTEM_FILESYSTEM_MOUNTPOINT);
    this.#figures = [
      one(memory, PROCESS_MEMORY_TYPE_VALUE_RSS, (reading) => reading.process.residentBytes),
      one(memory, PROCESS_MEMORY_TYPE_VALUE_VMS, (reading) => reading.process.virtualBytes),
      single(METRIC_CARDLINK_PROCESS_OPEN_FDS, (reading) => reading.process.openFiles),
      single(METRIC_CARDLINK_SYSTEM_THREADS_ACTIVE, (reading) => reading.process.threads),
      single(METRIC_CARDLINK_SYSTEM_CPU_USAGE, (reading) => reading.cpuUsagePercent),
      single(METRIC_CARDLINK_SYSTEM_MEMORY_USAGE, (reading) => reading.memory.usedBytes),
      single(METRIC_CARDLINK_MEMORY_LIMIT, (reading) => reading.memory.limitBytes),
      one(network, NETWORK_IO_DIRECTION_VALUE_RECEIVE, (reading) => reading.network?.received),
      one(network, NETWORK_IO_DIRECTION_VALUE_TRANSMIT, (reading) => reading.network?.transmitted),
    ];
    const families = [this.#cpu, this.#uptime, this.#disks, ...this.#figures];
    this.observables = [...new Set(families.map(({ observable }) => observable))];
  }

  /** What costs nothing to ask for, as it is now. */
  reportProcess(result: BatchObservableResult, host: Host): void {
    result.observe(this.#cpu.observable, host.cpuSeconds());
    result.observe(this.#uptime.observable, host.uptimeSeconds());
  }

  /** What there is in a reading. */
  reportReading(result: BatchObservableResult, reading: HostReading): void {
    for (const { observable, attributes, of } of this.#figures) {
      const value = of(reading);
      if (value !== undefined) result.observe(observable, value, attributes);
    }
    for (const { mountPoint, usedBytes } of reading.disks) {
      result.observe(this.#disks.observable, usedBytes, this.#disks.attributes(mountPoint));
    }
  }
}
