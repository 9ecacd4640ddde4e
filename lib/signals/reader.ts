import {
  ATTR_READER_OPERATION,
  DEVICE_TYPE_VALUE_READER,
  METRIC_CARDLINK_READER_OPERATION_DURATION,
  READER_OPERATION_VALUES,
  type ReaderOperation,
} from '../semconv';
import type { DeviceOperations } from './device-operations';
import { OperationRecorder } from './operation-recorder';
import type { Telemetry } from './telemetry';

/**
 * Records operations of PC/SC readers, as `reader.{operation}` spans. For APDUs, `obs.apdu.exchange` says more than
 * `transmit`, and may be used inside it.
 *
 *     await obs.reader.operation('connect', () => reader.connect(), { deviceId: 'reader-7' });
 */
export class ReaderRecorder extends OperationRecorder<ReaderOperation> {
  constructor(telemetry: Telemetry, operations: DeviceOperations) {
    super(telemetry, operations, {
      prefix: 'reader',
      attribute: ATTR_READER_OPERATION,
      names: READER_OPERATION_VALUES,
      duration: METRIC_CARDLINK_READER_OPERATION_DURATION,
      deviceType: DEVICE_TYPE_VALUE_READER,
    });
  }
}
