import type { Context } from '@opentelemetry/api';
import {
  ATTR_DEVICE_ID,
  ATTR_DEVICE_OPERATION,
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
  DEVICE_ERROR_TYPE_VALUES,
  DEVICE_TYPE_VALUES,
  METRIC_CARDLINK_DEVICE_ERRORS,
  METRIC_CARDLINK_DEVICE_OPERATIONS,
  METRIC_CARDLINK_DEVICES_CONNECTED,
} from '../semconv';
import { CounterFamily } from './families';
import type { Telemetry } from './telemetry';

/** The metrics that devices of every kind have. Labels are bounded by whoever calls. */
export class DeviceMetrics {
  readonly #deviceIdLabel: boolean;
  readonly #connected: CounterFamily;
  readonly #operations: CounterFamily;
  readonly #errors: CounterFamily;

  constructor(telemetry: Telemetry) {
    this.#deviceIdLabel = telemetry.deviceIdLabel;
    this.#connected = new CounterFamily(telemetry, METRIC_CARDLINK_DEVICES_CONNECTED, [
      ATTR_DEVICE_TYPE,
      ATTR_DEVICE_ID,
    ]);
    this.#operations = new CounterFamily(telemetry, METRIC_CARDLINK_DEVICE_OPERATIONS, [
      ATTR_DEVICE_TYPE,
      ATTR_DEVICE_OPERATION,
      ATTR_ERROR_TYPE,
    ]);
    this.#errors = new CounterFamily(telemetry, METRIC_CARDLINK_DEVICE_ERRORS, [
      ATTR_DEVICE_TYPE,
      ATTR_ERROR_TYPE,
    ]);
    for (const deviceType of DEVICE_TYPE_VALUES) {
      this.#connected.zero(deviceType);
      for (const errorType of DEVICE_ERROR_TYPE_VALUES) this.#errors.zero(deviceType, errorType);
    }
  }

  /** So many more devices are connected; fewer when negative. */
  connected(change: number, deviceType: string, deviceId: string | undefined): void {
    this.#connected.add(change, undefined, deviceType, this.#deviceIdLabel ? deviceId : undefined);
  }

  /** A number of devices that is none was given. */
  refuseConnected(given: unknown): void {
    this.#connected.refuse(given);
  }

  /** An operation ended; `errorType` when it failed. */
  operated(context: Context | undefined, deviceType: string, operation: string, errorType?: string): void {
    this.#operations.add(1, context, deviceType, operation, errorType);
  }

  failed(context: Context | undefined, deviceType: string, errorType: string): void {
    this.#errors.add(1, context, deviceType, errorType);
  }
}
