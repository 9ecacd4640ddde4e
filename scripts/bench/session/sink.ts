/** A process that takes OTLP over HTTP and gRPC, says yes to everything and looks at nothing. */
import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import { answerParent } from '../support/answer-parent';
import type { ServerStart } from './server';

/** An empty message with gRPC's five bytes in front: not compressed, no length. */
const EMPTY_GRPC_MESSAGE = Buffer.alloc(5);

answerParent({
  start: async (): Promise<ServerStart['endpoints']> => ({
    'http/protobuf': `http://127.0.0.1:${await listen(httpSink())}`,
    grpc: `http://127.0.0.1:${await listen(grpcSink())}`,
  }),
});

function httpSink(): Server {
  return http.createServer((request, response) => {
    request.resume();
    request.on('end', () => response.writeHead(200, { 'Content-Type': 'application/x-protobuf' }).end());
  });
}

function grpcSink(): Server {
  return http2.createServer().on('stream', (stream) => {
    stream.resume();
    stream.on('end', () => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(EMPTY_GRPC_MESSAGE);
    });
  });
}

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
