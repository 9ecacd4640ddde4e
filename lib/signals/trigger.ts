import {
  context as contextApi,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import {
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_TLS_PSK_IDENTITY,
  ATTR_TRIGGER_TYPE,
  EVENT_CARDLINK_TRIGGER_FAILED,
  EVENT_CARDLINK_TRIGGER_SENT,
  METRIC_CARDLINK_TRIGGER_FAILURES,
  METRIC_CARDLINK_TRIGGERS_SENT,
  SPAN_OTA_TRIGGER,
  TRIGGER_ERROR_TYPE_VALUES,
  TRIGGER_TYPE_VALUES,
  type TriggerErrorType,
  type TriggerType,
} from '../semconv';
import { boundedBy, boundedDeviceType } from './bounded';
import { emitEvent } from './events';
import { errorFacts, recordThrown } from './failure';
import { CounterFamily } from './families';
import { infoOf } from './info';
import type { Telemetry } from './telemetry';
import { TriggerMemory } from './trigger-memory';

/** What is known about a trigger. */
export interface TriggerInfo {
  /** The PSK identity of the card that is triggered: its next session is recorded as triggered and linked. */
  readonly identity?: string;
  /** phone, modem, reader or simulator; anything else is recorded as `_OTHER`. Default: not said. */
  readonly deviceType?: string;
  /** Why it could not be sent, for the event and the span's exception. */
  readonly error?: unknown;
}

const TRIGGER_KEYS = ['identity', 'deviceType', 'error'] as const;

const knownType = boundedBy(TRIGGER_TYPE_VALUES);
const knownErrorType = boundedBy(TRIGGER_ERROR_TYPE_VALUES);

/**
 * Records triggers: what makes a card open a session.
 *
 *     obs.trigger.sent('sms', { identity: 'lab-0001' });
 *     obs.trigger.failed('sms', 'timeout', { identity: 'lab-0002' });
 */
export class TriggerRecorder {
  readonly #telemetry: Telemetry;
  readonly #sent: CounterFamily;
  readonly #failures: CounterFamily;
  readonly #memory: TriggerMemory;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#sent = new CounterFamily(telemetry, METRIC_CARDLINK_TRIGGERS_SENT, [ATTR_TRIGGER_TYPE]);
    this.#failures = new CounterFamily(telemetry, METRIC_CARDLINK_TRIGGER_FAILURES, [
      ATTR_TRIGGER_TYPE,
      ATTR_ERROR_TYPE,
    ]);
    this.#memory = new TriggerMemory(telemetry.clock);
    for (const type of TRIGGER_TYPE_VALUES) {
      this.#sent.zero(type);
      for (const errorType of TRIGGER_ERROR_TYPE_VALUES) this.#failures.zero(type, errorType);
    }
  }

  /** A trigger went out: one count, an `ota.trigger` span and an event. */
  sent(triggerType: TriggerType, given: TriggerInfo = {}): void {
    const info = infoOf(given, TRIGGER_KEYS);
    const type = knownType(triggerType);
    const span = this.#startSpan(type, info);
    const context = trace.setSpan(contextApi.active(), span);
    this.#sent.add(1, context, type);
    emitEvent(this.#telemetry, EVENT_CARDLINK_TRIGGER_SENT, this.#attributes(type, info), context);
    span.end();
    if (info.identity !== undefined) this.#memory.remember(info.identity, span.spanContext());
  }

  /** A trigger could not be sent. */
  failed(triggerType: TriggerType, reason: TriggerErrorType, given: TriggerInfo = {}): void {
    const info = infoOf(given, TRIGGER_KEYS);
    const type = knownType(triggerType);
    const errorType = knownErrorType(reason);
    const span = this.#startSpan(type, info);
    const context = trace.setSpan(contextApi.active(), span);
    this.#failures.add(1, context, type, errorType);
    const facts = errorFacts(info.error);
    const attributes = {
      ...this.#attributes(type, info),
      [ATTR_ERROR_TYPE]: errorType,
      ...(facts.message !== '' && { [ATTR_EXCEPTION_MESSAGE]: facts.message }),
    };
    emitEvent(this.#telemetry, EVENT_CARDLINK_TRIGGER_FAILED, attributes, context);
    span.setAttribute(ATTR_ERROR_TYPE, errorType);
    recordThrown(span, facts);
    span.setStatus({ code: SpanStatusCode.ERROR, message: errorType });
    span.end();
  }

  /** The span of the trigger that was sent to `identity` in the last ten minutes, if any. */
  recent(identity: string): SpanContext | undefined {
    return this.#memory.recent(identity);
  }

  #startSpan(type: string, info: TriggerInfo): Span {
    const attributes = this.#attributes(type, info);
    return this.#telemetry.tracer.startSpan(SPAN_OTA_TRIGGER.namePattern, {
      kind: SpanKind.PRODUCER,
      attributes,
    });
  }

  #attributes(type: string, { identity, deviceType }: TriggerInfo) {
    return {
      [ATTR_TRIGGER_TYPE]: type,
      ...(identity !== undefined && { [ATTR_TLS_PSK_IDENTITY]: this.#telemetry.pseudonym('psk', identity) }),
      ...(deviceType !== undefined && { [ATTR_DEVICE_TYPE]: boundedDeviceType(deviceType) }),
    };
  }
}
