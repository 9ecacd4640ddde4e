/** An HTTP/1.1 message. Header names are in lower case; a header that is repeated keeps its last value. */
export interface HttpMessage {
  /** `HTTP/1.1 200 OK` or `POST /path HTTP/1.1`, split at its first two spaces. */
  readonly startLine: readonly [string, string, string];
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

/** How much a reader keeps of one message before it gives up. */
export interface HttpLimits {
  readonly headBytes: number;
  readonly bodyBytes: number;
}

/** The bytes are not a message of HTTP/1.1, or it is too large. */
export class HttpFormatError extends Error {
  override readonly name = 'HttpFormatError';
}

const DEFAULT_LIMITS: HttpLimits = { headBytes: 16_384, bodyBytes: 262_144 };
const CRLF = Buffer.from('\r\n');
const HEAD_END = Buffer.from('\r\n\r\n');
const LONGEST_CHUNK_LINE = 256;

type Head = Omit<HttpMessage, 'body'>;

type State =
  | { readonly at: 'head' }
  | { readonly at: 'body'; readonly head: Head; readonly bytes: number }
  | { readonly at: 'body-until-close'; readonly head: Head }
  | { readonly at: 'chunk-size'; readonly head: Head; readonly body: Buffer }
  | { readonly at: 'chunk'; readonly head: Head; readonly body: Buffer; readonly bytes: number }
  | { readonly at: 'trailers'; readonly head: Head; readonly body: Buffer };

/** What one step found: the state to go on in and the bytes it used. Undefined when more bytes are needed. */
interface Step {
  readonly state: State;
  readonly used: number;
  readonly message?: HttpMessage;
}

/** Reads HTTP/1.1 messages from bytes as they come, however they are cut (RFC 9112). */
export class HttpMessageReader {
  readonly #limits: HttpLimits;
  #buffer: Buffer = Buffer.alloc(0);
  #state: State = { at: 'head' };

  constructor(limits: HttpLimits = DEFAULT_LIMITS) {
    this.#limits = limits;
  }

  /** Takes more bytes and returns the messages that they complete. Throws HttpFormatError. */
  push(chunk: Uint8Array): readonly HttpMessage[] {
    this.#buffer = this.#buffer.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.#buffer, chunk]);
    const messages: HttpMessage[] = [];
    for (let step = this.#step(); step; step = this.#step()) {
      this.#state = step.state;
      this.#buffer = this.#buffer.subarray(step.used);
      if (step.message) messages.push(step.message);
    }
    return messages;
  }

  /** The other side has closed: returns a response whose body ends with the connection, if one was under way. */
  close(): HttpMessage | undefined {
    const state = this.#state;
    if (state.at !== 'body-until-close') return undefined;
    this.#state = { at: 'head' };
    return { ...state.head, body: this.#buffer };
  }

  #step(): Step | undefined {
    const state = this.#state;
    switch (state.at) {
      case 'head':
        return this.#readHead();
      case 'body':
        return this.#readBody(state);
      case 'body-until-close':
        this.#checkBody(this.#buffer.length);
        return undefined;
      case 'chunk-size':
        return this.#readChunkSize(state);
      case 'chunk':
        return this.#readChunk(state);
      case 'trailers':
        return this.#readTrailers(state);
    }
  }

  #readHead(): Step | undefined {
    const end = this.#buffer.indexOf(HEAD_END);
    if (end > this.#limits.headBytes || (end < 0 && this.#buffer.length > this.#limits.headBytes)) {
      throw new HttpFormatError('the head is too long');
    }
    if (end < 0) return undefined;
    const head = parseHead(this.#buffer.toString('latin1', 0, end));
    const used = end + HEAD_END.length;
    if (isChunked(head)) return { state: { at: 'chunk-size', head, body: Buffer.alloc(0) }, used };
    const bytes = bodyLength(head);
    if (bytes === undefined) return { state: { at: 'body-until-close', head }, used };
    this.#checkBody(bytes);
    return { state: { at: 'body', head, bytes }, used };
  }

