import type { ClientRequest, IncomingMessage } from 'node:http';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { BatchExporter } from './export-queue';
import type { ExporterHandle } from './exporters';
import { ExporterAgents } from './http-agents';
import { userAgent } from './package-info';
import type { ZipkinTarget } from './span-targets';
import { toZipkinSpan } from './zipkin-span';

/** Zipkin's answer is empty; what is longer is not waited for. */
const LONGEST_ANSWER_BYTES = 65_536;

/** Makes the exporter of spans to Zipkin. */
export function createZipkinExporter(target: ZipkinTarget): ExporterHandle<BatchExporter<ReadableSpan>> {
  const agents = new ExporterAgents(target.timeoutMs, {});
  return { exporter: new ZipkinExporter(target, agents), abort: () => agents.close() };
}

/**
 * Sends spans to Zipkin as JSON of its version 2. The stock exporter (`@opentelemetry/exporter-zipkin`) has no bound on
 * a request and no way to end one, so that a backend which never answers holds the process; it takes a redirect for
 * delivered, and tells a status in words alone, so that nobody can know whether to send again. See also
 * {@link toZipkinSpan}.
 */
class ZipkinExporter implements BatchExporter<ReadableSpan> {
  readonly #target: ZipkinTarget;
  readonly #url: URL;
  readonly #agents: ExporterAgents;
  readonly #underWay = new Set<Promise<void>>();
  readonly #request: typeof import('node:http').request;
  readonly #agent: ReturnType<ExporterAgents['create']>;

  constructor(target: ZipkinTarget, agents: ExporterAgents) {
    this.#target = target;
    this.#url = new URL(target.url);
    this.#agents = agents;
    // Node's modules are loaded here, after instrumentations.
    const plain = this.#url.protocol === 'http:';
    const http = plain ? require('node:http') : require('node:https');
    this.#request = (http as typeof import('node:http')).request;
    this.#agent = this.#agents.create(this.#url.protocol);
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const body = Buffer.from(JSON.stringify(spans.map(toZipkinSpan)));
    const sent = this.#send(body).then(
      () => done({ code: ExportResultCode.SUCCESS }),
      (error: Error) => done({ code: ExportResultCode.FAILED, error }),
    );
    this.#underWay.add(sent);
    void sent.finally(() => this.#underWay.delete(sent));
  }

  /** Waits for the requests under way, which are bounded; an abort of the connections ends them at once. */
  async shutdown(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /** Resolves when the backend took the spans. @throws an error (a rejection) whose `code` says why it did not */
  #send(body: Buffer): Promise<void> {
    return new Promise((resolve, reject) => {
      const request = this.#request(this.#url, {
        method: 'POST',
        agent: this.#agent,
        headers: {
          'content-type': 'application/json',
          'content-length': body.length,
          'user-agent': userAgent(),
        },
      });
      // Over the whole of it, from the look-up of the host to the end of the answer. It keeps no process alive: the
      // connection that it bounds does that.
      const bound = setTimeout(
        () => request.destroy(failure('no answer in time', 'ETIMEDOUT')),
        this.#target.timeoutMs,
      ).unref();
      const settle = (error?: Error): void => {
        clearTimeout(bound);
        if (error) reject(error);
        else resolve();
      };
      request.on('error', settle);
      request.on('response', (response) => {
        // From here on the status decides, whatever becomes of the connection; the answer's `close` tells of its end.
        request.off('error', settle).on('error', () => {});
        readAnswer(request, response, settle);
      });
      request.end(body);
    });
  }
}

function readAnswer(
  request: ClientRequest,
  response: IncomingMessage,
  settle: (error?: Error) => void,
): void {
  const { statusCode = 0 } = response;
  let bytes = 0;
  response.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > LONGEST_ANSWER_BYTES) request.destroy();
  });
  response.on('close', () => {
    const taken = statusCode >= 200 && statusCode < 300;
    settle(taken ? undefined : failure(`the backend answered HTTP ${statusCode}`, statusCode));
  });
  response.on('error', () => {
    // `close` follows.
  });
}

function failure(message: string, code: string | number): Error {
  return Object.assign(new Error(message), { code });
}
