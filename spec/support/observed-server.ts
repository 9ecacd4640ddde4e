import type { Server } from 'node:tls';
import { type ObservePskTlsOptions, observePskTlsServer } from '../../lib';
import { type TestObservability, testObservability } from '../../lib/testing';
import { close, listen, pskHttpsServer } from './psk-server';

/** Observed servers of one test, and what they recorded. */
export class ObservedServers {
  readonly obs: TestObservability = testObservability();
  readonly #servers: Server[] = [];

  /** Observes a server, listens, and returns its port. Default: an HTTPS server that answers 204. */
  async listen(server: Server = pskHttpsServer(), options: ObservePskTlsOptions = {}): Promise<number> {
    this.observe(server, options);
    return listen(server);
  }

  /** Observes a server that gets its sockets from elsewhere. */
  observe(server: Server, options: ObservePskTlsOptions = {}): void {
    this.closeAtEnd(server);
    observePskTlsServer(server, { observability: this.obs, ...options });
  }

  /** Has a server closed with the others. */
  closeAtEnd(server: Server): void {
    this.#servers.push(server);
  }

  /** Handshakes that failed for this reason. */
  failed(errorType: string): Promise<number | undefined> {
    const labels = { tls_handshake_result: 'failed', error_type: errorType };
    return this.obs.metric('cardlink_tls_handshakes_total', labels);
  }

  /** Sessions that ended with this status. */
  sessions(status: string): Promise<number | undefined> {
    return this.obs.metric('cardlink_sessions_total', { session_status: status });
  }

  async end(): Promise<void> {
    await Promise.all(this.#servers.map(close));
    await this.obs.shutdown();
  }
}
