import { createServer as createHttpServer, type IncomingHttpHeaders } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import * as grpc from '@grpc/grpc-js';

/** A request that a backend took. */
export interface TakenRequest {
  /** `/v1/traces`, or the method of the gRPC service. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Uint8Array;
}

/** A backend on loopback. */
export interface Backend {
  readonly port: number;
  readonly requests: TakenRequest[];
  stop(): Promise<void>;
}

/** A backend that speaks OTLP/HTTP; `status` is what it answers, which may change. */
export interface HttpBackend extends Backend {
  status: number;
}

const started: Backend[] = [];

/** Stops every backend that was started, for `afterEach`. */
export async function stopBackends(): Promise<void> {
  await Promise.all(started.splice(0).map((backend) => backend.stop()));
}

function keep<T extends Backend>(backend: T): T {
  started.push(backend);
  return backend;
}

/** Starts a backend that speaks OTLP/HTTP, on `port` or any free one. */
export async function startHttpBackend({ port = 0, status = 200 } = {}): Promise<HttpBackend> {
  const requests: TakenRequest[] = [];
  const server = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const taken = backend.status >= 200 && backend.status < 300;
      if (taken) {
        requests.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      }
      response.writeHead(backend.status, { 'content-type': 'application/x-protobuf' }).end();
    });
  });
  const listening = await listen(server, port);
  const backend: HttpBackend = keep({ ...listening, requests, status });
  return backend;
}

/** Starts a server that takes connections and does as `behave` says with each: nothing, by default. */
export async function startTcpBackend(behave: (socket: Socket) => void = () => {}): Promise<Backend> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => socket.destroy());
    behave(socket);
  });
  return keep({ ...(await listen(server, 0)), requests: [] });
}

/** What a server that is none of OTLP answers. */
export function answerGarbage(socket: Socket): void {
  socket.on('data', () => socket.write('220 mail.example ESMTP ready\r\n'));
}

/** A port of loopback on which nothing listens. */
export async function refusedPort(): Promise<number> {
  const server = createTcpServer();
  const { port, stop } = await listen(server, 0);
  await stop();
  return port;
}

async function listen(server: Server, port: number): Promise<Pick<Backend, 'port' | 'stop'>> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

const GRPC_METHODS = [
  '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
];

/** Starts a backend that speaks OTLP/gRPC, on `port` or any free one. */
export async function startGrpcBackend({
  port = 0,
  credentials = grpc.ServerCredentials.createInsecure(),
} = {}): Promise<Backend> {
  const requests: TakenRequest[] = [];
  const server = new grpc.Server();
  for (const path of GRPC_METHODS) {
    const asIs = (bytes: Buffer): Buffer => bytes;
    const handle: grpc.handleUnaryCall<Buffer, Buffer> = (call, callback) => {
      const headers = call.metadata.getMap() as unknown as IncomingHttpHeaders;
      requests.push({ path, headers, body: call.request });
      callback(null, Buffer.alloc(0));
    };
    server.addService(
      {
        export: {
          path,
          requestStream: false,
          responseStream: false,
          requestSerialize: asIs,
          requestDeserialize: asIs,
          responseSerialize: asIs,
          responseDeserialize: asIs,
        },
      },
      { export: handle as grpc.UntypedHandleCall },
    );
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, taken) =>
      error ? reject(error) : resolve(taken),
    );
  });
  return keep({ port: bound, requests, stop: async () => server.forceShutdown() });
}

/** Backends that take nothing, for `test.each`: what each does, how it is started, and how the SDK says why. */
export const USELESS_BACKENDS: readonly [what: string, start: () => Promise<number>, reason: string][] = [
  ['refuses connections', refusedPort, 'connection refused'],
  ['takes connections and never answers', async () => (await startTcpBackend()).port, 'no answer in time'],
  ['answers garbage', async () => (await startTcpBackend(answerGarbage)).port, 'does not speak HTTP'],
];
