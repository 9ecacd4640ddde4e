import { type Span, SpanStatusCode } from '@opentelemetry/api';
import { COMMAND_TYPES } from '../domain';
import {
  ATTR_APDU_CLA,
  ATTR_APDU_COMMAND_TYPE,
  ATTR_APDU_COMMAND_VARIANT,
  ATTR_APDU_INS,
  ATTR_APDU_P1,
  ATTR_APDU_P2,
  ATTR_APDU_PARSE_ERROR,
  ATTR_APDU_REQUEST_SIZE,
  ATTR_APDU_RESPONSE_SIZE,
  ATTR_APDU_STATUS_CATEGORY,
  ATTR_APDU_STATUS_WORD,
  ATTR_DEVICE_ID,
  ATTR_DEVICE_TYPE,
  ATTR_ERROR_TYPE,
} from '../semconv';
import { type DecodedCommand, parseErrorOf, showHeader, variantOf } from './apdu-command';
import type { ApduResponse } from './apdu-response';
import { OTHER } from './bounded';

/** `apdu.{command_type}` for every command type of the tables, put together once. */
const NAMES: ReadonlyMap<string, string> = new Map(COMMAND_TYPES.map((type) => [type, `apdu.${type}`]));

/** The name of a command's span. */
export function apduSpanName(commandType: string): string {
  return NAMES.get(commandType) ?? `apdu.${OTHER}`;
}

/** Header and size of a command, and what is wrong with it. Its data is never put on a span. */
export function describeCommandOnSpan(
  span: Span,
  command: DecodedCommand,
  deviceType: string,
  deviceId: string | undefined,
): void {
  span.setAttribute(ATTR_APDU_COMMAND_TYPE, command.commandType);
  span.setAttribute(ATTR_APDU_REQUEST_SIZE, command.size);
  span.setAttribute(ATTR_DEVICE_TYPE, deviceType);
  if (deviceId !== undefined) span.setAttribute(ATTR_DEVICE_ID, deviceId);
  const parseError = parseErrorOf(command);
  if (parseError !== undefined) span.setAttribute(ATTR_APDU_PARSE_ERROR, parseError);
  const variant = variantOf(command);
  if (variant !== undefined) span.setAttribute(ATTR_APDU_COMMAND_VARIANT, variant);
  if (!command.header) return;
  const header = showHeader(command.header);
  span.setAttribute(ATTR_APDU_CLA, header.cla);
  span.setAttribute(ATTR_APDU_INS, header.ins);
  span.setAttribute(ATTR_APDU_P1, header.p1);
  span.setAttribute(ATTR_APDU_P2, header.p2);
}

/** Status word and size of a response; a response of category `error` makes the span an error with its meaning. */
export function describeResponseOnSpan(span: Span, response: ApduResponse): void {
  span.setAttribute(ATTR_APDU_RESPONSE_SIZE, response.bytes.length);
  if (response.statusWord !== undefined) {
    span.setAttribute(ATTR_APDU_STATUS_WORD, response.statusWord);
    span.setAttribute(ATTR_APDU_STATUS_CATEGORY, response.category);
  }
  if (response.errorType === undefined) return;
  span.setAttribute(ATTR_ERROR_TYPE, response.errorType);
  span.setStatus({ code: SpanStatusCode.ERROR, message: response.meaning });
}
