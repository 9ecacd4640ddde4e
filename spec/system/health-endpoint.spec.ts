import { once } from 'node:events';
import { get } from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';

/** The documented bound on an answer, `health.timeout`. */
const BOUND_MS = 5_000;

/** Longer than a spec may take. */
const LONG_MS = 600_000;

const APP = join(__dirname, 'support/apps/blocked-loop.cjs');

interface Reply {
  readonly status: number | undefined;
  readonly body: string;
  /** From when the connection was made to the end of the answer. */
  readonly tookMs: number;
}

function ask(url: string): Promise<Reply> {
  return new Promise((resolve, reject) => {
    let connectedMs = performance.now();
    const request = get(url, { agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode, body, tookMs: performance.now() - connectedMs }),
      );
    });
    request.once('socket', (socket) =>
      socket.once('connect', () => {
        connectedMs = performance.now();
      }),
    );
    request.once('error', reject);
  });
}

async function startServer(env: Readonly<Record<string, string>>): Promise<{ child: Child; url: string }> {
  const child = Child.node([APP], {
    env: { GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0', GP_HEALTH_INTERVAL: '0s', ...env },
  });
  const url = await eventually(() => /^http\S+$/m.exec(child.stdout)?.[0], {
    withinMs: 20_000,
    what: child.stderr,
  });
  return { child, url };
}

afterEach(() => endChildren());

/** Whether a process ends that has nothing to do but a check of a peer that never answers. */
async function endsBeside(check: string): Promise<boolean> {
  const silent = net.createServer((socket) => socket.on('error', () => undefined)).listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const { port } = silent.address() as net.AddressInfo;
  const child = Child.node(['-e', LOOKING, check, String(port), String(LONG_MS)]);
  const { code } = await child.exit;
  silent.close();
  return code === 0 && child.stdout === 'looks\n';
}

const LOOKING = `
const { healthChecks } = require('${join(__dirname, '../../dist/index.js')}');
const [name, port, timeoutMs] = process.argv.slice(1);
const peer = { host: '127.0.0.1', port: Number(port), timeoutMs: Number(timeoutMs) };
const psk = { identity: 'probe', key: Buffer.alloc(16) };
const check =
  name === 'httpPeer'
    ? healthChecks.httpPeer('http://127.0.0.1:' + port, peer)
    : healthChecks.pskTlsListener({ ...peer, ...psk });
check({ signal: new AbortController().signal });
console.log('looks');
`;

describe('a check of a peer that does not answer', () => {
  it.each(['httpPeer', 'pskTlsListener'])('keeps no process alive: %s', async (check) => {
    expect(await endsBeside(check)).toBe(true);
  });
});

describe('health of a process of its own', () => {
  it('answers a thousand requests at once within 5 s each, while a check hangs', async () => {
    const { url } = await startServer({});
    const replies = await Promise.all(Array.from({ length: 1_000 }, () => ask(`${url}/health`)));
    expect(replies.filter(({ status, body }) => status !== 200 || !body.includes('hung'))).toEqual([]);
    expect(JSON.parse(replies[0]?.body ?? '')).toMatchObject({ status: 'degraded' });
    expect(Math.max(...replies.map(({ tookMs }) => tookMs))).toBeLessThanOrEqual(BOUND_MS);
  }, 60_000);

  it('says in the first live answer after it that the event loop was blocked, and recovers', async () => {
    const { child, url } = await startServer({ GP_HEALTH_MAX_LOOP_DELAY: '1s' });
    expect((await ask(`${url}/health/live`)).status).toBe(200);
    child.write('2000');
    await eventually(() => child.stdout.includes('blocked'));
    // It is asked while nobody can answer.
    const first = await ask(`${url}/health/live`);
    expect(first.status).toBe(503);
    expect(JSON.parse(first.body).checks[0]).toMatchObject({
      name: 'event loop',
      message: expect.stringMatching(
        /^the event loop was blocked for [12]\.\d s, until 0\.\d s ago; 1 s are allowed$/,
      ),
    });
    expect((await ask(`${url}/health/ready`)).body).not.toContain('event loop');
    await eventually(async () => (await ask(`${url}/health/live`)).status === 200, { withinMs: 20_000 });
  }, 60_000);
});
