import http from 'node:http';
import type { AddressInfo } from 'node:net';
import compression from 'compression';
import express from 'express';
import fastify from 'fastify';

/** An application's own server that listens on loopback. */
export interface ApplicationServer {
  readonly url: string;
  close(): Promise<void>;
}

/** What the application hands requests to. */
export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** An application that hands `/metrics` to the handler, in whatever method, beside a route of its own. */
export type Application = (handler: Handler) => Promise<ApplicationServer>;

/** Node's own server, without any framework. */
export const bareApplication: Application = (handler) =>
  listening(
    http.createServer((request, response) => {
      if (request.url?.split('?')[0] === '/metrics') handler(request, response);
      else response.end('own');
    }),
  );

/** Express with what commonly stands before the routes: compression, and parsers that read bodies. */
export const expressApplication: Application = (handler) =>
  expressWith((app) => app.all('/metrics', handler));

/** Express in which `mount` puts the handler where it wants it. */
export function expressWith(mount: (app: express.Express) => void): Promise<ApplicationServer> {
  const app = express();
  app.use(compression({ threshold: 0 }), express.json(), express.urlencoded(), express.text());
  mount(app);
  app.use((_request, response) => void response.send('own'));
  return listening(http.createServer(app));
}

/** Fastify, whose own parsers of bodies stand before every route. */
export const fastifyApplication: Application = async (handler) => {
  const app = fastify();
  app.all('/metrics', (request, reply) => {
    reply.hijack();
    handler(request.raw, reply.raw);
  });
  app.get('/own', () => 'own');
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
};

async function listening(server: http.Server): Promise<ApplicationServer> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => new Promise<void>((resolve) => void server.close(() => resolve()));
  return { url: `http://127.0.0.1:${port}`, close };
}
