import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { type Session, sessionOf } from '../../index';
import type { ServerAddress } from '../cards';
import type { Campaign } from './campaign';
import { Conversation, type NextAnswer, type ScriptNotes } from './conversation';
import { startPatience } from './patience';

export interface AdminServerOptions {
  /** The key of an identity; undefined when the server does not know it. */
  readonly keyOf: (identity: string) => Uint8Array | undefined;
  /** The campaign of a new session. */
  readonly campaignFor: (identity: string) => Campaign;
  /** How long a card may take over a script, in milliseconds, before its session is timed out. */
  readonly answerTimeoutMs: (identity: string) => number;
  /** Told of each observed session, in its context, when its handshake is done. */
  readonly onSession?: (session: Session, identity: string) => NotedSession | undefined;
}

/** A session that someone notes down. */
export interface NotedSession {
  readonly notes: ScriptNotes;
  /** The session has ended. */
  ended(): void;
}

const PROTOCOL = 'globalplatform-remote-admin/1.0';
const SCRIPT_TYPE = 'application/vnd.globalplatform.card-content-mgt;version=1.0';
const LARGEST_BODY_BYTES = 65_536;
const HANDSHAKE_TIMEOUT_MS = 10_000;
/** Someone who connects and says nothing, by hand with s_client say. */
const SILENCE_TIMEOUT_MS = 60_000;
/** Above every answer timeout: Node's default of 5 s cuts slow cards off. */
const KEEP_ALIVE_MS = 120_000;

/** Where the addresses that stand for every interface are reached on this machine. */
const LOOPBACK_OF: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

interface Caller {
  readonly identity: string;
  conversation?: Conversation;
  noted?: NotedSession | undefined;
  /** Ends the wait for the card's answer. */
  endPatience?: () => void;
}

/** The SCP81 admin server of the lab: HTTP over PSK-TLS (GlobalPlatform Amendment B). */
export class AdminServer {
  /** The server itself, to be observed before it listens. */
  readonly server: Server;
  readonly #options: AdminServerOptions;
  readonly #callers = new WeakMap<object, Caller>();
  /** Campaigns that a broken link cut short, one at most for each identity that the server knows. */
  readonly #interrupted = new Map<string, Campaign>();
  #conversations = 0;

  constructor(options: AdminServerOptions) {
    this.#options = options;
    this.server = createServer(
      {
        ciphers: 'PSK-AES128-CBC-SHA256',
        minVersion: 'TLSv1.2',
        maxVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
        pskCallback: (socket, identity) => this.#authenticate(socket, identity),
      },
      (request, response) => {
        // What goes wrong in here ends this connection alone, with the error as its reason.
        this.#handle(request, response).catch((error: Error) => request.socket.destroy(error));
      },
    );
    this.server.on('secureConnection', (socket) => this.#secured(socket));
    this.server.keepAliveTimeout = KEEP_ALIVE_MS;
    this.server.setTimeout(SILENCE_TIMEOUT_MS);
  }

  /**
   * Listens; port 0 takes any free one. Resolves with the IP address and port that clients on this machine dial.
   * Rejects with Node's error when the address cannot be had.
   */
  listen(host: string, port: number): Promise<ServerAddress> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, () => {
        this.server.off('error', reject);
        const bound = this.server.address() as AddressInfo;
        resolve({ host: LOOPBACK_OF[bound.address] ?? bound.address, port: bound.port });
      });
    });
  }

  /** Stops listening and closes every connection. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.server.close(() => resolve());
      this.server.closeAllConnections();
    });
  }

  #authenticate(socket: object, identity: string): Uint8Array | null {
    const key = this.#options.keyOf(identity);
    if (key) this.#callers.set(socket, { identity });
    return key ?? null;
  }

  /** The handshake is done: the session of an observed server has begun, and ends before the socket's listeners hear of it. */
  #secured(socket: TLSSocket): void {
    const caller = this.#callers.get(socket);
    const session = sessionOf(socket);
    if (!caller || !session) return;
    caller.noted = this.#options.onSession?.(session, caller.identity);
    if (caller.noted) socket.once('close', () => caller.noted?.ended());
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const caller = this.#callers.get(request.socket);
    if (!caller) return refuse(response, 500, 'the connection has no PSK identity');
    caller.endPatience?.();
    if (request.method !== 'POST') return refuse(response, 405, 'cards POST', { Allow: 'POST' });
    if (request.headers['x-admin-protocol'] !== PROTOCOL) {
      return refuse(response, 400, `X-Admin-Protocol must be ${PROTOCOL}`);
    }
    const body = await readBody(request);
    if (body === 'gone') return;
    if (body === 'too-long') return refuse(response, 413, `at most ${LARGEST_BODY_BYTES} bytes`);
    const socket = request.socket as TLSSocket;
    caller.conversation ??= this.#begin(caller, socket, request.headers['x-admin-resume'] === 'true');
    const status = request.headers['x-admin-script-status'];
    const answer = caller.conversation.receive(body, typeof status === 'string' ? status : undefined);
    this.#answer(response, answer);
    if (answer.kind === 'script') this.#watch(caller, caller.conversation, socket);
  }

  #begin({ identity, noted }: Caller, socket: TLSSocket, resume: boolean): Conversation {
    const interrupted = resume ? this.#interrupted.get(identity) : undefined;
    this.#interrupted.delete(identity);
    interrupted?.resume();
    const campaign = interrupted ?? this.#options.campaignFor(identity);
    this.#conversations += 1;
    const uriPrefix = `/scp81/admin/${this.#conversations}`;
    const conversation = new Conversation(campaign, sessionOf(socket), uriPrefix, noted?.notes);
    socket.once('close', () => {
      this.#callers.get(socket)?.endPatience?.();
      if (!conversation.isDone) this.#interrupted.set(identity, campaign);
    });
    return conversation;
  }

  #answer(response: ServerResponse, answer: NextAnswer): void {
    switch (answer.kind) {
      case 'script':
        response.writeHead(200, {
          'X-Admin-Protocol': PROTOCOL,
          'X-Admin-Next-URI': answer.uri,
          'X-Admin-Targeted-Application': '//aid/A000000151/000000',
          'Content-Type': SCRIPT_TYPE,
          'Content-Length': answer.body.length,
        });
        response.end(answer.body);
        return;
      case 'done':
        response.writeHead(204, { 'X-Admin-Protocol': PROTOCOL });
        response.end();
        return;
      case 'malformed':
        refuse(response, 400, 'the body is no response script');
    }
  }

  /** Ends the session of a card that does not answer its script in time. */
  #watch(caller: Caller, conversation: Conversation, socket: TLSSocket): void {
    caller.endPatience = startPatience(this.#options.answerTimeoutMs(caller.identity), () => {
      if (!conversation.isWaiting) return;
      conversation.timeOut();
      socket.destroy();
    });
  }
}

function refuse(
  response: ServerResponse,
  status: number,
  reason: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain', Connection: 'close' });
  response.end(`${reason}\n`);
}

function readBody(request: IncomingMessage): Promise<Uint8Array | 'too-long' | 'gone'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes <= LARGEST_BODY_BYTES) chunks.push(chunk);
      else resolve('too-long');
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', () => resolve('gone'));
    request.once('close', () => resolve('gone'));
  });
}
