import type { Context } from '@opentelemetry/api';
import {
  APDU_DIRECTION_VALUE_RECEIVED,
  APDU_DIRECTION_VALUE_SENT,
  APDU_DIRECTION_VALUES,
  APDU_STATUS_CATEGORY_VALUE_SUCCESS,
  type ApduErrorType,
  ATTR_APDU_COMMAND_TYPE,
  ATTR_APDU_DIRECTION,
  ATTR_APDU_STATUS_CATEGORY,
  ATTR_APDU_STATUS_WORD,
  ATTR_DEVICE_ID,
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
  METRIC_CARDLINK_APDU_BYTES,
  METRIC_CARDLINK_APDU_COMMANDS,
  METRIC_CARDLINK_APDU_DATA,
  METRIC_CARDLINK_APDU_DURATION,
  METRIC_CARDLINK_APDU_ERRORS,
  METRIC_CARDLINK_APDU_RESPONSES,
} from '../semconv';
import type { DecodedCommand } from './apdu-command';
import type { ApduResponse } from './apdu-response';
import { CounterFamily, HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** The metrics of APDUs, one method for each moment at which several of them change. */
export class ApduMetrics {
  readonly #deviceIdLabel: boolean;
  readonly #commands: CounterFamily;
  readonly #responses: CounterFamily;
  readonly #errors: CounterFamily;
  readonly #duration: HistogramFamily;
  readonly #bytes: CounterFamily;
  readonly #data: HistogramFamily;

  constructor(telemetry: Telemetry) {
    this.#deviceIdLabel = telemetry.deviceIdLabel;
    const commandKeys = [ATTR_APDU_COMMAND_TYPE, ATTR_DEVICE_TYPE, ATTR_DEVICE_ID];
    this.#commands = new CounterFamily(telemetry, METRIC_CARDLINK_APDU_COMMANDS, commandKeys);
    this.#responses = new CounterFamily(telemetry, METRIC_CARDLINK_APDU_RESPONSES, [
      ATTR_APDU_STATUS_WORD,
      ATTR_APDU_STATUS_CATEGORY,
    ]);
    this.#errors = new CounterFamily(telemetry, METRIC_CARDLINK_APDU_ERRORS, [
      ATTR_ERROR_TYPE,
      ATTR_APDU_COMMAND_TYPE,
    ]);
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_APDU_DURATION, [ATTR_APDU_COMMAND_TYPE]);
    this.#bytes = new CounterFamily(telemetry, METRIC_CARDLINK_APDU_BYTES, [ATTR_APDU_DIRECTION]);
    this.#data = new HistogramFamily(telemetry, METRIC_CARDLINK_APDU_DATA, [ATTR_APDU_DIRECTION]);
    for (const direction of APDU_DIRECTION_VALUES) this.#bytes.zero(direction);
    this.#responses.zero('9000', APDU_STATUS_CATEGORY_VALUE_SUCCESS);
  }

  /** A command was handed to the link: it and its bytes are counted. */
  commandSent(
    context: Context | undefined,
    command: DecodedCommand,
    deviceType: string,
    deviceId?: string,
  ): void {
    this.countCommand(context, command.commandType, deviceType, deviceId);
    this.#bytes.add(command.size, context, APDU_DIRECTION_VALUE_SENT);
    this.#data.record(command.dataSize, context, APDU_DIRECTION_VALUE_SENT);
  }

  /** A response came: it, its bytes, its error if it is one, and its duration where it was timed alone. */
  answered(
    context: Context | undefined,
    command: DecodedCommand,
    response: ApduResponse,
    durationSeconds: number | undefined,
  ): void {
    if (response.statusWord !== undefined) {
      this.#responses.add(1, context, response.label, response.category);
    }
    this.#bytes.add(response.bytes.length, context, APDU_DIRECTION_VALUE_RECEIVED);
    this.#data.record(response.dataLength, context, APDU_DIRECTION_VALUE_RECEIVED);
    if (response.errorType !== undefined)
      this.#errors.add(1, context, response.errorType, command.commandType);
    if (durationSeconds !== undefined) this.recordDuration(context, command.commandType, durationSeconds);
  }

  countCommand(
    context: Context | undefined,
    commandType: string,
    deviceType: string,
    deviceId?: string,
  ): void {
    this.#commands.add(1, context, commandType, deviceType, this.#deviceIdLabel ? deviceId : undefined);
  }

  countResponse(context: Context | undefined, label: string, category: string): void {
    this.#responses.add(1, context, label, category);
  }

  countError(context: Context | undefined, errorType: ApduErrorType, commandType: string): void {
    this.#errors.add(1, context, errorType, commandType);
  }

  recordDuration(context: Context | undefined, commandType: string, durationSeconds: number): void {
    this.#duration.record(durationSeconds, context, commandType);
  }

  countBytes(context: Context | undefined, direction: string, bytes: number): void {
    this.#bytes.add(bytes, context, direction);
  }
}
