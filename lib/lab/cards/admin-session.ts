import type { Behaviour } from './behaviour';
import type { Card } from './card';
import { encodeChunked, type HttpMessage } from './http-message';
import { type Link, LinkError, type LinkFailure, openLink, type WireTap } from './link';

/** How an admin session ended, as the card saw it. */
export type SessionOutcome =
  | { readonly status: 'completed'; readonly scripts: number }
  /** The card broke the link itself, as its behaviour asked. */
  | { readonly status: 'dropped'; readonly scripts: number }
  | {
      readonly status: 'failed';
      readonly failure: LinkFailure | 'refused';
      /** What the server or the network said, for a person; never a key. */
      readonly reason: string;
      readonly scripts: number;
    };

export interface AdminSessionOptions {
  readonly host: string;
  readonly port: number;
  readonly identity: string;
  readonly key: Uint8Array;
  readonly card: Card;
  /** Who speaks, as X-Admin-From says it. */
  readonly agentId: string;
  readonly behaviour: Behaviour;
  /** The session takes up one that was broken (X-Admin-Resume). */
  readonly resume: boolean;
  /** How long the card takes over a script, in milliseconds. */
  readonly executionMs: () => number;
  readonly handshakeTimeoutMs?: number;
  readonly answerTimeoutMs?: number;
  readonly onWire?: WireTap | undefined;
  /** Is given the link when it stands, to be able to drop it from outside. */
  readonly onLink?: (link: Link) => void;
}

const FIRST_URI = '/scp81/admin';
const PROTOCOL = 'globalplatform-remote-admin/1.0';
const RESPONSE_TYPE = 'application/vnd.globalplatform.card-content-mgt-response;version=1.0';
const PRINTABLE = /^[!-~]{1,1024}$/;
const CHUNK_BYTES = 255;
const DEFAULT_HANDSHAKE_TIMEOUT_MS = 10_000;
const DEFAULT_ANSWER_TIMEOUT_MS = 30_000;
const CLOSE_TIMEOUT_MS = 5_000;
/** How long a slow card takes, when the server waits so long. */
const SLOW_ANSWER_MS = 60_000;
/** A server that always has one more script would keep a card for ever. */
const MOST_SCRIPTS = 1_000;

/**
 * One session of a card's admin agent (GlobalPlatform Amendment B, 3.4): connect, POST, run the script of each
 * answer, POST its response to the next URI, until the server answers 204. Never rejects.
 */
export async function runAdminSession(options: AdminSessionOptions): Promise<SessionOutcome> {
  const progress = { scripts: 0 };
  let link: Link | undefined;
  try {
    link = await openLink({
      ...options,
      handshakeTimeoutMs: options.handshakeTimeoutMs ?? DEFAULT_HANDSHAKE_TIMEOUT_MS,
    });
    options.onLink?.(link);
    options.card.reset();
    return await converse(link, options, progress);
  } catch (error) {
    link?.drop();
    if (!(error instanceof LinkError)) throw error;
    const reason = error.code ?? error.message;
    return { status: 'failed', failure: error.failure, reason, ...progress };
  }
}

async function converse(
  link: Link,
  options: AdminSessionOptions,
  progress: { scripts: number },
): Promise<SessionOutcome> {
  const answerTimeoutMs = options.answerTimeoutMs ?? DEFAULT_ANSWER_TIMEOUT_MS;
  link.send(firstRequest(options));
  while (progress.scripts < MOST_SCRIPTS) {
    const answer = await link.receive(answerTimeoutMs);
    const status = answer.startLine[1];
    if (status === '204') {
      await link.end(CLOSE_TIMEOUT_MS);
      return { status: 'completed', ...progress };
    }
    if (status !== '200') return refused(link, `HTTP ${status}`, progress);
    const nextUri = answer.headers.get('x-admin-next-uri');
    if (!nextUri || !PRINTABLE.test(nextUri)) {
      return refused(link, 'the answer has no X-Admin-Next-URI that can be used', progress);
    }
    if (await misbehave(link, options, progress.scripts)) return { status: 'dropped', ...progress };
    await execute(link, options, answer, nextUri);
    progress.scripts += 1;
  }
  return refused(link, `more than ${MOST_SCRIPTS} scripts`, progress);
}

function refused(link: Link, reason: string, progress: { scripts: number }): SessionOutcome {
  link.drop();
  return { status: 'failed', failure: 'refused', reason, ...progress };
}

/** Does what the card's fault asks for at this script; true when it broke the link. */
async function misbehave(link: Link, { behaviour }: AdminSessionOptions, scripts: number): Promise<boolean> {
  if (behaviour.kind === 'slow-answer' && scripts >= behaviour.afterScripts) {
    await link.closedWithin(SLOW_ANSWER_MS);
    return false;
  }
  if (behaviour.kind !== 'dropped-link' || scripts < behaviour.afterScripts) return false;
  if (behaviour.how === 'reset') link.reset();
  else link.drop();
  await link.closedWithin(CLOSE_TIMEOUT_MS);
  return true;
}

async function execute(
  link: Link,
  options: AdminSessionOptions,
  answer: HttpMessage,
  nextUri: string,
): Promise<void> {
  const { response } = options.card.run(answer.body);
  const executionMs = options.executionMs();
  if (executionMs > 0) await new Promise((resolve) => setTimeout(resolve, executionMs));
  link.send(responseRequest(options, nextUri, response));
}

function firstRequest(options: AdminSessionOptions): Uint8Array {
  const lines = [...commonLines(options, FIRST_URI), 'Content-Length: 0'];
  if (options.resume) lines.push('X-Admin-Resume: true');
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`);
}

function responseRequest(options: AdminSessionOptions, uri: string, response: Uint8Array): Uint8Array {
  const lines = [
    ...commonLines(options, uri),
    `Content-Type: ${RESPONSE_TYPE}`,
    'X-Admin-Script-Status: ok',
    'Transfer-Encoding: chunked',
  ];
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), encodeChunked(response, CHUNK_BYTES)]);
}

function commonLines({ host, port, agentId }: AdminSessionOptions, uri: string): string[] {
  return [
    `POST ${uri} HTTP/1.1`,
    `Host: ${host.includes(':') ? `[${host}]` : host}:${port}`,
    `X-Admin-Protocol: ${PROTOCOL}`,
    `X-Admin-From: ${agentId}`,
  ];
}
