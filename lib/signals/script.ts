import { type Context, context as contextApi } from '@opentelemetry/api';
import { scriptStatus } from '../domain';
import {
  APDU_ERROR_TYPE_VALUE_MALFORMED_RESPONSE,
  APDU_ERROR_TYPE_VALUE_OTHER,
  type ApduErrorType,
  ATTR_SCP81_SCRIPT_COMMANDS,
  ATTR_SCP81_SCRIPT_STATUS,
  METRIC_CARDLINK_SCRIPT_COMMANDS,
  METRIC_CARDLINK_SCRIPT_DURATION,
  SCP81_SCRIPT_STATUS_VALUE_OK,
  type Scp81ScriptStatus,
} from '../semconv';
import type { ApduRecorder, ExchangeInfo, ExchangePlace } from './apdu';
import type { ApduResponse } from './apdu-response';
import { HistogramFamily } from './families';
import { contextFrom, fieldOf, listFrom } from './info';
import type { OpenExchange } from './open-exchange';
import { tallyIn } from './session-context';
import type { Clock, Telemetry } from './telemetry';

/** How a card answered a script. */
export interface ScriptOutcome {
  /** What the card said in `X-Admin-Script-Status`; what no standard defines is `_OTHER`. Default: `ok`. */
  readonly status?: string | undefined;
}

/** The outcome where nothing is said of it. */
const ANSWERED: ScriptOutcome = {};

/**
 * Records SCP81 scripts (GlobalPlatform Amendment B): several commands sent at once and answered at once. Each command
 * is counted and has a span; the script is timed. Only a script of one command says how long its command took.
 */
export class ScriptRecorder {
  readonly #telemetry: Telemetry;
  readonly #apdu: ApduRecorder;
  readonly #duration: HistogramFamily;
  readonly #commands: HistogramFamily;

  constructor(telemetry: Telemetry, apdu: ApduRecorder) {
    this.#telemetry = telemetry;
    this.#apdu = apdu;
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_SCRIPT_DURATION, [
      ATTR_SCP81_SCRIPT_STATUS,
    ]);
    this.#commands = new HistogramFamily(telemetry, METRIC_CARDLINK_SCRIPT_COMMANDS);
  }

  /** The script was sent now: counts its commands and opens a span for each. A place without a context is the active one. */
  begin(given: ExchangePlace, commands: readonly Uint8Array[], info: ExchangeInfo): OpenScript {
    const place = placeFrom(given);
    // A session that says it is the owner has counted its script.
    if (place.owner === undefined) tallyIn(place.context)?.scriptSent();
    // An array that is filled by `push` has room for seventeen.
    const exchanges = listFrom(commands).map((command) => this.#apdu.begin(place, command, info));
    if (exchanges.length > 1) {
      for (const { span } of exchanges) span.setAttribute(ATTR_SCP81_SCRIPT_COMMANDS, exchanges.length);
    }
    this.#commands.record(exchanges.length, place.context);
    return new OpenScript(exchanges, this.#telemetry.clock, this.#duration, place.context);
  }
}

/** Where a caller says that a script belongs: JavaScript passes anything. */
function placeFrom(given: ExchangePlace): ExchangePlace {
  const context = contextFrom(fieldOf(given, 'context')) ?? contextApi.active();
  const owner = fieldOf(given, 'owner');
  return typeof fieldOf(owner, 'opened') === 'function' ? { context, owner } : { context };
}

/** A script that is under way. Tell it once what became of it; what comes later is not recorded. */
export class OpenScript {
  readonly #exchanges: readonly OpenExchange[];
  readonly #clock: Clock;
  readonly #duration: HistogramFamily;
  readonly #context: Context;
  readonly #startedMs: number;

  /** @param duration is given the time until the answer, with the script's status */
  constructor(exchanges: readonly OpenExchange[], clock: Clock, duration: HistogramFamily, context: Context) {
    this.#exchanges = exchanges;
    this.#clock = clock;
    this.#duration = duration;
    this.#context = context;
    this.#startedMs = clock.monotonicMs();
  }

  /**
   * The card answered with these R-APDUs, one for each command it ran. Commands without an answer (a card stops a
   * script at its first error) are recorded as errors of type `_OTHER`, so that no command stays without an outcome.
   * When the script or its session has ended already, the answers are decoded but not recorded.
   *
   * @returns the responses, decoded, in the order of the commands
   */
  end(responses: readonly Uint8Array[], outcome: ScriptOutcome = ANSWERED): readonly ApduResponse[] {
    const known = scriptStatus(fieldOf(outcome, 'status'));
    const answers: readonly (Uint8Array | undefined)[] = listFrom(responses);
    const durationSeconds = (this.#clock.monotonicMs() - this.#startedMs) / 1_000;
    if (this.open) {
      this.#duration.record(durationSeconds, this.#context, known ?? SCP81_SCRIPT_STATUS_VALUE_OK);
      if (known !== undefined) this.#describe(known);
    }
    const timedAlone = this.#exchanges.length === 1 ? durationSeconds : undefined;
    const decoded: ApduResponse[] = [];
    for (let index = 0; index < this.#exchanges.length; index += 1) {
      const exchange = this.#exchanges[index] as OpenExchange;
      const bytes = answers[index];
      if (bytes === undefined) exchange.unanswered(APDU_ERROR_TYPE_VALUE_OTHER);
      else decoded.push(exchange.answered(bytes, timedAlone));
    }
    return decoded;
  }

  /** No usable answer came. Default: `malformed_response`. */
  fail(errorType: ApduErrorType = APDU_ERROR_TYPE_VALUE_MALFORMED_RESPONSE, error?: unknown): void {
    for (const exchange of this.#exchanges) exchange.unanswered(errorType, error);
  }

  /** What the card said of the script as a whole, on the spans of its commands. */
  #describe(status: Scp81ScriptStatus): void {
    for (const { span, open } of this.#exchanges)
      if (open) span.setAttribute(ATTR_SCP81_SCRIPT_STATUS, status);
  }

  /** Whether a command of it still waits for its outcome. */
  get open(): boolean {
    return this.#exchanges.some(({ open }) => open);
  }
}
