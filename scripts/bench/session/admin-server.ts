import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Server } from 'node:https';
import type { OpenScript } from '../../../lib';
import { PACKAGE } from '../support/paths';
import { CIPHER, COMMANDS, keyOf, SCRIPTS_PER_SESSION } from './traffic';

type Cardlink = typeof import('../../../lib');
type Https = typeof import('node:https');

/** What one connection is at. */
interface Conversation {
  sent: number;
  script?: OpenScript | undefined;
}

/**
 * A small SCP81 admin server as an application would write it: a one-command script for each POST, then 204. Its code is
 * the same whether it is observed or not; where nobody observes it, `sessionOf` finds nothing.
 */
export function createAdminServer(): Server {
  // Loaded here, and not with this file, so that the HTTP instrumentation has it in hand when it is in use.
  const https = require('node:https') as Https;
  const { encodeCommandScript, parseResponseScript, sessionOf } = require(PACKAGE) as Cardlink;
  const scripts = COMMANDS.map((command) => Buffer.from(encodeCommandScript([command])));
  const conversations = new WeakMap<object, Conversation>();

  const answer = (request: IncomingMessage, response: ServerResponse, body: Buffer): void => {
    const conversation = conversations.get(request.socket) ?? { sent: 0 };
    conversations.set(request.socket, conversation);
    if (conversation.sent > 0) {
      const parsed = parseResponseScript(body);
      if (parsed.ok) conversation.script?.end(parsed.responses);
    }
    const turn = conversation.sent % COMMANDS.length;
    const command = COMMANDS[turn];
    const script = scripts[turn];
    if (conversation.sent === SCRIPTS_PER_SESSION || !command || !script) {
      response.writeHead(204).end();
      return;
    }
    conversation.sent += 1;
    conversation.script = sessionOf(request.socket)?.script([command]);
    response.writeHead(200, { 'Content-Length': script.length, 'X-Admin-Next-URI': '/admin' }).end(script);
  };

  return https.createServer(
    {
      ciphers: CIPHER,
      maxVersion: 'TLSv1.2',
      pskCallback: (_socket, identity) => keyOf(identity) ?? null,
    },
    (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => answer(request, response, Buffer.concat(chunks)));
    },
  );
}
