/**
 * Counts what goes over cards' own wires, from its bytes alone. The server's metrics are held against it, so it reads
 * HTTP, SCP81 scripts and APDUs by itself and shares nothing with what records them: no import of the package at all.
 */

/** Which way bytes went, as the card sees it. */
export type Direction = 'sent' | 'received';

/** Counts by a name. */
export type Counts = Readonly<Record<string, number>>;

/** What went over the wires of some cards, in the words of the server's metrics. */
export interface Tally {
  /** Connections on which a card spoke: their handshakes succeeded. */
  readonly connections: number;
  /** By status: completed, failed, timeout. */
  readonly sessions: Counts;
  /** Handshakes that failed, by reason. */
  readonly failedHandshakes: Counts;
  /** C-APDUs by command type. */
  readonly commands: Counts;
  /** R-APDUs by status word and category: `9000 success`. */
  readonly responses: Counts;
  /** R-APDUs of category error, and commands that got none. */
  readonly apduErrors: number;
  /** Bytes of C-APDUs, which the server sent. */
  readonly commandBytes: number;
  /** Bytes of R-APDUs, which the server received. */
  readonly responseBytes: number;
  readonly scripts: number;
}

/** How a session ended for the card. */
export type Ending =
  | 'dismissed'
  /** The card let the link go. */
  | 'dropped'
  /** The server closed the connection while the card owed it an answer. */
  | 'cut-off';

const SESSION_STATUS: Readonly<Record<Ending, string>> = {
  dismissed: 'completed',
  dropped: 'failed',
  'cut-off': 'timeout',
};

/**
 * The alert by which the server refuses a handshake (RFC 5246, 7.2; RFC 4279, 2). OpenSSL names what it read, with a
 * beginning that depends on its version: `ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC`, `ERR_SSL_SSL/TLS_ALERT_BAD_RECORD_MAC`.
 */
const ALERTS: readonly (readonly [RegExp, string])[] = [
  [/^ERR_SSL_.*_ALERT_BAD_RECORD_MAC$/, 'wrong_key'],
  [/^ERR_SSL_.*_ALERT_UNKNOWN_PSK_IDENTITY$/, 'unknown_identity'],
];

/** Command types by class and instruction (ISO 7816-4; ETSI TS 102 221, 10.1.2; GlobalPlatform 2.3, 11.1). */
const COMMAND_TYPES: Readonly<Record<string, string>> = {
  '0020': 'VERIFY',
  '002c': 'UNBLOCK_PIN',
  '0084': 'GET_CHALLENGE',
  '00a4': 'SELECT',
  '00b0': 'READ_BINARY',
  '00b2': 'READ_RECORD',
  '00c0': 'GET_RESPONSE',
  '00d6': 'UPDATE_BINARY',
  '00dc': 'UPDATE_RECORD',
  '80ca': 'GET_DATA',
  '80e2': 'STORE_DATA',
  '80e4': 'DELETE',
  '80e6': 'INSTALL',
  '80e8': 'LOAD',
  '80f2': 'GET_STATUS',
  a0a4: 'SELECT',
};

const WRONG_PIN = new Set(['VERIFY', 'UNBLOCK_PIN']);

/** Status words whose last digits vary are one label. */
const COLLAPSED: readonly (readonly [RegExp, string])[] = [
  [/^61/, '61xx'],
  [/^67/, '67xx'],
  [/^6C/, '6Cxx'],
  [/^63C/, '63Cx'],
  [/^91/, '91xx'],
  [/^92/, '92xx'],
  [/^9F/, '9Fxx'],
];

const SUCCESS = /^(9000|61..|91..|920.|9F..)$/;
const WARNING = /^(62..|63..|6C..)$/;

/** Adds up what several wires carry. */
export class WireTally {
  readonly #sessions = new Map<string, number>();
  readonly #failedHandshakes = new Map<string, number>();
  readonly #commands = new Map<string, number>();
  readonly #responses = new Map<string, number>();
  #connections = 0;
  #apduErrors = 0;
  #commandBytes = 0;
  #responseBytes = 0;
  #scripts = 0;