  #readBody({ head, bytes }: Extract<State, { at: 'body' }>): Step | undefined {
    if (this.#buffer.length < bytes) return undefined;
    return complete(head, this.#buffer.subarray(0, bytes), bytes);
  }

  #readChunkSize({ head, body }: Extract<State, { at: 'chunk-size' }>): Step | undefined {
    const end = this.#buffer.indexOf(CRLF);
    if (end > LONGEST_CHUNK_LINE || (end < 0 && this.#buffer.length > LONGEST_CHUNK_LINE)) {
      throw new HttpFormatError('a chunk size is too long');
    }
    if (end < 0) return undefined;
    const [size = ''] = this.#buffer.toString('latin1', 0, end).split(';', 1);
    if (!/^[0-9a-fA-F]{1,8}$/.test(size.trim())) throw new HttpFormatError('a chunk size is not a number');
    const bytes = Number.parseInt(size, 16);
    this.#checkBody(body.length + bytes);
    const used = end + CRLF.length;
    return bytes === 0
      ? { state: { at: 'trailers', head, body }, used }
      : { state: { at: 'chunk', head, body, bytes }, used };
  }

  #readChunk({ head, body, bytes }: Extract<State, { at: 'chunk' }>): Step | undefined {
    const used = bytes + CRLF.length;
    if (this.#buffer.length < used) return undefined;
    if (!this.#buffer.subarray(bytes, used).equals(CRLF)) {
      throw new HttpFormatError('a chunk is longer than its size');
    }
    const longer = Buffer.concat([body, this.#buffer.subarray(0, bytes)]);
    return { state: { at: 'chunk-size', head, body: longer }, used };
  }

  #readTrailers({ head, body }: Extract<State, { at: 'trailers' }>): Step | undefined {
    const end = this.#buffer.indexOf(CRLF);
    if (end < 0 && this.#buffer.length > this.#limits.headBytes) {
      throw new HttpFormatError('the trailers are too long');
    }
    if (end < 0) return undefined;
    const used = end + CRLF.length;
    return end === 0 ? complete(head, body, used) : { state: { at: 'trailers', head, body }, used };
  }

  #checkBody(bytes: number): void {
    if (bytes > this.#limits.bodyBytes) throw new HttpFormatError('the body is too long');
  }
}

function complete(head: Head, body: Uint8Array, used: number): Step {
  return { state: { at: 'head' }, used, message: { ...head, body: Uint8Array.from(body) } };
}

function parseHead(text: string): Head {
  const [first = '', ...lines] = text.split('\r\n');
  const [one, two, ...rest] = first.split(' ');
  if (!one || !two || !(first.startsWith('HTTP/1.') || first.endsWith(' HTTP/1.1'))) {
    throw new HttpFormatError('the start line is not HTTP/1.1');
  }
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw new HttpFormatError('a header has no name');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { startLine: [one, two, rest.join(' ')], headers };
}

function isChunked({ headers }: Head): boolean {
  return headers.get('transfer-encoding')?.toLowerCase() === 'chunked';
}

/** The body's length; undefined when only the close of the connection tells (RFC 9112, 6.3). */
function bodyLength({ startLine, headers }: Head): number | undefined {
  const isResponse = startLine[0].startsWith('HTTP/');
  const status = Number(startLine[1]);
  if (isResponse && (status < 200 || status === 204 || status === 304)) return 0;
  const length = headers.get('content-length');
  if (length === undefined) return isResponse ? undefined : 0;
  if (!/^[0-9]{1,9}$/.test(length)) throw new HttpFormatError('Content-Length is not a number');
  return Number(length);
}

/** The body cut in chunks of at most `chunkBytes`, with the closing chunk (RFC 9112, 7.1). */
export function encodeChunked(body: Uint8Array, chunkBytes: number): Uint8Array {
  const parts: Uint8Array[] = [];
  for (let offset = 0; offset < body.length; offset += chunkBytes) {
    const chunk = body.subarray(offset, offset + chunkBytes);
    parts.push(Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, CRLF);
  }
  return Buffer.concat([...parts, Buffer.from('0\r\n\r\n')]);
}
