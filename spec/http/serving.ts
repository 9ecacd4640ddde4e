import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DiagLogger, diag } from '@opentelemetry/api';
import { OperationsServer, type Route } from '../../lib/http';

export const HOST = '127.0.0.1';

export const hello: Route = {
  path: '/hello',
  authenticate: false,
  handle: () => ({ status: 200, headers: { 'content-type': 'text/plain' }, body: 'hello' }),
};

/** Servers to stop after the test. */
export const started: { stop(): Promise<void> }[] = [];

/** Starts a server on any free port of loopback; it is stopped after the test. */
export async function serve(
  routes: readonly Route[],
  options: Partial<ConstructorParameters<typeof OperationsServer>[0]> = {},
): Promise<{ server: OperationsServer; url: string; port: number }> {
  const server = new OperationsServer({ host: HOST, port: 0, routes, ...options });
  started.push(server);
  const { url, port } = await server.start();
  return { server, url, port };
}

/** Starts an application's own server with this listener on any free port of loopback; it is closed after the test. */
export async function mount(listener: http.RequestListener): Promise<{ url: string; port: number }> {
  const server = http.createServer(listener);
  started.push({ stop: () => close(server) });
  await once(server.listen(0, HOST), 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://${HOST}:${port}`, port };
}

async function close(server: http.Server): Promise<void> {
  const closed = once(server.close(), 'close');
  server.closeAllConnections();
  await closed;
}

/** The errors that were written to `diag` in this test. */
export const errors = jest.fn();
export const silent = (): void => {};

beforeEach(() => {
  errors.mockClear();
  const logger: DiagLogger = { error: errors, warn: silent, info: silent, debug: silent, verbose: silent };
  diag.setLogger(logger);
});

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.stop()));
  diag.disable();
});
