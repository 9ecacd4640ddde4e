import { type Attributes, type Context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  ATTR_BIP_BEARER_TYPE,
  ATTR_BIP_BYTES_RECEIVED,
  ATTR_BIP_BYTES_SENT,
  ATTR_BIP_CHANNEL_ID,
  ATTR_BIP_CLOSE_STATUS,
  ATTR_BIP_CONNECTION_DURATION,
  ATTR_ERROR_TYPE,
  BIP_CLOSE_STATUS_VALUE_ERROR,
  BIP_CLOSE_STATUS_VALUE_NORMAL,
  BIP_CLOSE_STATUS_VALUE_TIMEOUT,
  BIP_DIRECTION_VALUE_RECEIVED,
  BIP_DIRECTION_VALUE_SENT,
  BIP_ERROR_TYPE_VALUE_OTHER,
  BIP_ERROR_TYPE_VALUE_TIMEOUT,
  BIP_ERROR_TYPE_VALUES,
  type BipCloseStatus,
  type BipErrorType,
  EVENT_CARDLINK_BIP_CLOSED,
  EVENT_CARDLINK_BIP_OPENED,
} from '../semconv';
import { isAmount } from './amount';
import { knownCloseStatus } from './bip-close-status';
import type { BipMetrics } from './bip-metrics';
import { boundedBy } from './bounded';
import { emitEvent } from './events';
import { errorFacts, recordThrown } from './failure';
import type { OpenScopes } from './open-scopes';
import type { Telemetry } from './telemetry';

const knownErrorType = boundedBy(BIP_ERROR_TYPE_VALUES);

/** What a recorder gives to a new channel. */
export interface BipChannelParts {
  readonly bearerType: string;
  readonly channelId: number | undefined;
  readonly timeoutMs: number | undefined;
  readonly span: Span;
  /** The context that the channel's span was started in. */
  readonly parent: Context;
  readonly telemetry: Telemetry;
  readonly metrics: BipMetrics;
  readonly open: OpenScopes<BipChannel>;
}

/** One BIP channel from OPEN CHANNEL to its close. What comes after its close is not recorded. */
export class BipChannel {
  /** A bearer of the registry, or `_OTHER`. */
  readonly bearerType: string;
  /** The context of the channel's span; run code in it to have its spans below the channel's. */
  readonly context: Context;
  readonly #parts: BipChannelParts;
  readonly #startedMs: number;
  #sentBytes = 0;
  #receivedBytes = 0;
  #lastError: BipErrorType | undefined;

  constructor(parts: BipChannelParts) {
    this.#parts = parts;
    this.bearerType = parts.bearerType;
    this.context = trace.setSpan(parts.parent, parts.span);
    this.#startedMs = parts.telemetry.clock.monotonicMs();
    // After a shutdown nobody would close it.
    if (!parts.open.add(this, parts.timeoutMs)) return;
    parts.span.setAttributes(this.#attributes());
    parts.metrics.opened(this.context, this.bearerType);
    emitEvent(parts.telemetry, EVENT_CARDLINK_BIP_OPENED, this.#attributes(), this.context);
  }

  /** SEND DATA: the card sent so many bytes to the network. */
  sent(bytes: number): void {
    if (!this.#parts.open.goOn(this)) return;
    if (isAmount(bytes)) this.#sentBytes += bytes;
    this.#parts.metrics.transferred(this.context, BIP_DIRECTION_VALUE_SENT, bytes, this.bearerType);
  }

  /** RECEIVE DATA: the card received so many bytes from the network. */
  received(bytes: number): void {
    if (!this.#parts.open.goOn(this)) return;
    if (isAmount(bytes)) this.#receivedBytes += bytes;
    this.#parts.metrics.transferred(this.context, BIP_DIRECTION_VALUE_RECEIVED, bytes, this.bearerType);
  }

  /** A BIP command failed; the channel stays open. `error` is what went wrong, for the span's exception event. */
  failed(errorType: BipErrorType, error?: unknown): void {
    if (!this.#parts.open.goOn(this)) return;
    this.#countError(errorType);
    if (error !== undefined) recordThrown(this.#parts.span, errorFacts(error));
  }

  /**
   * Closes the channel; only the first call counts. Default: `normal`.
   *
   * @param errorType why it was closed. Default: of a timeout `timeout`, of an error the last that `failed` was told,
   *   else `_OTHER`. One that `failed` was told before is not counted again.
   * @param error what went wrong, for the span's exception event
   */
  close(
    status: BipCloseStatus = BIP_CLOSE_STATUS_VALUE_NORMAL,
    errorType?: BipErrorType,
    error?: unknown,
  ): void {
    if (this.#parts.open.delete(this)) this.#end(status, errorType, error);
  }

  /** @internal Closes a channel that the recorder has let go of: nothing happened for too long, or all ends. */
  giveUp(status: BipCloseStatus): void {
    this.#end(status);
  }

  #end(given: BipCloseStatus, errorType?: BipErrorType, error?: unknown): void {
    const { span, telemetry, metrics } = this.#parts;
    const status = knownCloseStatus(given);
    const cause = status === BIP_CLOSE_STATUS_VALUE_NORMAL ? undefined : this.#cause(status, errorType);
    const durationSeconds = (telemetry.clock.monotonicMs() - this.#startedMs) / 1_000;
    metrics.left(this.context, this.bearerType);
    metrics.closed(this.context, this.bearerType, status, durationSeconds);
    const outcome = {
      [ATTR_BIP_CLOSE_STATUS]: status,
      [ATTR_BIP_BYTES_SENT]: this.#sentBytes,
      [ATTR_BIP_BYTES_RECEIVED]: this.#receivedBytes,
      ...(cause !== undefined && { [ATTR_ERROR_TYPE]: cause }),
    };
    span.setAttributes(outcome);
    if (cause !== undefined) {
      if (error !== undefined) recordThrown(span, errorFacts(error));
      span.setStatus({ code: SpanStatusCode.ERROR, message: cause });
    }
    const event = { ...this.#attributes(), ...outcome, [ATTR_BIP_CONNECTION_DURATION]: durationSeconds };
    emitEvent(telemetry, EVENT_CARDLINK_BIP_CLOSED, event, this.context);
    span.end();
  }

  /** Why the channel was closed; counted here unless it was when it happened. */
  #cause(status: BipCloseStatus, given: BipErrorType | undefined): BipErrorType {
    if (given === undefined && status === BIP_CLOSE_STATUS_VALUE_ERROR && this.#lastError !== undefined) {
      return this.#lastError;
    }
    const isTimeout = status === BIP_CLOSE_STATUS_VALUE_TIMEOUT;
    const cause = given ?? (isTimeout ? BIP_ERROR_TYPE_VALUE_TIMEOUT : BIP_ERROR_TYPE_VALUE_OTHER);
    return knownErrorType(cause) === this.#lastError ? this.#lastError : this.#countError(cause);
  }

  #countError(errorType: BipErrorType): BipErrorType {
    this.#lastError = knownErrorType(errorType);
    this.#parts.metrics.failed(this.context, this.#lastError, this.bearerType);
    return this.#lastError;
  }

  #attributes(): Attributes {
    const { channelId } = this.#parts;
    return {
      [ATTR_BIP_BEARER_TYPE]: this.bearerType,
      ...(channelId !== undefined && { [ATTR_BIP_CHANNEL_ID]: channelId }),
    };
  }
}
