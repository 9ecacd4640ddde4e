import {
  type Attributes,
  type Context,
  context as contextApi,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_AT_ERROR_CODE,
  ATTR_DEVICE_ID,
  ATTR_DEVICE_OPERATION,
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  DEVICE_ERROR_TYPE_VALUE_OTHER,
  DEVICE_ERROR_TYPE_VALUE_TIMEOUT,
  EVENT_CARDLINK_DEVICE_ERROR,
} from '../semconv';
import { boundedDeviceType } from './bounded';
import { type DeviceFailure, deviceFailure } from './device-error';
import { DeviceMetrics } from './device-metrics';
import { emitEvent } from './events';
import { type ErrorFacts, errorFacts, recordThrown } from './failure';
import { infoOf } from './info';
import { OpenScopes } from './open-scopes';
import type { Telemetry } from './telemetry';

/** How long an operation may take until it is recorded as `timeout`: longer than a film of the screen or an image. */
const QUIET_MS = 60 * 60 * 1_000;

/** What is known about a device. */
export interface DeviceInfo {
  /** phone, modem, reader or simulator; anything else is recorded as `_OTHER`. */
  readonly deviceType?: string;
  /** Identifies the device on spans, and on metrics where `metrics.deviceId` is on. Never an ICCID, IMSI or EID. */
  readonly deviceId?: string;
}

/** What is known about an operation on a device. */
export interface DeviceOperationInfo extends DeviceInfo {
  /**
   * How long the operation may take until it is recorded as `timeout`, in milliseconds; it runs on. Infinity for what
   * lasts as long as it lasts, as `adb logcat` does; of more than 10,000 that are under way, the oldest is a `timeout` all
   * the same. Default: an hour.
   */
  readonly timeoutMs?: number;
}

/** An operation that is about to be done, its names bounded. */
export interface DeviceOperation<T> {
  readonly spanName: string;
  /** What its span says beside the device. */
  readonly attributes: Attributes;
  /** A value of `device.operation`. */
  readonly operation: string;
  /** What the device is where nobody says. */
  readonly deviceType: string;
  readonly device: DeviceOperationInfo;
  /** What failed although nothing was thrown: the answer says so. */
  readonly failureOf?: (result: T) => DeviceFailure | undefined;
  /** What a thrown value tells. Default: what the table of device errors says. */
  readonly failureOfThrown?: (facts: ErrorFacts) => DeviceFailure;
  /** Takes out of what was thrown what must not leave the process. */
  readonly clean?: (facts: ErrorFacts) => ErrorFacts;
  /** Its work has ended after so many seconds; `isAnswered` where the device gave an answer, be it an error. */
  readonly timed?: (durationSeconds: number, context: Context, isAnswered: boolean) => void;
}

