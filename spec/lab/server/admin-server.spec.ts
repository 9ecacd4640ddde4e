import { createServer, type Server } from 'node:net';
import { runAdminSession, type SessionOutcome } from '../../../lib/lab/cards/admin-session';
import type { Behaviour } from '../../../lib/lab/cards/behaviour';
import { Card } from '../../../lib/lab/cards/card';
import { openLink } from '../../../lib/lab/cards/link';
import { AID, FACTORY, FILE } from '../../../lib/lab/cards/profile';
import {
  getData,
  readBinary,
  selectApplication,
  selectFile,
  verifyPin,
} from '../../../lib/lab/server/commands';
import type { Task, TaskFactory } from '../../../lib/lab/server/tasks';
import { inventory, readSubscriber } from '../../../lib/lab/server/tasks';
import { eventually } from '../../support/eventually';
import { type ObservedServer, startObservedServer } from '../lab-server';

let server: ObservedServer;

const start = async (tasks: readonly TaskFactory[], answerTimeoutMs?: number) => {
  server = await startObservedServer(tasks, answerTimeoutMs);
};

const run = (
  behaviour: Behaviour = { kind: 'plain' },
  more: Partial<Parameters<typeof runAdminSession>[0]> = {},
): Promise<SessionOutcome> =>
  runAdminSession({
    ...server.address,
    ...server.credentials,
    card: new Card(1),
    agentId: '//se-id/cin/1',
    behaviour,
    resume: false,
    executionMs: () => 0,
    ...more,
  });

const sessions = (status: string) => server.obs.metric('cardlink_sessions_total', { session_status: status });

afterEach(() => server.stop());

describe('an admin session', () => {
  it('runs the scripts of its campaign until the server dismisses the card', async () => {
    await start([inventory, readSubscriber]);
    const received: Uint8Array[] = [];
    const sent: Uint8Array[] = [];
    const outcome = await run(
      { kind: 'plain' },
      { onWire: (direction, bytes) => (direction === 'sent' ? sent : received).push(bytes) },
    );
    expect(outcome.status).toBe('completed');
    expect(outcome.scripts).toBeGreaterThan(8);
    // The first POST and one for each script; the server's last word is 204.
    expect(sent).toHaveLength(outcome.scripts + 1);
    expect(
      Buffer.concat(received)
        .toString('latin1')
        .match(/HTTP\/1\.1 \d+/g),
    ).toEqual([...Array(outcome.scripts).fill('HTTP/1.1 200'), 'HTTP/1.1 204']);
    await eventually(async () => (await sessions('completed')) === 1);
    expect(await server.obs.metric('cardlink_script_commands_count')).toBe(outcome.scripts);
    expect(await server.obs.metric('cardlink_apdu_errors_total')).toBeUndefined();
  });

  it('gives every exchange a span below that of its session', async () => {
    await start([inventory]);
    await run();
    const session = await eventually(() => server.obs.spans('ota.session')[0]);
    const exchanges = server.obs.spans().filter(({ name }) => name.startsWith('apdu.'));
    expect(exchanges.length).toBeGreaterThan(5);
    for (const exchange of exchanges) {
      expect(exchange.parentSpanContext?.spanId).toBe(session.spanContext().spanId);
    }
  });

  it('begins anew on the card: a PIN that was verified before counts no more', async () => {
    await start([
      function* task(): Task {
        yield [verifyPin(FACTORY.pin)];
      },
    ]);
    const card = new Card(1);
    await run({ kind: 'plain' }, { card });
    const readProtected = [selectApplication(AID.usim, 'nothing', false), selectFile(FILE.imsi, 'nothing')];
    for (const command of readProtected) card.transmit(command);
    expect(
      Buffer.from(card.transmit(readBinary(0)))
        .subarray(-2)
        .toString('hex'),
    ).toBe('9000');
    await server.stop();
    await start([]);
    await run({ kind: 'plain' }, { card });
    for (const command of readProtected) card.transmit(command);
    expect(Buffer.from(card.transmit(readBinary(0))).toString('hex')).toBe('6982');
  });

  it('fails as client_disconnect when the card drops or resets its link, and is taken up again', async () => {
    const sent: string[] = [];
    const factory: TaskFactory = function* task(): Task {
      sent.push('begun');
      yield [selectFile(0x3f00, 'nothing')];
      yield [getData(0x0042)];
    };
    await start([factory, factory]);
    const dropped = await run({ kind: 'dropped-link', afterScripts: 3, how: 'drop' });
    expect(dropped).toEqual({ status: 'dropped', scripts: 3 });
    await eventually(async () => (await sessions('failed')) === 1);
    const reset = await run({ kind: 'dropped-link', afterScripts: 1, how: 'reset' }, { resume: true });
    expect(reset).toEqual({ status: 'dropped', scripts: 1 });
    await eventually(async () => (await sessions('failed')) === 2);
    expect(await run({ kind: 'plain' }, { resume: true })).toEqual({ status: 'completed', scripts: 2 });
    // The first task once; the second in the first session and anew in both that took it up.
    expect(sent).toHaveLength(4);
    const errors = { error_type: 'client_disconnect' };
    expect(await server.obs.metric('cardlink_session_errors_total', errors)).toBe(2);
    expect(await server.obs.metric('cardlink_apdu_errors_total', { error_type: 'transport' })).toBe(2);
  });

  it('ends as timeout when the card answers too late', async () => {
    await start([inventory], 100);
    const outcome = await run({ kind: 'slow-answer', afterScripts: 1 });
    expect(outcome).toMatchObject({ status: 'failed', failure: 'closed', scripts: 2 });
    await eventually(async () => (await sessions('timeout')) === 1);
    const timeouts = await server.obs.metric('cardlink_apdu_errors_total', { error_type: 'timeout' });
    expect(timeouts).toBe(3);
  });

  it('is not timed out when the process stood still for longer than a card may take', async () => {
    const answerTimeoutMs = 100;
    await start([inventory], answerTimeoutMs);
    let scripts = 0;
    const standStill = () =>
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 3 * answerTimeoutMs);
    const outcome = await run(
      { kind: 'plain' },
      {
        executionMs: () => {
          scripts += 1;
          if (scripts === 2) standStill();
          return 0;
        },
      },
    );
    expect(outcome.status).toBe('completed');
    await eventually(async () => (await sessions('completed')) === 1);
  });

  it.each([
    ['the wrong key', 'wrong_key', { key: new Uint8Array(16) }],
    ['an unknown identity', 'unknown_identity', { identity: 'nobody' }],
  ])('does not come about with %s', async (_, reason, more) => {
    await start([inventory]);
    expect(await run({ kind: 'plain' }, more)).toMatchObject({ status: 'failed', failure: 'handshake' });
    await eventually(
      async () => (await server.obs.metric('cardlink_tls_handshakes_total', { error_type: reason })) === 1,
    );
  });

  it('fails where nobody listens', async () => {
    await start([]);
    await server.admin.close();
    expect(await run()).toMatchObject({ status: 'failed', failure: 'unreachable', reason: 'ECONNREFUSED' });
  });

  it('gives up on a server that never finishes the handshake', async () => {
    await start([]);
    const mute: Server = createServer((socket) => void socket.on('error', () => undefined).resume());
    await new Promise<void>((resolve) => mute.listen(0, '127.0.0.1', resolve));
    const address = mute.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    const outcome = await run({ kind: 'plain' }, { host: '127.0.0.1', port, handshakeTimeoutMs: 50 });
    expect(outcome).toMatchObject({ status: 'failed', failure: 'timeout' });
    await new Promise((resolve) => mute.close(resolve));
  });
});

