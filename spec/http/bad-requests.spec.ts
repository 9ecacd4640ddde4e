import net from 'node:net';
import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { createAuthenticator, createRequestListener, type Route } from '../../lib/http';
import { exchange, request } from './client';
import { HOST, hello, mount, serve } from './serving';

const secret: Route = { ...hello, authenticate: true };
const authenticator = createAuthenticator({ username: 'prometheus', password: 'right', token: 'right' });

type Start = () => Promise<{ url: string; port: number }>;

/** The second has the limit that Node gives it. */
const SERVERS: readonly [name: string, headerBytes: number, start: Start][] = [
  ['an operations server', 8_192, () => serve([secret], { authenticator })],
  ["an application's own server", 16_384, () => mount(createRequestListener([secret], authenticator))],
];

const right = { headers: { authorization: 'Bearer right' } };

/** Sends bytes, and gives what the server says to them before it ends the connection, be it with a reset. */
async function endedBy(port: number, bytes: string): Promise<string> {
  const socket = net.connect({ port, host: HOST });
  let received = '';
  socket.on('data', (data) => {
    received += data.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(bytes);
  // Not `once` of events, which rejects with the reset.
  await new Promise<void>((resolve) => socket.once('close', () => resolve()));
  return received;
}

describe.each(SERVERS)('%s', (_name, headerBytes, start) => {
  it.each([
    ['one header', `X: ${'x'.repeat(65_536)}\r\n`],
    ['many headers', `X: ${'x'.repeat(123)}\r\n`.repeat(512)],
    ['credentials', `Authorization: Basic ${'x'.repeat(65_536)}\r\n`],
    ['a path', ''],
  ])('refuses 64 KiB of %s, ends the connection and serves the others', async (what, headers) => {
    const { url, port } = await start();
    const path = what === 'a path' ? `/${'x'.repeat(65_536)}` : '/hello';
    const whole = `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}`;
    expect(await endedBy(port, `${whole}\r\n`)).toMatch(/^HTTP\/1\.1 431 |^$/);
    // Of so little more than it takes the server reads everything, so that no reset overtakes its answer.
    expect(await endedBy(port, whole.slice(0, headerBytes * 1.2))).toMatch(/^HTTP\/1\.1 431 /);
    expect((await request(`${url}/hello`, right)).status).toBe(200);
  });

  it.each([
    ['none', undefined],
    ['a wrong password', `Basic ${Buffer.from('prometheus:hunter2').toString('base64')}`],
    ['a wrong token', 'Bearer hunter2'],
    ['another scheme', 'Digest hunter2'],
    ['no scheme', 'hunter2'],
    ['blanks', '     '],
    ['the right ones twice over', 'Bearer right, Bearer right'],
    ['what is no base64', 'Basic ====\x80hunter2'],
  ])(
    'answers %s for credentials with 401 and a challenge, and logs nothing of them',
    async (_what, value) => {
      const lines: unknown[] = [];
      const log = (...line: unknown[]): void => void lines.push(line);
      const logger: DiagLogger = { error: log, warn: log, info: log, debug: log, verbose: log };
      diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
      const { url } = await start();
      const answer = await request(
        `${url}/hello`,
        value === undefined ? {} : { headers: { authorization: value } },
      );
      expect(answer.status).toBe(401);
      expect(answer.headers['www-authenticate']).toMatch(/^Basic realm=.*, Bearer realm=/);
      expect(answer.body).not.toContain('hello');
      expect(JSON.stringify([lines, answer.body])).not.toMatch(/hunter2|right/);
      expect((await request(`${url}/hello`, right)).status).toBe(200);
    },
  );

  it('answers requests that come all at once over one connection one after the other', async () => {
    const { port } = await start();
    const get = 'GET /hello HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer right\r\n';
    const answers = await exchange(port, `${`${get}\r\n`.repeat(50)}${get}Connection: close\r\n\r\n`);
    expect(answers.match(/HTTP\/1\.1 200 OK\r\n/g)).toHaveLength(51);
    expect(answers.match(/\r\n\r\nhello/g)).toHaveLength(51);
  });
});