/** Does operations on devices and records what became of them: counts, errors, a span, an event. */
export class DeviceOperations {
  readonly metrics: DeviceMetrics;
  readonly #telemetry: Telemetry;
  readonly #open: OpenScopes<OpenOperation>;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.metrics = new DeviceMetrics(telemetry);
    this.#open = new OpenScopes({
      clock: telemetry.clock,
      isOver: telemetry.isOver,
      quietMs: QUIET_MS,
      giveUp: (operation) => this.#end(operation, { errorType: DEVICE_ERROR_TYPE_VALUE_TIMEOUT }),
    });
  }

  /** Does `work` in the context of a span of its own. Gives back and throws what `work` does. */
  async run<T>(operation: DeviceOperation<T>, work: () => Promise<T> | T): Promise<T> {
    const open = this.#begin(operation);
    const { clock } = this.#telemetry;
    const startedMs = clock.monotonicMs();
    const seconds = () => (clock.monotonicMs() - startedMs) / 1_000;
    let result: T;
    try {
      result = await contextApi.with(open.context, work);
    } catch (error) {
      const facts = errorFacts(error);
      if (this.#open.delete(open)) {
        const failure = (operation.failureOfThrown ?? deviceFailure)(facts);
        operation.timed?.(seconds(), open.context, failure.isAnswer === true);
        this.#end(open, failure, operation.clean?.(facts) ?? facts);
      }
      throw error;
    }
    if (this.#open.delete(open)) {
      operation.timed?.(seconds(), open.context, true);
      this.#end(open, operation.failureOf?.(result));
    }
    return result;
  }

  /** Counts an operation that ended, `errorType` when it failed. */
  record(operation: string, deviceType: string, errorType?: string): void {
    this.metrics.operated(undefined, deviceType, operation, errorType);
    if (errorType !== undefined) this.metrics.failed(undefined, deviceType, errorType);
  }

  /** Records an error of a device: a count and an event. */
  recordError(
    context: Context,
    attributes: Attributes,
    deviceType: string,
    errorType: string,
    message: string,
  ): void {
    this.metrics.failed(context, deviceType, errorType);
    const event = {
      ...attributes,
      [ATTR_ERROR_TYPE]: errorType,
      ...(message !== '' && { [ATTR_EXCEPTION_MESSAGE]: message }),
    };
    emitEvent(this.#telemetry, EVENT_CARDLINK_DEVICE_ERROR, event, context);
  }

  /** Ends every operation that is under way as an error: what a shutdown does, so that no span is lost. */
  endAll(): void {
    this.#open.endAll((operation) => this.#end(operation, { errorType: DEVICE_ERROR_TYPE_VALUE_OTHER }));
  }

  #begin<T>({
    spanName,
    attributes,
    operation,
    deviceType,
    device: given,
  }: DeviceOperation<T>): OpenOperation {
    const device = knownDevice(given);
    const parent = contextApi.active();
    const span = this.#telemetry.tracer.startSpan(spanName, { kind: SpanKind.CLIENT }, parent);
    const type = device.deviceType === undefined ? deviceType : boundedDeviceType(device.deviceType);
    const about = deviceAttributes(type, device.deviceId);
    if (span.isRecording()) span.setAttributes({ ...attributes, ...about });
    const open = { span, context: trace.setSpan(parent, span), operation, deviceType: type, about };
    this.#open.add(open, device.timeoutMs);
    return open;
  }

  #end(open: OpenOperation, failure?: DeviceFailure, facts?: ErrorFacts): void {
    const { span, context, operation, deviceType, about } = open;
    this.metrics.operated(context, deviceType, operation, failure?.errorType);
    if (failure) {
      const attributes = { ...about, [ATTR_DEVICE_OPERATION]: operation };
      this.recordError(context, attributes, deviceType, failure.errorType, facts?.message ?? '');
      span.setAttribute(ATTR_ERROR_TYPE, failure.errorType);
      if (failure.code !== undefined) span.setAttribute(ATTR_AT_ERROR_CODE, failure.code);
      if (facts) recordThrown(span, facts);
      span.setStatus({ code: SpanStatusCode.ERROR, message: failure.errorType });
    }
    span.end();
  }
}

/** An operation that is under way. */
interface OpenOperation {
  readonly span: Span;
  readonly context: Context;
  readonly operation: string;
  readonly deviceType: string;
  /** The device, as spans and events have it. */
  readonly about: Attributes;
}

const DEVICE_KEYS = ['deviceType', 'deviceId', 'timeoutMs'] as const;

/** What a caller says of a device, without what is no text: JavaScript passes anything. */
export function knownDevice(given: DeviceOperationInfo): DeviceOperationInfo {
  const { deviceType, deviceId, timeoutMs } = infoOf(given, DEVICE_KEYS);
  return {
    ...(deviceType !== undefined && { deviceType }),
    ...(typeof deviceId === 'string' && { deviceId }),
    ...(timeoutMs !== undefined && { timeoutMs }),
  };
}

/** A device, as spans and events have it. */
export function deviceAttributes(deviceType: string, deviceId: string | undefined): Attributes {
  return { [ATTR_DEVICE_TYPE]: deviceType, ...(deviceId !== undefined && { [ATTR_DEVICE_ID]: deviceId }) };
}
