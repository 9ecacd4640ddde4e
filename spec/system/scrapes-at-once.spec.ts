import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  createRequestListener,
  OperationsServer,
  type Route,
  type RouteAnswer,
  type RouteResponse,
} from '../../lib/http';
import { request } from '../http/client';
import { usedBytes } from '../support/collect-garbage';
import { Child, endChildren } from './support/child';

const CLIENT = join(__dirname, 'support/apps/scrape-at-once.cjs');
const SCRAPES = 10_000;
const MAX_REQUESTS = 8;
const MEBIBYTE = 1_024 * 1_024;
const BODY_BYTES = MEBIBYTE / 4;
/** For Node's own connections: ten thousand of them came to 82 MB at most, with the bodies. */
const MOST_BYTES_OF_A_CONNECTION = 24 * 1_024;
const HOST = '127.0.0.1';

/** A path like that of metrics: an answer takes some turns of the event loop and makes a body of its own. */
class Metrics implements Route {
  readonly path = '/metrics';
  readonly authenticate = false;
  readonly limits = { maxRequests: MAX_REQUESTS, timeoutMs: 60_000 };
  readonly answers: RouteAnswer[] = [];
  mostAtOnce = 0;
  #working = 0;

  async handle(): Promise<RouteResponse> {
    this.#working += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#working);
    await new Promise((resolve) => setImmediate(resolve));
    const body = Array.from({ length: 8 }, () => Buffer.alloc(BODY_BYTES / 8, 'a 1\n'));
    await new Promise((resolve) => setImmediate(resolve));
    this.#working -= 1;
    return { status: 200, body, compressible: true };
  }

  answered(answer: RouteAnswer): void {
    this.answers.push(answer);
  }
}

/** The application beside it: a timer, and a small server of its own that it asks over and over. */
class Application {
  ticks = 0;
  requests = 0;
  mostBytes = 0;
  #running = true;
  readonly #server = http.createServer((_, response) => response.end('hello'));
  #asking: Promise<void> | undefined;
  readonly #timer = setInterval(() => {
    this.ticks += 1;
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    this.mostBytes = Math.max(this.mostBytes, heapUsed + arrayBuffers);
  }, 1);

  async start(): Promise<void> {
    const port = await listen(this.#server);
    this.#asking = this.#ask(`http://${HOST}:${port}/`);
  }

  async stop(): Promise<void> {
    this.#running = false;
    clearInterval(this.#timer);
    await this.#asking;
    await close(this.#server);
  }

  async #ask(url: string): Promise<void> {
    while (this.#running) {
      await request(url);
      this.requests += 1;
      await setTimeout(5);
    }
  }
}

/** With as long a queue as the kernel allows, so that it is the server that refuses. */
async function listen(server: http.Server): Promise<number> {
  await once(server.listen({ port: 0, host: HOST, backlog: SCRAPES }), 'listening');
  return (server.address() as AddressInfo).port;
}

function close(server: http.Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve));
}

/** What came of the scrapes: how often which status, or which error of a connection that was refused. */
type Tally = Readonly<Record<string, number>>;

/** Scrapes from another process, so that this one's event loop has the server's work and the application's alone. */
async function scrapeAtOnce(port: number): Promise<Tally> {
  const child = Child.node([CLIENT, String(port), '/metrics', String(SCRAPES)]);
  const { code } = await child.exit;
  expect([code, child.stderr]).toEqual([0, '']);
  return JSON.parse(child.stdout) as Tally;
}

interface Served {
  readonly port: number;
  readonly stop: () => Promise<unknown>;
}

const SERVERS: readonly [name: string, serve: (route: Route) => Promise<Served>][] = [
  [
    'an operations server',
    async (route) => {
      const server = new OperationsServer({ host: HOST, port: 0, routes: [route] });
      const { port } = await server.start();
      return { port, stop: () => server.stop() };
    },
  ],
  [
    "an application's own server",
    async (route) => {
      const server = http.createServer(createRequestListener([route]));
      return { port: await listen(server), stop: () => close(server) };
    },
  ],
];

describe('ten thousand scrapes at once', () => {
  afterEach(endChildren);

  it.each(SERVERS)(
    'of %s have a few answered at a time and the others refused, while the application goes on',
    async (_server, serve) => {
      const metrics = new Metrics();
      const application = new Application();
      const { port, stop } = await serve(metrics);
      await application.start();
      const before = usedBytes();

      const { '200': answered = 0, '503': refused = 0, ...errors } = await scrapeAtOnce(port);
      await application.stop();

      expect(answered).toBeGreaterThan(0);
      expect(metrics.mostAtOnce).toBe(MAX_REQUESTS);
      const refusals = metrics.answers.filter(({ refusal }) => refusal === 'overload').length;
      expect(refusals).toBeGreaterThanOrEqual(refused);
      const notConnected = ['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'EMFILE', 'not connected'];
      expect(notConnected).toEqual(expect.arrayContaining(Object.keys(errors)));
      const outcomes = [answered, refused, ...Object.values(errors)];
      expect(outcomes.reduce((sum, times) => sum + times, 0)).toBe(SCRAPES);

      expect(application.ticks).toBeGreaterThan(50);
      expect(application.requests).toBeGreaterThan(20);
      expect(application.mostBytes - before).toBeLessThan(
        SCRAPES * MOST_BYTES_OF_A_CONNECTION + MAX_REQUESTS * 2 * BODY_BYTES,
      );

      expect((await request(`http://${HOST}:${port}/metrics`)).status).toBe(200);
      await stop();
      expect(usedBytes() - before).toBeLessThan(8 * MEBIBYTE);
    },
    120_000,
  );
});
