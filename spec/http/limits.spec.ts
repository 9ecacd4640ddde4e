import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { createRequestListener, createRouteListener, type Route, type RouteAnswer } from '../../lib/http';
import { eventually } from '../support/eventually';
import { exchange, request } from './client';
import { errors, HOST, hello, mount, serve } from './serving';

/** Long enough never to be reached in these specs. */
const NEVER_MS = 600_000;

/** A route whose answers wait until they are let go. */
class Held {
  readonly signals: AbortSignal[] = [];
  readonly answers: RouteAnswer[] = [];
  readonly route: Route;
  #letGo: (() => void)[] = [];

  constructor(maxRequests: number, timeoutMs = NEVER_MS) {
    this.route = {
      path: '/held',
      authenticate: false,
      limits: { maxRequests, timeoutMs },
      answered: (answer) => void this.answers.push(answer),
      handle: async ({ signal }) => {
        this.signals.push(signal);
        await new Promise<void>((resolve) => this.#letGo.push(resolve));
        return { status: 200, body: 'let go' };
      },
    };
  }

  /** How many requests have reached the route. */
  get asked(): number {
    return this.signals.length;
  }

  letGo(): void {
    for (const resolve of this.#letGo.splice(0)) resolve();
  }

  async isAsked(times: number): Promise<void> {
    await eventually(() => this.asked === times, { what: `being asked ${times} times` });
  }
}

const statuses = async (answers: readonly Promise<{ status: number }>[]): Promise<readonly number[]> =>
  (await Promise.all(answers)).map(({ status }) => status);

/** A client that sends what it is given and says nothing more. */
async function connected(port: number, sent: string): Promise<net.Socket> {
  const socket = net.connect({ port, host: HOST });
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(sent);
  return socket;
}

const GET = 'GET /held HTTP/1.1\r\nHost: a\r\n\r\n';

describe('a route that allows so many requests at once', () => {
  it('refuses those beyond with 503, says when to come again, and is not asked for them', async () => {
    const held = new Held(2);
    const { url } = await serve([held.route, hello]);
    const first = [1, 2].map(() => request(`${url}/held`));
    await held.isAsked(2);
    const refused = await request(`${url}/held`);
    expect(refused).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    expect(refused.body).toMatch(/^Service unavailable: .*\.\n$/);
    expect((await request(`${url}/held`, { method: 'HEAD' })).status).toBe(503);
    expect((await request(`${url}/hello`)).status).toBe(200);
    held.letGo();
    expect(await statuses(first)).toEqual([200, 200]);
    expect(held.asked).toBe(2);
    expect(held.answers.map(({ refusal }) => refusal)).toEqual([
      'overload',
      'overload',
      undefined,
      undefined,
    ]);
  });

  it('answers as many again when those are done, over the same connection too', async () => {
    const held = new Held(1);
    const { url } = await serve([held.route]);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (const times of [1, 2, 3]) {
      const answer = request(`${url}/held`, { agent });
      await held.isAsked(times);
      held.letGo();
      expect((await answer).status).toBe(200);
    }
    agent.destroy();
  });

  it('answers again after it failed', async () => {
    let broken = true;
    const route: Route = {
      path: '/flaky',
      authenticate: false,
      limits: { maxRequests: 1, timeoutMs: NEVER_MS },
      handle: () => {
        if (broken) throw new Error('no disk');
        return { status: 200, headers: { 'x y': 'z' } };
      },
    };
    const { url } = await serve([route]);
    for (const state of [true, false, true, false]) {
      broken = state;
      expect((await request(`${url}/flaky`)).status).toBe(500);
    }
  });

  it('counts neither who has no credentials nor who asks with another method', async () => {
    const held = new Held(1);
    const authenticator = { challenges: ['Basic'], accepts: (value?: string) => value === 'yes' };
    const { url } = await serve([{ ...held.route, authenticate: true }], { authenticator });
    const headers = { authorization: 'yes' };
    const first = request(`${url}/held`, { headers });
    await held.isAsked(1);
    expect((await request(`${url}/held`)).status).toBe(401);
    expect((await request(`${url}/held`, { method: 'DELETE' })).status).toBe(405);
    expect((await request(`${url}/held`, { headers })).status).toBe(503);
    held.letGo();
    expect((await first).status).toBe(200);
  });

  it("allows them in all the servers that it is part of, an application's own included", async () => {
    const held = new Held(2);
    const { url } = await serve([held.route]);
    for (const listener of [createRequestListener([held.route]), createRouteListener(held.route)]) {
      const { url: ownUrl } = await mount(listener);
      const own = `${ownUrl}/held`;
      const asked = held.asked;
      const first = [request(`${url}/held`), request(own)];
      await held.isAsked(asked + 2);
      expect(await statuses([request(own), request(`${url}/held`)])).toEqual([503, 503]);
      held.letGo();
      expect(await statuses(first)).toEqual([200, 200]);
    }
  });

  it("answers again where the application has read the request before, so that only the response's end is left to see", async () => {
    const held = new Held(1);
    const listener = createRequestListener([held.route]);
    const { url } = await mount(async (incoming, response) => {
      await once(incoming.resume(), 'end');
      listener(incoming, response);
    });
    for (const times of [1, 2]) {
      const answer = request(`${url}/held`);
      await held.isAsked(times);
      held.letGo();
      expect((await answer).status).toBe(200);
    }
  });

  it('is not asked for a client that went away while the application had the request', async () => {
    const held = new Held(1);
    const listener = createRequestListener([held.route]);
    let handedOn = 0;
    const { port } = await mount(async (incoming, response) => {
      await once(response, 'close');
      listener(incoming, response);
      handedOn += 1;
    });
    for (const path of ['/held', '/unknown']) {
      const socket = await connected(port, `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
      socket.resetAndDestroy();
    }
    await eventually(() => handedOn === 2);
    expect([held.asked, held.answers]).toEqual([0, []]);
  });

  it('counts requests that wait for an earlier answer of their connection, and lets go of them with it', async () => {
    const held = new Held(3);
    const { port, url } = await serve([held.route]);
    const socket = await connected(port, GET.repeat(3));
    await held.isAsked(3);
    expect((await request(`${url}/held`)).status).toBe(503);
    socket.destroy();
    await eventually(() => held.signals.every(({ aborted }) => aborted));
    held.letGo();
    const again = [1, 2, 3].map(() => request(`${url}/held`));
    await held.isAsked(6);
    held.letGo();
    expect(await statuses(again)).toEqual([200, 200, 200]);
  });
});

describe('a client that goes away before it is answered', () => {
  it('aborts the signal of its request, and is told nothing of', async () => {
    const held = new Held(1);
    const { port, url } = await serve([held.route]);
    const socket = await connected(port, GET);
    await held.isAsked(1);
    expect(held.signals[0]?.aborted).toBe(false);
    socket.resetAndDestroy();
    await eventually(() => held.signals[0]?.aborted);
    expect(held.signals[0]?.reason).toMatchObject({
      name: 'AbortError',
      message: 'the client has gone away',
    });
    // Its work goes on, and counts: leaving early is no way to have more done at once.
    expect((await request(`${url}/held`)).status).toBe(503);
    held.letGo();
    const next = request(`${url}/held`);
    await held.isAsked(2);
    held.letGo();
    expect((await next).status).toBe(200);
    expect(held.answers).toEqual([{ status: 503, refusal: 'overload' }, { status: 200 }]);
    expect(errors).not.toHaveBeenCalled();
  });

  it('does not abort the signal when it has its answer', async () => {
    const held = new Held(1);
    const { url } = await serve([held.route]);
    const answer = request(`${url}/held`);
    await held.isAsked(1);
    held.letGo();
    await answer;
    const next = request(`${url}/held`);
    await held.isAsked(2);
    expect(held.signals.map(({ aborted }) => aborted)).toEqual([false, false]);
    held.letGo();
    await next;
  });
});

describe('a route that has so long for its answer', () => {
  it('is answered for with 503, is told to stop, and its late result is dropped', async () => {
    const held = new Held(1, 50);
    const { url } = await serve([held.route]);
    // The first two stay for good: nobody waits for them any more, and they are in nobody's way.
    for (const asked of [1, 2, 3]) {
      const late = await request(`${url}/held`);
      expect(late.status).toBe(503);
      expect(late.body).toMatch(/^Service unavailable: .*\.\n$/);
      expect(held.asked).toBe(asked);
    }
    expect(held.signals[0]?.reason).toMatchObject({ name: 'TimeoutError', message: 'the time is over' });
    held.letGo();
    expect((await request(`${url}/held`)).status).toBe(503);
    const timeout: RouteAnswer = { status: 503, refusal: 'timeout' };
    expect(held.answers).toEqual([timeout, timeout, timeout, timeout]);
    expect(errors.mock.calls.map(([, message]) => message)).toEqual([
      'the route /held failed: Error: no answer within 50 ms',
    ]);
  });

  it('may fail late without a word, for it was told to be late already', async () => {
    let fail = (): void => {};
    const failing = new Promise<never>((_, reject) => {
      fail = () => reject(new Error('too late'));
    });
    const route: Route = {
      path: '/late',
      authenticate: false,
      limits: { maxRequests: 1, timeoutMs: 50 },
      handle: () => failing,
    };
    const { url } = await serve([route, hello]);
    expect((await request(`${url}/late`)).status).toBe(503);
    fail();
    expect((await request(`${url}/hello`)).status).toBe(200);
    expect(errors).toHaveBeenCalledTimes(1);
  });

  it('gives its place to others when its client has gone and its time is over', async () => {
    const held = new Held(1, 200);
    const { port, url } = await serve([held.route]);
    const socket = await connected(port, GET);
    await held.isAsked(1);
    socket.destroy();
    await eventually(() => held.signals[0]?.aborted);
    await eventually(async () => {
      await request(`${url}/held`);
      return held.asked > 1;
    });
  });

  it('does not keep the process alive with its timer', async () => {
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((resource) => resource === 'Timeout').length;
    const held = new Held(1);
    const { url } = await serve([held.route]);
    const before = timers();
    const answer = request(`${url}/held`);
    await held.isAsked(1);
    expect(timers()).toBeLessThanOrEqual(before);
    held.letGo();
    await answer;
  });

  it('does not outlast a stop of its server', async () => {
    const held = new Held(1);
    const { server, port } = await serve([held.route], { stopTimeoutMs: 10 });
    const answer = exchange(port, GET);
    await held.isAsked(1);
    await server.stop();
    expect(await answer).toBe('');
    await eventually(() => held.signals[0]?.aborted);
  });
});
