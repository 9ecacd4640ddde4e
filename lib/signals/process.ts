import type { BatchObservableCallback, BatchObservableResult } from '@opentelemetry/api';
import type { Host, HostReading } from '../host';
import {
  ATTR_DESCRIPTION,
  ATTR_NAME,
  ATTR_NODEJS_VERSION,
  ATTR_PLATFORM,
  ATTR_VERSION,
  METRIC_CARDLINK_APPLICATION_INFO,
  METRIC_CARDLINK_BUILD_INFO,
} from '../semconv';
import { infoOf } from './info';
import { InfoGauge } from './observed';
import { HostInstruments } from './process-instruments';
import type { Telemetry } from './telemetry';

/** What was built. */
export interface BuildInfo {
  readonly version: string;
  /** Default: that of this process, `v20.20.2`. */
  readonly nodejsVersion?: string | undefined;
  /** Default: that of this process, `linux-x64`. */
  readonly platform?: string | undefined;
}

/** Which application this is. */
export interface ApplicationInfo {
  readonly name: string;
  /** Default: `unknown`. */
  readonly version?: string | undefined;
  /** One line about it. */
  readonly description?: string | undefined;
}

const UNKNOWN = 'unknown';

/** Reports how the process and its machine are, and what was built. An instance does it all by itself. */
export class ProcessRecorder {
  readonly #telemetry: Telemetry;
  readonly #build: InfoGauge;
  readonly #application: InfoGauge;
  readonly #stops: (() => void)[] = [];
  #instruments: HostInstruments | undefined;
  #hasEnded = false;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#build = new InfoGauge(telemetry, METRIC_CARDLINK_BUILD_INFO);
    this.#application = new InfoGauge(telemetry, METRIC_CARDLINK_APPLICATION_INFO);
  }

  /** Says what was built, in place of what was said before (at first: the version of this package). */
  recordBuildInfo(info: BuildInfo): void {
    const {
      version = UNKNOWN,
      nodejsVersion,
      platform,
    } = infoOf(info, ['version', 'nodejsVersion', 'platform']);
    this.#build.set({
      [ATTR_VERSION]: version,
      [ATTR_NODEJS_VERSION]: nodejsVersion ?? process.version,
      [ATTR_PLATFORM]: platform ?? `${process.platform}-${process.arch}`,
    });
  }

  /** Says which application this is, in place of what was said before (at first: what the `service.*` settings say). */
  recordApplicationInfo(info: ApplicationInfo): void {
    const { name = UNKNOWN, version, description } = infoOf(info, ['name', 'version', 'description']);
    this.#application.set({
      [ATTR_NAME]: name,
      [ATTR_VERSION]: version ?? UNKNOWN,
      ...(description !== undefined && { [ATTR_DESCRIPTION]: description }),
    });
  }

  /**
   * Reports what `host` says, at each collection. Processor time and uptime are those of the moment; the rest is the last
   * reading, of which what could not be read is left out.
   */
  observe(host: Host): void {
    if (this.#hasEnded) return;
    this.#instruments ??= new HostInstruments(this.#telemetry);
    const instruments = this.#instruments;
    const callback: BatchObservableCallback = (result) => {
      instruments.reportProcess(result, host);
      const latest = host.latest();
      return latest instanceof Promise
        ? latest.then(report(instruments, result))
        : report(instruments, result)(latest);
    };
    this.#telemetry.meter.addBatchObservableCallback(callback, [...instruments.observables]);
    this.#stops.push(() =>
      this.#telemetry.meter.removeBatchObservableCallback(callback, [...instruments.observables]),
    );
  }

  /** Reports nothing any more. */
  end(): void {
    this.#hasEnded = true;
    for (const stop of this.#stops.splice(0)) stop();
    this.#build.end();
    this.#application.end();
  }
}

function report(
  instruments: HostInstruments,
  result: BatchObservableResult,
): (reading: HostReading | undefined) => void {
  return (reading) => {
    if (reading) instruments.reportReading(result, reading);
  };
}
