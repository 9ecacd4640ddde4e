import { explainAnswer, parseResponse, type StatusCategory } from '../domain';
import {
  APDU_ERROR_TYPE_VALUE_MALFORMED_RESPONSE,
  APDU_STATUS_CATEGORY_VALUE_ERROR,
  type ApduErrorType,
} from '../semconv';
import type { DecodedCommand } from './apdu-command';
import { OTHER } from './bounded';

/** What a card answered, decoded. */
export interface ApduResponse {
  /** False when the bytes are no R-APDU: there is no room for a status word. */
  readonly ok: boolean;
  /** The whole R-APDU, as it came. */
  readonly bytes: Uint8Array;
  /** The response data, without the status word. A view of `bytes`. */
  readonly data: Uint8Array;
  /** The exact status word in four hexadecimal digits: `6A82`; undefined when there is none. */
  readonly statusWord: string | undefined;
  /** The status word as labels have it, its variable part collapsed: `61xx`; `_OTHER` outside the tables. */
  readonly label: string;
  readonly category: StatusCategory;
  /** What the status word means in answer to this command, for people. */
  readonly meaning: string;
  /** The bounded `error.type` when this is an error, else undefined. */
  readonly errorType: ApduErrorType | undefined;
}

const NO_BYTES = new Uint8Array(0);

/** Decodes an R-APDU in answer to a command. Never throws. */
export function decodeResponse(answer: Uint8Array, command: DecodedCommand): ApduResponse {
  const bytes = answer instanceof Uint8Array ? answer : NO_BYTES;
  const response = parseResponse(bytes);
  if (!response.ok) return malformed(bytes);
  const explained = explainAnswer(response.statusWord, command.type, command.cla);
  return {
    ok: true,
    bytes,
    data: response.data ?? NO_BYTES,
    statusWord: explained.statusWord,
    label: explained.label,
    category: explained.category,
    meaning: explained.meaning,
    errorType: explained.errorType,
  };
}

function malformed(bytes: Uint8Array): ApduResponse {
  return {
    ok: false,
    bytes,
    data: bytes,
    statusWord: undefined,
    label: OTHER,
    category: APDU_STATUS_CATEGORY_VALUE_ERROR,
    meaning: 'The response is too short to hold a status word',
    errorType: APDU_ERROR_TYPE_VALUE_MALFORMED_RESPONSE,
  };
}
