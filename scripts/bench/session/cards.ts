/** A process that plays the cards: plain TLS sockets and just enough HTTP, so that the server is the slower side. */
import { performance } from 'node:perf_hooks';
import tls from 'node:tls';
import { answerParent } from '../support/answer-parent';
import { CIPHER, identityOf, keyOf, RESPONSE_SCRIPT, SCRIPTS_PER_SESSION } from './traffic';

/** What the cards are told to do. */
export interface Load {
  readonly port: number;
  readonly sessions: number;
  /** How many cards have a session at the same time. */
  readonly concurrency: number;
}

const HEAD_END = '\r\n\r\n';
/** Made once: making one takes as long as a session does. */
const SECURE_CONTEXT = tls.createSecureContext({ ciphers: CIPHER, maxVersion: 'TLSv1.2' });
const NO_CONTENT = 'HTTP/1.1 204';
const FIRST_POST = post(Buffer.alloc(0));
const NEXT_POST = post(RESPONSE_SCRIPT);

answerParent({
  /** Runs the sessions and says how many milliseconds they took. */
  run: async ({ port, sessions, concurrency }: Load): Promise<number> => {
    let begun = 0;
    const startedMs = performance.now();
    const card = async (): Promise<void> => {
      while (begun < sessions) {
        begun += 1;
        await runSession(port, identityOf(begun));
      }
    };
    await Promise.all(Array.from({ length: concurrency }, card));
    return performance.now() - startedMs;
  },
});

/** One session: POSTs until the server answers 204. Rejects when it came earlier or later than it should. */
function runSession(port: number, identity: string): Promise<void> {
  const psk = keyOf(identity) ?? Buffer.alloc(0);
  return new Promise((resolve, reject) => {
    let scripts = 0;
    let waiting = '';
    const socket = tls.connect({
      host: '127.0.0.1',
      port,
      secureContext: SECURE_CONTEXT,
      pskCallback: () => ({ psk, identity }),
      checkServerIdentity: () => undefined,
    });
    socket.setNoDelay(true);
    socket.once('secureConnect', () => socket.write(FIRST_POST));
    socket.on('data', (chunk) => {
      waiting += chunk.toString('latin1');
      if (!isWhole(waiting)) return;
      const dismissed = waiting.startsWith(NO_CONTENT);
      waiting = '';
      if (dismissed) {
        socket.end();
        return;
      }
      scripts += 1;
      socket.write(NEXT_POST);
    });
    socket.once('error', reject);
    socket.once('close', () => {
      if (scripts === SCRIPTS_PER_SESSION) resolve();
      else reject(new Error(`a session ended after ${scripts} scripts instead of ${SCRIPTS_PER_SESSION}`));
    });
  });
}

/** Whether an answer has come to its end; the server sends one at a time. */
function isWhole(answer: string): boolean {
  const headEnd = answer.indexOf(HEAD_END);
  if (headEnd < 0) return false;
  const bodyBytes = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, headEnd))?.[1] ?? '0';
  return answer.length >= headEnd + HEAD_END.length + Number(bodyBytes);
}

function post(body: Buffer): Buffer {
  const head = [
    'POST /admin HTTP/1.1',
    'Host: bench',
    'X-Admin-Protocol: globalplatform-remote-admin/1.0',
    'X-Admin-From: //se-id/iccid/bench',
    'Content-Type: application/vnd.globalplatform.card-content-mgt-response;version=1.0',
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}${HEAD_END}`), body]);
}