  /** A handshake was refused; `alert` is OpenSSL's code for the alert that came. */
  handshakeRefused(alert: string): void {
    const reason = ALERTS.find(([name]) => name.test(alert))?.[1];
    if (reason === undefined) throw new Error(`a handshake failed with ${alert}, which no card provokes`);
    increment(this.#failedHandshakes, reason);
  }

  /** A connection whose handshake is done. */
  connection(): Wire {
    this.#connections += 1;
    let unanswered = 0;
    return new Wire({
      onScript: (commands) => {
        this.#scripts += 1;
        unanswered = commands.length;
        for (const command of commands) {
          increment(this.#commands, commandType(command));
          this.#commandBytes += command.length;
        }
      },
      onAnswers: (commands, answers) => {
        answers.forEach((answer, index) => {
          const { label, category } = explain(answer, commands[index]);
          increment(this.#responses, `${label} ${category}`);
          this.#responseBytes += answer.length;
          if (category === 'error') this.#apduErrors += 1;
        });
        this.#apduErrors += commands.length - answers.length;
        unanswered = 0;
      },
      onClose: (ending) => {
        this.#apduErrors += unanswered;
        increment(this.#sessions, SESSION_STATUS[ending]);
      },
    });
  }

  figures(): Tally {
    return {
      connections: this.#connections,
      sessions: Object.fromEntries(this.#sessions),
      failedHandshakes: Object.fromEntries(this.#failedHandshakes),
      commands: Object.fromEntries(this.#commands),
      responses: Object.fromEntries(this.#responses),
      apduErrors: this.#apduErrors,
      commandBytes: this.#commandBytes,
      responseBytes: this.#responseBytes,
      scripts: this.#scripts,
    };
  }
}

interface WireListener {
  onScript(commands: readonly Buffer[]): void;
  onAnswers(commands: readonly Buffer[], answers: readonly Buffer[]): void;
  onClose(ending: Ending): void;
}

/** One connection's application bytes. */
export class Wire {
  readonly #listener: WireListener;
  readonly #readers = { sent: new MessageReader(), received: new MessageReader() };
  #pending: readonly Buffer[] | undefined;
  #dismissed = false;

  constructor(listener: WireListener) {
    this.#listener = listener;
  }

  /** Bytes went over the wire. */
  bytes(direction: Direction, bytes: Uint8Array): void {
    for (const message of this.#readers[direction].push(bytes)) {
      if (direction === 'received') this.#answered(message);
      else this.#posted(message);
    }
  }

  /** The connection is closed: by the card, or by the server. A 204 before that is what counts. */
  closed(by: 'card' | 'server'): void {
    if (this.#dismissed) this.#listener.onClose('dismissed');
    else this.#listener.onClose(by === 'card' ? 'dropped' : 'cut-off');
  }

  #answered({ startLine, body }: Message): void {
    const status = startLine.split(' ')[1];
    this.#dismissed = status === '204';
    if (status === '204') return;
    if (status !== '200') throw new Error(`the server answered ${startLine}`);
    this.#pending = dataObjects(body, 0xaa, 0xae, 0x22);
    this.#listener.onScript(this.#pending);
  }

  #posted({ body }: Message): void {
    if (body.length === 0) return;
    if (!this.#pending) throw new Error('a card answered a script that it was not sent');
    this.#listener.onAnswers(this.#pending, dataObjects(body, 0xab, 0xaf, 0x23));
    this.#pending = undefined;
  }
}

interface Message {
  readonly startLine: string;
  readonly body: Buffer;
}

/** Cuts one direction of a connection into HTTP/1.1 messages (RFC 9112). */
class MessageReader {
  #buffer = Buffer.alloc(0);

  push(bytes: Uint8Array): readonly Message[] {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    const messages: Message[] = [];
    for (let next = this.#next(); next; next = this.#next()) messages.push(next);
    return messages;
  }

  #next(): Message | undefined {
    const headEnd = this.#buffer.indexOf('\r\n\r\n');
    if (headEnd < 0) return undefined;
    const [startLine = '', ...headers] = this.#buffer.toString('latin1', 0, headEnd).split('\r\n');
    const bodyStart = headEnd + 4;
    const found = headers.some((line) => /^transfer-encoding: *chunked$/i.test(line))
      ? chunkedBody(this.#buffer, bodyStart)
      : fixedBody(this.#buffer, bodyStart, contentLength(headers));
    if (!found) return undefined;
    this.#buffer = this.#buffer.subarray(found.end);
    return { startLine, body: found.body };
  }
}

interface Body {
  readonly body: Buffer;
  readonly end: number;
}

function contentLength(headers: readonly string[]): number {
  const line = headers.find((header) => /^content-length:/i.test(header));
  return line === undefined ? 0 : Number(line.slice(line.indexOf(':') + 1));
}

function fixedBody(buffer: Buffer, start: number, bytes: number): Body | undefined {
  const end = start + bytes;
  return buffer.length < end ? undefined : { body: buffer.subarray(start, end), end };
}

function chunkedBody(buffer: Buffer, start: number): Body | undefined {
  const chunks: Buffer[] = [];
  let at = start;
  for (;;) {
    const lineEnd = buffer.indexOf('\r\n', at);
    if (lineEnd < 0) return undefined;
    const size = Number.parseInt(buffer.toString('latin1', at, lineEnd), 16);
    const chunkEnd = lineEnd + 2 + size;
    if (buffer.length < chunkEnd + 2) return undefined;
    if (size === 0) return { body: Buffer.concat(chunks), end: chunkEnd + 2 };
    chunks.push(buffer.subarray(lineEnd + 2, chunkEnd));
    at = chunkEnd + 2;
  }
}

/** The values under `wanted` in a script of definite or indefinite length (ETSI TS 102 226, 5.2.1). */
function dataObjects(
  script: Buffer,
  definite: number,
  indefinite: number,
  wanted: number,
): readonly Buffer[] {
  const tag = script[0];
  if (tag !== definite && tag !== indefinite) throw new Error(`no script: it begins with ${tag}`);
  const outer = tag === definite ? length(script, 1) : { bytes: script.length - 4, start: 2 };
  const values: Buffer[] = [];
  let at = outer.start;
  const end = outer.start + outer.bytes;
  while (at < end) {
    const { bytes, start } = length(script, at + 1);
    if (script[at] === wanted) values.push(script.subarray(start, start + bytes));
    at = start + bytes;
  }
  if (at !== end) throw new Error('a script ends within one of its objects');
  return values;
}

/** A BER length at `at`, and where the value begins. */
function length(buffer: Buffer, at: number): { readonly bytes: number; readonly start: number } {
  const first = buffer.readUInt8(at);
  if (first < 0x80) return { bytes: first, start: at + 1 };
  const digits = first & 0x7f;
  return { bytes: buffer.readUIntBE(at + 1, digits), start: at + 1 + digits };
}

function commandType(command: Buffer): string {
  const header = command.toString('hex', 0, 2);
  const type = COMMAND_TYPES[header];
  if (type === undefined) throw new Error(`the tally has no name for the command ${header}`);
  return type;
}

function explain(answer: Buffer, command: Buffer | undefined) {
  if (!command || answer.length < 2) throw new Error('an R-APDU answers nothing or is no R-APDU');
  const word = answer.toString('hex', answer.length - 2).toUpperCase();
  const label = COLLAPSED.find(([pattern]) => pattern.test(word))?.[1] ?? word;
  const isWrongPin = label === '63Cx' && WRONG_PIN.has(commandType(command));
  return { label, category: isWrongPin ? 'error' : categoryOf(word) };
}

function categoryOf(word: string): string {
  if (SUCCESS.test(word)) return 'success';
  return WARNING.test(word) ? 'warning' : 'error';
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
