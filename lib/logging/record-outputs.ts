import { diag } from '@opentelemetry/api';
import type { SettingValues } from '../config';
import type { WinstonInfo } from './guarded-transport';
import { JsonLines } from './json-line';
import type { LogLevel } from './log-level';
import type { LogMetrics } from './log-metrics';
import { type Output, openOutput } from './output/open-output';
import type { LogRecord, Reporter, WriteRecord } from './record';
import { TextLines } from './text-line';
import type { Timestamps } from './timestamp';
import { WinstonBase } from './winston-base';

/** What writes records. */
export interface RecordOutputsOptions {
  readonly settings: SettingValues['log'];
  readonly reporter: Reporter;
  readonly timestamps: Timestamps;
  readonly metrics: LogMetrics;
  /** Takes a record that somebody logged through winston itself. */
  readonly onForeign: (info: WinstonInfo) => void;
  /** In the place of the output that the settings name. */
  readonly output: Output | undefined;
}

interface Running {
  readonly output: Output;
  readonly base: WinstonBase;
  readonly write: WriteRecord;
}

/**
 * Where records go: our own output and the application's transports. winston and the output are loaded and opened with the
 * first record. What happens to an output is told through `diag`, and never thrown.
 */
export class RecordOutputs {
  readonly #options: RecordOutputsOptions;
  #running: Running | undefined;

  constructor(options: RecordOutputsOptions) {
    this.#options = options;
  }

  /** The winston logger that all goes through. */
  get winston(): WinstonBase['logger'] {
    return this.#start().base.logger;
  }

  /** Writes a record. @throws when the output cannot be opened */
  write(record: LogRecord): void {
    const { base, write } = this.#start();
    base.write(record, write(record));
  }

  /** Writes a line that is cleaned already to our own output alone. */
  writeLine(line: string, level: LogLevel): void {
    this.#start().output.sink.write(line, level);
  }

  /** Waits for the outputs, `timeoutMs` at most. Never rejects. */
  async flush(timeoutMs: number): Promise<void> {
    if (!this.#running) return;
    const { output, base } = this.#running;
    await Promise.all([output.sink.flush(timeoutMs), base.flush(timeoutMs)]);
  }

  /** Writes everything now, and from now on each record at once. */
  flushSync(): void {
    this.#running?.output.sink.flushSync();
  }

  #start(): Running {
    this.#running ??= this.#open();
    return this.#running;
  }

  #open(): Running {
    const { settings, reporter, timestamps, metrics, onForeign } = this.#options;
    const output = this.#options.output ?? openOutput(settings, outputEvents(metrics));
    const lines =
      settings.format === 'json'
        ? new JsonLines(timestamps, reporter)
        : new TextLines(timestamps, output.isTerminal);
    const transportEvents = {
      failed: (name: string, error: unknown) =>
        tell(`the log transport ${name} fails and is tried again`, error),
      resumed: (name: string) => tell(`the log transport ${name} works again`),
      lost: metrics.dropped.bind(metrics),
    };
    const base = new WinstonBase({ sink: output.sink, transportEvents, onForeign });
    return { output, base, write: lines.write };
  }
}

function outputEvents(metrics: LogMetrics) {
  return {
    failed: (target: string, error: unknown, isFinal: boolean) =>
      tell(
        isFinal
          ? `logs cannot be written to ${target} any more: they are dropped and counted`
          : `logs cannot be written to ${target}: they wait (16 MB at most, the least severe are dropped first and counted)`,
        error,
      ),
    resumed: (target: string) => tell(`logs are written to ${target} again`),
    untidy: tell,
    lost: metrics.dropped.bind(metrics),
  };
}

/** Told to who runs the process, by another way than the one that fails. */
export function tell(what: string, error?: unknown): void {
  const reason = error === undefined ? '' : `: ${error instanceof Error ? error.message : String(error)}`;
  diag.warn(`${what}${reason}`);
}
