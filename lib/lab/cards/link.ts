import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { type HttpMessage, HttpMessageReader } from './http-message';

/** Which way bytes went, as the card sees it. */
export type WireDirection = 'sent' | 'received';

/** Sees the application bytes of a link, decrypted, as the card wrote and read them. */
export type WireTap = (direction: WireDirection, bytes: Uint8Array) => void;

export interface LinkOptions {
  readonly host: string;
  readonly port: number;
  readonly identity: string;
  readonly key: Uint8Array;
  /** How long the TCP connection and the handshake may take together, in milliseconds. */
  readonly handshakeTimeoutMs: number;
  readonly onWire?: WireTap | undefined;
}

/** Where a link failed. */
export type LinkFailure = 'unreachable' | 'handshake' | 'closed' | 'timeout' | 'malformed';

/** A link could not be made or used; `code` is Node's or OpenSSL's error code, where there is one. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
  readonly failure: LinkFailure;
  readonly code: string | undefined;

  constructor(failure: LinkFailure, message: string, code?: string) {
    super(message);
    this.failure = failure;
    this.code = code;
  }
}

const PSK_CIPHER = 'PSK-AES128-CBC-SHA256';

/**
 * Opens a PSK-TLS connection of its own: TLS 1.2 with TLS_PSK_WITH_AES_128_CBC_SHA256, as cards do (GlobalPlatform
 * Amendment B, 3.3.2). Rejects with a LinkError.
 */
export function openLink(options: LinkOptions): Promise<Link> {
  return new Promise((resolve, reject) => {
    const tcp = connectTcp({ host: options.host, port: options.port, noDelay: true });
    const tls = connectTls({
      socket: tcp,
      ciphers: PSK_CIPHER,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
      // The key authenticates both sides; there is no certificate to check.
      checkServerIdentity: () => undefined,
      pskCallback: () => ({ identity: options.identity, psk: options.key }),
    });
    let failure: LinkFailure = 'unreachable';
    const fail = (error: LinkError) => {
      reject(error);
      clearTimeout(timer);
      tcp.destroy();
      tls.destroy();
    };
    const timer = setTimeout(
      () => fail(new LinkError('timeout', 'the server did not finish the handshake')),
      options.handshakeTimeoutMs,
    );
    const onError = (error: NodeJS.ErrnoException) => fail(new LinkError(failure, error.message, error.code));
    // The error that closed the connection, if there is one, comes after the close.
    const onClose = () =>
      setImmediate(() => fail(new LinkError(failure, 'the server closed the connection')));
    tcp.once('connect', () => {
      failure = 'handshake';
    });
    tcp.on('error', onError);
    tls.on('error', onError);
    tls.once('close', onClose);
    tls.once('secureConnect', () => {
      clearTimeout(timer);
      tls.off('close', onClose);
      tls.off('error', onError);
      tcp.off('error', onError);
      resolve(new Link(tcp, tls, options.onWire));
    });
  });
}

/** One PSK-TLS connection that carries HTTP. */
export class Link {
  readonly #tcp: Socket;
  readonly #tls: TLSSocket;
  readonly #onWire: WireTap | undefined;
  readonly #reader = new HttpMessageReader();
  readonly #received: HttpMessage[] = [];
  #problem: LinkError | undefined;
  #wake: () => void = () => {};
  readonly #closed: Promise<void>;

  constructor(tcp: Socket, tls: TLSSocket, onWire: WireTap | undefined) {
    this.#tcp = tcp;
    this.#tls = tls;
    this.#onWire = onWire;
    tls.on('data', (chunk: Buffer) => this.#read(chunk));
    tls.on('error', (error: NodeJS.ErrnoException) => this.#fail('closed', error.message, error.code));
    // A reset that this side sends ends the TCP socket below the TLS one, which then has nothing more to report.
    tcp.on('error', (error: NodeJS.ErrnoException) => this.#fail('closed', error.message, error.code));
    tls.on('end', () => this.#fail('closed', 'the server closed the connection'));
    this.#closed = new Promise((resolve) => {
      const gone = () => {
        this.#fail('closed', 'the connection is gone');
        resolve();
      };
      tls.once('close', gone);
      tcp.once('close', gone);
    });
  }

  /** Writes bytes; what becomes of them shows in the next `receive`. */
  send(bytes: Uint8Array): void {
    if (this.#tls.destroyed || this.#tls.writableEnded) return;
    this.#onWire?.('sent', bytes);
    this.#tls.write(bytes);
  }

  /** The next message from the server. Rejects with a LinkError when the link ends first or time runs out. */
  async receive(timeoutMs: number): Promise<HttpMessage> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const message = this.#received.shift();
      if (message) return message;
      if (this.#problem) throw this.#problem;
      const remainingMs = deadline - Date.now();
      if (remainingMs <= 0) throw new LinkError('timeout', 'the server did not answer');
      await this.#nextEvent(remainingMs);
    }
  }

  /** Ends the link in order (close_notify, then FIN) and waits until it is closed, at most `timeoutMs`. */
  async end(timeoutMs: number): Promise<void> {
    this.#tls.end();
    await this.closedWithin(timeoutMs);
    this.drop();
  }

  /** Waits until the link is closed, at most `timeoutMs`. */
  closedWithin(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      void this.#closed.then(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Lets the link go without a word. */
  drop(): void {
    this.#tls.destroy();
    this.#tcp.destroy();
  }

  /** Resets the TCP connection, as a terminal does that loses its bearer. */
  reset(): void {
    this.#tcp.resetAndDestroy();
    this.#tls.destroy();
  }

  #read(chunk: Buffer): void {
    this.#onWire?.('received', chunk);
    try {
      this.#received.push(...this.#reader.push(chunk));
    } catch (error) {
      this.#fail('malformed', error instanceof Error ? error.message : String(error));
      this.drop();
    }
    this.#wake();
  }

  #fail(failure: LinkFailure, message: string, code?: string): void {
    const last = this.#reader.close();
    if (last) this.#received.push(last);
    this.#problem ??= new LinkError(failure, message, code);
    this.#wake();
  }

  #nextEvent(timeoutMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, timeoutMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
