import {
  ADB_OPERATION_VALUES,
  type AdbOperation,
  ATTR_ADB_OPERATION,
  DEVICE_TYPE_VALUE_PHONE,
  METRIC_CARDLINK_ADB_OPERATION_DURATION,
} from '../semconv';
import type { DeviceOperations } from './device-operations';
import { OperationRecorder } from './operation-recorder';
import type { Telemetry } from './telemetry';

/**
 * Records ADB operations on phones, as `adb.{operation}` spans.
 *
 *     await obs.adb.operation('install', () => device.install(apk), { deviceId: 'phone-3' });
 */
export class AdbRecorder extends OperationRecorder<AdbOperation> {
  constructor(telemetry: Telemetry, operations: DeviceOperations) {
    super(telemetry, operations, {
      prefix: 'adb',
      attribute: ATTR_ADB_OPERATION,
      names: ADB_OPERATION_VALUES,
      duration: METRIC_CARDLINK_ADB_OPERATION_DURATION,
      deviceType: DEVICE_TYPE_VALUE_PHONE,
    });
  }
}