describe('an admin server', () => {
  const PROTOCOL = 'X-Admin-Protocol: globalplatform-remote-admin/1.0\r\n';
  const ask = async (...requests: readonly string[]) => {
    const link = await openLink({ ...server.address, ...server.credentials, handshakeTimeoutMs: 5_000 });
    let status = '';
    for (const request of requests) {
      link.send(Buffer.from(request));
      status = (await link.receive(5_000)).startLine[1];
    }
    link.drop();
    return status;
  };

  it.each([
    ['a GET', '405', `GET / HTTP/1.1\r\nHost: x\r\n${PROTOCOL}\r\n`],
    ['a POST of another protocol', '400', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n'],
    [
      'a body that is too long',
      '413',
      `POST / HTTP/1.1\r\nHost: x\r\n${PROTOCOL}Content-Length: 70000\r\n\r\n${'x'.repeat(70_000)}`,
    ],
  ])('refuses %s', async (_, expected, request) => {
    await start([inventory]);
    expect(await ask(request)).toBe(expected);
  });

  it('refuses an answer that is no response script, and counts its commands as malformed', async () => {
    await start([inventory]);
    const first = `POST / HTTP/1.1\r\nHost: x\r\n${PROTOCOL}Content-Length: 0\r\n\r\n`;
    const nonsense = `POST /next HTTP/1.1\r\nHost: x\r\n${PROTOCOL}Content-Length: 3\r\n\r\nabc`;
    expect(await ask(first, nonsense)).toBe('400');
    const malformed = { error_type: 'malformed_response' };
    await eventually(async () => (await server.obs.metric('cardlink_apdu_errors_total', malformed)) === 1);
  });

  it('takes the script status that the card reports', async () => {
    await start([inventory]);
    const first = `POST / HTTP/1.1\r\nHost: x\r\n${PROTOCOL}Content-Length: 0\r\n\r\n`;
    const head = `POST /next HTTP/1.1\r\nHost: x\r\n${PROTOCOL}X-Admin-Script-Status: security-error\r\n`;
    const link = await openLink({ ...server.address, ...server.credentials, handshakeTimeoutMs: 5_000 });
    link.send(Buffer.from(first));
    await link.receive(5_000);
    link.send(
      Buffer.concat([Buffer.from(`${head}Content-Length: 5\r\n\r\n`), Buffer.from('ab03800100', 'hex')]),
    );
    await link.receive(5_000);
    link.drop();
    const status = { scp81_script_status: 'security-error' };
    expect(await server.obs.metric('cardlink_script_duration_seconds_count', status)).toBe(1);
  });
});
