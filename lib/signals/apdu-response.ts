import { explainAnswer, type StatusCategory, type StatusWordExplanation, statusWord } from '../domain';
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
  /** How long the response data is, in bytes. */
  readonly dataLength: number;
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

/** SW1 and SW2, the last bytes of every R-APDU (ISO 7816-4:2005, 5.1). */
const STATUS_WORD_LENGTH = 2;

/** An R-APDU with its status word explained. Its data is made when it is asked for: few look at it. */
class AnsweredResponse implements ApduResponse {
  readonly ok = true;
  readonly statusWord: string;
  readonly label: string;
  readonly category: StatusCategory;
  readonly meaning: string;
  readonly errorType: ApduErrorType | undefined;

  constructor(
    readonly bytes: Uint8Array,
    { statusWord, label, category, meaning, errorType }: StatusWordExplanation,
  ) {
    this.statusWord = statusWord;
    this.label = label;
    this.category = category;
    this.meaning = meaning;
    this.errorType = errorType;
  }

  get data(): Uint8Array {
    return this.bytes.subarray(0, this.dataLength);
  }

  get dataLength(): number {
    return this.bytes.length - STATUS_WORD_LENGTH;
  }
}

/** Decodes an R-APDU in answer to a command. Never throws. */
export function decodeResponse(answer: Uint8Array, command: DecodedCommand): ApduResponse {
  const bytes = answer instanceof Uint8Array ? answer : NO_BYTES;
  const word = statusWord(bytes);
  if (word === undefined) return malformed(bytes);
  return new AnsweredResponse(bytes, explainAnswer(word, command.commandType, command.cla));
}

function malformed(bytes: Uint8Array): ApduResponse {
  return {
    ok: false,
    bytes,
    data: bytes,
    dataLength: bytes.length,
    statusWord: undefined,
    label: OTHER,
    category: APDU_STATUS_CATEGORY_VALUE_ERROR,
    meaning: 'The response is too short to hold a status word',
    errorType: APDU_ERROR_TYPE_VALUE_MALFORMED_RESPONSE,
  };
}
