import { Server } from 'node:https';
import { emitUntraced } from './untraced-server';

/** What `UntracedServer` is, over TLS: instrumentations wrap `emit` of `https.Server.prototype` as well. */
export class UntracedTlsServer extends Server {
  override emit(event: string | symbol, ...values: unknown[]): boolean {
    return emitUntraced(this, event, values);
  }

  /** Nothing, as in `UntracedServer`. */
  override closeIdleConnections(): void {}
}
