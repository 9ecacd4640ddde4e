import type { Context } from '@opentelemetry/api';
import { COMMAND_TYPES, LABEL_NUMBERS, labelNumberOf, type StatusWordExplanation } from '../domain';
import type { BoundCounter, BoundRecorder } from '../metrics';
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
  DEVICE_TYPE_VALUE_UNKNOWN,
  METRIC_CARDLINK_APDU_BYTES,
  METRIC_CARDLINK_APDU_COMMANDS,
  METRIC_CARDLINK_APDU_DATA,
  METRIC_CARDLINK_APDU_DURATION,
  METRIC_CARDLINK_APDU_ERRORS,
  METRIC_CARDLINK_APDU_RESPONSES,
} from '../semconv';
import { isAmount } from './amount';
import type { DecodedCommand } from './apdu-command';
import type { ApduResponse } from './apdu-response';
import { boundedBy, boundedDeviceType } from './bounded';
import { CounterFamily, HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

const knownCommandType = boundedBy(COMMAND_TYPES);
const knownDirection = boundedBy(APDU_DIRECTION_VALUES);

/** The metrics of APDUs, one method for each moment at which several of them change. */
export class ApduMetrics {
  readonly #deviceIdLabel: boolean;
  readonly #commands: CounterFamily;
  readonly #responses: CounterFamily;
  /** Its series by the number of their label. */
  readonly #responsesByLabel = new Array<BoundCounter | undefined>(LABEL_NUMBERS).fill(undefined);
  readonly #errors: CounterFamily;
  readonly #duration: HistogramFamily;
  readonly #bytes: CounterFamily;
  /** Series that nearly every call needs are kept: to look them up takes as long as to record. */
  readonly #bytesSent: BoundCounter;
  readonly #bytesReceived: BoundCounter;
  readonly #dataSent: BoundRecorder;
  readonly #dataReceived: BoundRecorder;

  constructor(telemetry: Telemetry) {
    this.#deviceIdLabel = telemetry.deviceIdLabel;
    const commandKeys: string[] = [ATTR_APDU_COMMAND_TYPE, ATTR_DEVICE_TYPE];
    if (telemetry.deviceIdLabel) commandKeys.push(ATTR_DEVICE_ID);
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
    const data = new HistogramFamily(telemetry, METRIC_CARDLINK_APDU_DATA, [ATTR_APDU_DIRECTION]);
    for (const direction of APDU_DIRECTION_VALUES) this.#bytes.zero(direction);
    this.#bytesSent = this.#bytes.series(APDU_DIRECTION_VALUE_SENT);
    this.#bytesReceived = this.#bytes.series(APDU_DIRECTION_VALUE_RECEIVED);
    this.#dataSent = data.series(APDU_DIRECTION_VALUE_SENT);
    this.#dataReceived = data.series(APDU_DIRECTION_VALUE_RECEIVED);
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
    this.#bytesSent.add(command.size, context);
    this.#dataSent.record(command.dataSize, context);
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
    this.#bytesReceived.add(response.bytes.length, context);
    this.#dataReceived.record(response.dataLength, context);
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
    if (this.#deviceIdLabel) this.#commands.add(1, context, commandType, deviceType, deviceId);
    else this.#commands.add(1, context, commandType, deviceType);
  }

  /** As `countCommand`, with whatever names the application gives. */
  countNamedCommand(
    context: Context | undefined,
    commandType: string,
    deviceType: string = DEVICE_TYPE_VALUE_UNKNOWN,
    deviceId?: string,
  ): void {
    const series = this.#deviceIdLabel ? undefined : this.#commands.known(commandType, deviceType);
    if (series !== undefined) series.add(1, context);
    else this.countCommand(context, knownCommandType(commandType), boundedDeviceType(deviceType), deviceId);
  }

  /** As `recordDuration`, with whatever name the application gives. */
  recordNamedDuration(context: Context | undefined, commandType: string, durationSeconds: number): void {
    const series = isAmount(durationSeconds) ? this.#duration.known(commandType) : undefined;
    if (series !== undefined) series.record(durationSeconds, context);
    else this.recordDuration(context, knownCommandType(commandType), durationSeconds);
  }

  /** @param explanation as the domain gives it, no copy */
  countResponse(context: Context | undefined, explanation: StatusWordExplanation): void {
    const number = labelNumberOf(explanation);
    let series = this.#responsesByLabel[number];
    if (series === undefined) {
      series = this.#responses.series(explanation.label, explanation.category);
      this.#responsesByLabel[number] = series;
    }
    series.add(1, context);
  }

  countError(context: Context | undefined, errorType: ApduErrorType, commandType: string): void {
    this.#errors.add(1, context, errorType, commandType);
  }

  recordDuration(context: Context | undefined, commandType: string, durationSeconds: number): void {
    this.#duration.record(durationSeconds, context, commandType);
  }

  /** @param direction what is not in the registry is recorded as `_OTHER` */
  countBytes(context: Context | undefined, direction: string, bytes: number): void {
    if (isAmount(bytes) && direction === APDU_DIRECTION_VALUE_SENT) this.#bytesSent.add(bytes, context);
    else if (isAmount(bytes) && direction === APDU_DIRECTION_VALUE_RECEIVED) {
      this.#bytesReceived.add(bytes, context);
    } else this.#bytes.add(bytes, context, knownDirection(direction));
  }
}
