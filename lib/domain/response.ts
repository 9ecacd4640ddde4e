/** An R-APDU taken apart. Its data is a view of the bytes that were parsed, not a copy. */
export interface Response {
  readonly ok: true;
  /** SW1 and SW2 as one number: 0x9000. */
  readonly statusWord: number;
  /** Bytes of response data, without the status word. */
  readonly dataLength: number;
  /** The response data; undefined when there is none. */
  readonly data: Uint8Array | undefined;
}

/** Bytes that are no R-APDU: there is no room for a status word. */
export interface MalformedResponse {
  readonly ok: false;
  readonly reason: 'too_short';
}

/** What `parseResponse` returns. */
export type ParsedResponse = Response | MalformedResponse;

const TOO_SHORT: MalformedResponse = Object.freeze({ ok: false, reason: 'too_short' });

/** The status word, SW1 and SW2 as one number, of an R-APDU (ISO 7816-4:2005, 5.1); undefined below two bytes. */
export function statusWord(response: Uint8Array): number | undefined {
  const { length } = response;
  if (length < 2) return undefined;
  return ((response[length - 2] ?? 0) << 8) | (response[length - 1] ?? 0);
}

/** Takes an R-APDU apart (ISO 7816-4:2005, 5.1). Never throws. */
export function parseResponse(response: Uint8Array): ParsedResponse {
  const word = statusWord(response);
  if (word === undefined) return TOO_SHORT;
  const dataLength = response.length - 2;
  return {
    ok: true,
    statusWord: word,
    dataLength,
    data: dataLength > 0 ? response.subarray(0, dataLength) : undefined,
  };
}
