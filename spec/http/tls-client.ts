import type https from 'node:https';
import type net from 'node:net';
import tls from 'node:tls';
import { pem } from '../support/tls-files';
import { type Answer, request } from './client';

/** What a client says of itself and trusts. By default it trusts the authority of the server, and shows nothing. */
export interface TlsClientOptions extends https.RequestOptions {
  /** To be resumed; Node's `https` hands it on to `tls.connect`. */
  readonly session?: Buffer;
}

/** One request over TLS, as `request` does it without. */
export function secureRequest(url: string, options: TlsClientOptions = {}): Promise<Answer> {
  return request(url, { ca: pem('authority.cert'), ...options });
}

/** What became of a request that may be refused: its status, or the code of the error. */
export function outcome(url: string, options: TlsClientOptions = {}): Promise<number | string> {
  return secureRequest(url, options).then(
    ({ status }) => status,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
}

/** A TLS connection that stands. */
export function connectTls(port: number, options: tls.ConnectionOptions = {}): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = tls.connect({ port, host: '127.0.0.1', ca: pem('authority.cert'), ...options }, () =>
      resolve(socket),
    );
    socket.once('error', reject);
  });
}

/** The name in the certificate that a server shows to a new client. */
export async function certificateShown(port: number): Promise<string> {
  const socket = await connectTls(port);
  const { CN } = socket.getPeerCertificate().subject;
  socket.destroy();
  return String(CN);
}

/** Waits for the end of a connection, however it ends; what arrives until then is nobody's. */
export function closed(socket: net.Socket): Promise<void> {
  socket.on('error', () => {}).resume();
  return new Promise((resolve) => socket.once('close', () => resolve()));
}
