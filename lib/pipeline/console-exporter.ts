import { writeSync } from 'node:fs';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import type { BatchExporter } from './export-queue';
import type { ConsoleTarget } from './span-targets';
import { formatSpan } from './span-text';

const STDOUT = 1;

/** How long to leave a reader that is slow before it is tried again. */
const PAUSE_MS = 20;

/** The system's codes for "not now": a pipe or socket is full. */
const FULL: ReadonlySet<unknown> = new Set(['EAGAIN', 'EWOULDBLOCK']);

/** Writes some bytes and says how many; throws an error with a `code` as `fs.writeSync` does. */
export type WriteBytes = (bytes: Uint8Array) => number;

/**
 * Prints spans on stdout for people. It writes to the descriptor and not to `process.stdout`: a stream tells of a reader
 * that has gone by an event, which ends the process unless the host listens, and bytes that wait in it keep the process
 * alive for as long as nobody reads. A reader that is slow is waited for without blocking, within a bound; the spans then
 * wait in the queue, and none is printed twice.
 */
export class ConsoleExporter implements BatchExporter<ReadableSpan> {
  readonly #timeoutMs: number;
  readonly #write: WriteBytes;
  /** Spans of a batch that could not be printed to its end; the queue brings them again. */
  readonly #printed = new WeakSet<ReadableSpan>();
  /** What is left of a span that was printed in part. */
  #rest: Uint8Array = new Uint8Array();

  /** @param write where to; stdout by default */
  constructor({ timeoutMs }: Pick<ConsoleTarget, 'timeoutMs'>, write: WriteBytes = writeToStdout()) {
    this.#timeoutMs = timeoutMs;
    this.#write = write;
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.#printAll(spans).then(
      () => done({ code: ExportResultCode.SUCCESS }),
      (error: unknown) => done({ code: ExportResultCode.FAILED, error: reasonOf(error) }),
    );
  }

  async shutdown(): Promise<void> {}

  async #printAll(spans: readonly ReadableSpan[]): Promise<void> {
    const endMs = performance.now() + this.#timeoutMs;
    await this.#flush(endMs);
    for (const span of spans) {
      if (this.#printed.has(span)) continue;
      this.#rest = Buffer.from(formatSpan(span));
      // From its first byte on it is this span's turn: what is left of it comes first next time.
      this.#printed.add(span);
      await this.#flush(endMs);
    }
  }

  /** @throws (a rejection) with the code of the system when the rest cannot be written in time */
  async #flush(endMs: number): Promise<void> {
    while (this.#rest.length > 0) {
      try {
        this.#rest = this.#rest.subarray(this.#write(this.#rest));
      } catch (error) {
        if (!FULL.has(codeOf(error)) || performance.now() >= endMs) throw error;
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS).unref());
      }
    }
  }
}

/** Only one that is slow comes back: whoever has closed stdout, or filled its disk, is told of what was lost. */
function reasonOf(error: unknown): Error {
  const code = codeOf(error);
  if (FULL.has(code)) return Object.assign(new Error('nobody reads stdout'), { code });
  const reason = new Error(code === 'EPIPE' ? 'stdout is closed' : `stdout cannot be written (${code})`);
  reason.name = typeof code === 'string' ? code : '_OTHER';
  return reason;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function writeToStdout(): WriteBytes {
  // Node sets a pipe or a socket to "never block" when the stream on it is first asked for; a terminal or a file is
  // written at once.
  void process.stdout;
  return (bytes) => writeSync(STDOUT, bytes);
}
