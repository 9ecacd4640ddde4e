import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as grpc from '@grpc/grpc-js';

/** A backend that refuses everything, and gives back in its answer the headers that it was sent, secrets and all. */
export interface EchoBackend {
  readonly port: number;
  stop(): Promise<void>;
}

/** Over OTLP/HTTP: in the status text and in the body. */
export async function startHttpEcho(): Promise<EchoBackend> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      response.writeHead(401, JSON.stringify(request.headers).replace(/[^ -~]/g, ''));
      response.end(JSON.stringify(request.rawHeaders));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const SERVICES = ['trace.v1.TraceService', 'metrics.v1.MetricsService', 'logs.v1.LogsService'];

/** Over OTLP/gRPC: in the details of the status. */
export async function startGrpcEcho(): Promise<EchoBackend> {
  const server = new grpc.Server();
  const asIs = (bytes: Buffer): Buffer => bytes;
  const refuse: grpc.handleUnaryCall<Buffer, Buffer> = ({ metadata }, callback) => {
    callback({ code: grpc.status.UNAUTHENTICATED, details: JSON.stringify(metadata.getMap()) });
  };
  for (const service of SERVICES) {
    const method = {
      path: `/opentelemetry.proto.collector.${service}/Export`,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    };
    server.addService({ export: method }, { export: refuse as grpc.UntypedHandleCall });
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { port, stop: async () => server.forceShutdown() };
}
