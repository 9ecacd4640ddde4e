import { context as contextApi } from '@opentelemetry/api';
import {
  ATTR_DEVICE_OPERATION,
  ATTR_ERROR_TYPE,
  DEVICE_ERROR_TYPE_VALUE_DISCONNECTED,
  DEVICE_ERROR_TYPE_VALUES,
  DEVICE_OPERATION_VALUES,
  DEVICE_TYPE_VALUE_UNKNOWN,
  type DeviceErrorType,
  type DeviceOperation,
  EVENT_CARDLINK_DEVICE_CONNECTED,
  EVENT_CARDLINK_DEVICE_DISCONNECTED,
} from '../semconv';
import { isAmount } from './amount';
import { boundedBy, boundedDeviceType } from './bounded';
import { DeviceCensus } from './device-census';
import { deviceFailure } from './device-error';
import {
  type DeviceInfo,
  type DeviceOperationInfo,
  type DeviceOperations,
  deviceAttributes,
  knownDevice,
} from './device-operations';
import { emitEvent } from './events';
import { errorFacts } from './failure';
import type { Telemetry } from './telemetry';

const ERROR_TYPES: ReadonlySet<unknown> = new Set(DEVICE_ERROR_TYPE_VALUES);
const knownOperation = boundedBy(DEVICE_OPERATION_VALUES);

/**
 * Records devices of any kind: which are connected, what is done with them and what goes wrong. For modems, phones and
 * readers `obs.at`, `obs.adb` and `obs.reader` say more about what is done.
 *
 *     obs.device.connected({ deviceType: 'modem', deviceId: 'modem-1' });
 *     port.on('close', (error) => obs.device.disconnected({ deviceType: 'modem', deviceId: 'modem-1' }, error));
 */
export class DeviceRecorder {
  readonly #telemetry: Telemetry;
  readonly #operations: DeviceOperations;
  readonly #census: DeviceCensus;

  constructor(telemetry: Telemetry, operations: DeviceOperations) {
    this.#telemetry = telemetry;
    this.#operations = operations;
    this.#census = new DeviceCensus((change, deviceType, deviceId) =>
      operations.metrics.connected(change, deviceType, deviceId),
    );
  }

  /** A device is there: one more connected, and an event. One with an id counts once until it is gone. */
  connected(given: DeviceInfo): void {
    const device = knownDevice(given);
    const deviceType = boundedDeviceType(device.deviceType);
    if (!this.#census.add(deviceType, device.deviceId)) return;
    const attributes = deviceAttributes(deviceType, device.deviceId);
    emitEvent(this.#telemetry, EVENT_CARDLINK_DEVICE_CONNECTED, attributes, contextApi.active());
  }

  /**
   * A device is gone: one fewer connected, and an event. One that was not there counts for nothing, so this may be said
   * twice.
   *
   * @param reason where nobody asked for it, why: what was thrown, or an `error.type`; of what sockets say at their close,
   *   `true` is `disconnected` and `false` no reason. It is counted as an error of the device as well.
   */
  disconnected(given: DeviceInfo, reason?: unknown): void {
    const device = knownDevice(given);
    const deviceType = boundedDeviceType(device.deviceType);
    if (!this.#census.remove(deviceType, device.deviceId)) return;
    const errorType = closedFor(reason);
    const context = contextApi.active();
    if (errorType !== undefined) this.#operations.metrics.failed(context, deviceType, errorType);
    const attributes = {
      ...deviceAttributes(deviceType, device.deviceId),
      ...(errorType !== undefined && { [ATTR_ERROR_TYPE]: errorType }),
    };
    emitEvent(this.#telemetry, EVENT_CARDLINK_DEVICE_DISCONNECTED, attributes, context);
  }

  /**
   * Says how many devices of a type are connected that `connected` was not told of by an id: what a poll of ports or
   * readers finds. What is no number of devices is not recorded.
   */
  set(deviceType: string, count: number): void {
    if (isAmount(count)) this.#census.set(boundedDeviceType(deviceType), Math.floor(count));
    else this.#operations.metrics.refuseConnected(count);
  }

  /** How many devices are connected now, of a type or of all: those with an id, and the numbers that `set` was told. */
  connectedCount(deviceType?: string): number {
    return this.#census.total(deviceType === undefined ? undefined : boundedDeviceType(deviceType));
  }

  /**
   * Records an error of a device, in an operation or not: a count by type, and an event.
   *
   * @param error what was thrown, or an `error.type` of the registry's list for devices
   */
  recordError(error: unknown, given: DeviceInfo = {}, operation?: DeviceOperation): void {
    const device = knownDevice(given);
    const deviceType = boundedDeviceType(device.deviceType);
    const attributes = {
      ...deviceAttributes(deviceType, device.deviceId),
      ...(operation !== undefined && { [ATTR_DEVICE_OPERATION]: knownOperation(operation) }),
    };
    const message = isErrorType(error) ? '' : errorFacts(error).message;
    this.#operations.recordError(contextApi.active(), attributes, deviceType, errorTypeOf(error), message);
  }

  /**
   * Does `work` as one operation on a device: counted, its errors by type, with a `device.{operation}` span that is
   * active in it.
   *
   * @throws what `work` throws, unchanged
   */
  operation<T>(
    name: DeviceOperation,
    work: () => Promise<T> | T,
    device: DeviceOperationInfo = {},
  ): Promise<T> {
    const operation = knownOperation(name);
    return this.#operations.run<T>(
      {
        spanName: `device.${operation}`,
        attributes: { [ATTR_DEVICE_OPERATION]: operation },
        operation,
        deviceType: DEVICE_TYPE_VALUE_UNKNOWN,
        device,
      },
      work,
    );
  }

  /** Counts an operation that ended, `errorType` when it failed, which then is an error of the device too. */
  recordOperation(name: DeviceOperation, device: DeviceInfo = {}, errorType?: DeviceErrorType): void {
    const known = errorType === undefined ? undefined : errorTypeOf(errorType);
    this.#operations.record(knownOperation(name), boundedDeviceType(knownDevice(device).deviceType), known);
  }

  /** Ends what is under way on any device: what a shutdown does, so that no span is lost. */
  endAll(): void {
    this.#operations.endAll();
  }
}

/** Why a device is gone, if it was not asked to go. The `close` event of Node's sockets says only whether there was an error. */
function closedFor(reason: unknown): DeviceErrorType | undefined {
  if (reason === undefined || reason === null || reason === false) return undefined;
  return reason === true ? DEVICE_ERROR_TYPE_VALUE_DISCONNECTED : errorTypeOf(reason);
}

const isErrorType = (error: unknown): error is DeviceErrorType => ERROR_TYPES.has(error);

function errorTypeOf(error: unknown): DeviceErrorType {
  return isErrorType(error) ? error : deviceFailure(errorFacts(error)).errorType;
}
