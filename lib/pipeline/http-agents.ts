import type { Agent } from 'node:http';
import { EXPORTER_CLOSED } from './export-failure';
import type { TlsMaterial } from './targets';

/**
 * The connections of one HTTP exporter, kept alive between exports and bounded also while they are being made (the stock
 * exporter's own time-out begins when a connection stands). Closing them ends what is under way at once.
 */
export class ExporterAgents {
  readonly #timeoutMs: number;
  readonly #tls: TlsMaterial;
  readonly #agents = new Set<Agent>();
  #closed = false;

  constructor(timeoutMs: number, tls: TlsMaterial) {
    this.#timeoutMs = timeoutMs;
    this.#tls = tls;
  }

  /** Makes an agent for a protocol, `http:` or `https:`. Node's module is loaded here, after instrumentations. */
  readonly create = (protocol: string): Agent => {
    const options = { keepAlive: true, timeout: this.#timeoutMs };
    const agent =
      protocol === 'http:'
        ? new (require('node:http') as typeof import('node:http')).Agent(options)
        : new (require('node:https') as typeof import('node:https')).Agent({ ...options, ...this.#tls });
    this.#agents.add(agent);
    if (this.#closed) close(agent);
    return agent;
  };

  /** Ends every connection, and every attempt to make one from now on. */
  close(): void {
    this.#closed = true;
    for (const agent of this.#agents) close(agent);
    this.#agents.clear();
  }
}

function close(agent: Agent): void {
  const error = Object.assign(new Error('the exporter is closed'), { code: EXPORTER_CLOSED });
  Object.assign(agent, {
    createConnection: () => {
      throw error;
    },
  });
  for (const sockets of Object.values(agent.sockets)) {
    for (const socket of sockets ?? []) socket.destroy(error);
  }
  agent.destroy();
}
