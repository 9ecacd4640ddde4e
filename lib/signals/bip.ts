import { context as contextApi, SpanKind } from '@opentelemetry/api';
import { bipBearer } from '../domain';
import {
  BIP_BEARER_TYPE_VALUES,
  BIP_CLOSE_STATUS_VALUE_ERROR,
  BIP_CLOSE_STATUS_VALUE_TIMEOUT,
  BIP_DIRECTION_VALUES,
  BIP_ERROR_TYPE_VALUES,
  type BipBearerType,
  type BipCloseStatus,
  type BipDirection,
  type BipErrorType,
  SPAN_BIP_CHANNEL,
} from '../semconv';
import { BipChannel } from './bip-channel';
import { knownCloseStatus } from './bip-close-status';
import { bipErrorType } from './bip-error';
import { BipMetrics } from './bip-metrics';
import { boundedBy } from './bounded';
import { isTimeout } from './failure';
import { infoOf } from './info';
import { OpenScopes } from './open-scopes';
import { RunningCounts } from './running-counts';
import type { Telemetry } from './telemetry';

/** How long a channel may be quiet. Longer than any session; shorter than anybody would look for what hangs. */
const QUIET_MS = 10 * 60 * 1_000;

/** What is known about a BIP channel when it is opened. */
export interface BipChannelInfo {
  /**
   * What the channel runs over, by its name (`eutran`) or by the first byte of the bearer description (ETSI TS 102 223
   * 8.52); anything else is recorded as `_OTHER`.
   */
  readonly bearerType: BipBearerType | number;
  /** The identifier that the terminal gave, 1 to 7. */
  readonly channelId?: number;
  /** How long the channel may be quiet until it is closed as `timeout`, in milliseconds. Default: ten minutes. */
  readonly timeoutMs?: number;
}

/** What is read of what a caller says of a channel. */
const CHANNEL_KEYS = ['bearerType', 'channelId', 'timeoutMs'] as const;

const knownBearer = boundedBy(BIP_BEARER_TYPE_VALUES);
const knownDirection = boundedBy(BIP_DIRECTION_VALUES);
const knownErrorType = boundedBy(BIP_ERROR_TYPE_VALUES);

/**
 * Records BIP channels (ETSI TS 102 223), by which a card reaches the network through its terminal. `channel` is the
 * whole job; `open` is for code in which a channel is opened and closed in different places; the `record…` methods
 * record one figure each.
 *
 *     await obs.bip.channel({ bearerType: 'eutran', channelId: 1 }, async (channel) => {
 *       channel.sent(await sendData(bytes));
 *     });
 */
export class BipRecorder {
  readonly #telemetry: Telemetry;
  readonly #metrics: BipMetrics;
  readonly #open: OpenScopes<BipChannel>;
  /** Those that `recordOpen` counted, by bearer. */
  readonly #running = new RunningCounts();

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.#metrics = new BipMetrics(telemetry);
    this.#open = new OpenScopes({
      clock: telemetry.clock,
      isOver: telemetry.isOver,
      quietMs: QUIET_MS,
      giveUp: (channel) => channel.giveUp(BIP_CLOSE_STATUS_VALUE_TIMEOUT),
    });
  }

  /**
   * A channel was opened: one more active one, an event, and a `bip.channel` span below the active one, until `close`
   * is called on what is returned. One on which nothing happens for ten minutes is closed as `timeout`.
   */
  open(given: BipChannelInfo): BipChannel {
    const info = infoOf(given, CHANNEL_KEYS);
    const parent = contextApi.active();
    return new BipChannel({
      bearerType: bearerOf(info.bearerType),
      channelId: info.channelId,
      timeoutMs: info.timeoutMs,
      span: this.#telemetry.tracer.startSpan(SPAN_BIP_CHANNEL.namePattern, { kind: SpanKind.CLIENT }, parent),
      parent,
      telemetry: this.#telemetry,
      metrics: this.#metrics,
      open: this.#open,
    });
  }

  /**
   * Runs `work` as one channel, with its span active: closed as normal when `work` returns, as timeout when it throws a
   * timeout, else as error. A channel that `work` closed itself stays as it was closed.
   *
   * @throws what `work` throws, unchanged
   */
  async channel<T>(info: BipChannelInfo, work: (channel: BipChannel) => Promise<T> | T): Promise<T> {
    const channel = this.open(info);
    try {
      const result = await contextApi.with(channel.context, work, undefined, channel);
      channel.close();
      return result;
    } catch (error) {
      const status = isTimeout(error) ? BIP_CLOSE_STATUS_VALUE_TIMEOUT : BIP_CLOSE_STATUS_VALUE_ERROR;
      channel.close(status, bipErrorType(error), error);
      throw error;
    }
  }

  /** Channels that are open. */
  get openChannels(): number {
    return this.#open.size;
  }

  /** Closes every open channel as an error: what a shutdown does, so that no span is lost. */
  closeAll(): void {
    this.#open.endAll((channel) => channel.giveUp(BIP_CLOSE_STATUS_VALUE_ERROR));
  }

  /** Counts a channel as open, until `recordClose`. */
  recordOpen(bearerType: BipChannelInfo['bearerType']): void {
    const bearer = bearerOf(bearerType);
    this.#running.begin(bearer);
    this.#metrics.opened(undefined, bearer);
  }

  /**
   * Counts a channel that `recordOpen` counted as closed, and records how long it was open, in seconds. A status that is not
   * in the registry is `error`. With more closed than opened over a bearer, none of it is open: never fewer.
   */
  recordClose(
    bearerType: BipChannelInfo['bearerType'],
    status: BipCloseStatus,
    durationSeconds: number,
  ): void {
    const bearer = bearerOf(bearerType);
    if (this.#running.end(bearer)) this.#metrics.left(undefined, bearer);
    this.#metrics.closed(undefined, bearer, knownCloseStatus(status), durationSeconds);
  }

  /** Counts bytes of a channel, seen from the card. */
  recordTransfer(direction: BipDirection, bytes: number, bearerType: BipChannelInfo['bearerType']): void {
    this.#metrics.transferred(undefined, knownDirection(direction), bytes, bearerOf(bearerType));
  }

  /** Counts a BIP command that failed: OPEN CHANNEL among them, which then opens none. */
  recordError(errorType: BipErrorType, bearerType: BipChannelInfo['bearerType']): void {
    this.#metrics.failed(undefined, knownErrorType(errorType), bearerOf(bearerType));
  }
}

function bearerOf(bearerType: BipChannelInfo['bearerType'] | undefined): string {
  return typeof bearerType === 'number' ? bipBearer(bearerType) : knownBearer(bearerType as string);
}
