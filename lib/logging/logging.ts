import type { Context, Meter } from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';
import type { SettingValues } from '../config';
import type { Redactor } from '../redaction';
import type { LogErrorType } from '../semconv';
import { captureConsole } from './console-capture';
import { type Correlation, runCorrelated } from './correlation';
import {
  attachWinston,
  needsEmitting,
  type PinoDestination,
  type PinoStream,
  pinoMixin,
  pinoStream,
  type WinstonLike,
} from './foreign-loggers';
import { foreignCall } from './foreign-record';
import type { WinstonInfo } from './guarded-transport';
import { type LogLevel, RANKS } from './log-level';
import { componentName, LogLevels } from './log-levels';
import { LogMetrics } from './log-metrics';
import { ComponentLogger, type LogFields, type Logger } from './logger';
import { LoggerRegistry } from './logger-registry';
import { type LogCall, sortArguments } from './message';
import { OtlpRecords } from './otlp-records';
import type { Output } from './output/open-output';
import type { LogRecord, Reporter } from './record';
import { RecordBuilder } from './record-builder';
import { RecordOutputs, tell } from './record-outputs';
import { type LeftOut, Repeats } from './repeats';
import { type Clocks, Timestamps } from './timestamp';
import type { WinstonBase } from './winston-base';

/** What a logging is made of. */
export interface LoggingOptions {
  readonly settings: SettingValues['log'];
  readonly redactor: Redactor;
  readonly reporter: Reporter;
  readonly meter: Meter;
  /** Where records go as OTel log records; absent when they do not. */
  readonly loggerProvider?: LoggerProvider | undefined;
  /** The session that a context is of. */
  readonly sessionId?: (context: Context) => string | undefined;
  /** In the place of the output that the settings name: for tests. */
  readonly output?: Output | undefined;
  /** The clocks of timestamps. Default: the system's. */
  readonly clocks?: Clocks | undefined;
  /** Whether what waits is written when the process exits, however it comes to it. Default: true. */
  readonly watchExit?: boolean | undefined;
}

/**
 * The loggers of a process: made by component, written as the settings say. Nothing that is logged, and nothing that
 * happens to an output, is thrown into the application.
 */
export class Logging {
  /** The levels, which can be changed while the process runs. */
  readonly levels: LogLevels;
  readonly #options: LoggingOptions;
  readonly #loggers = new LoggerRegistry();
  readonly #builder: RecordBuilder;
  readonly #timestamps: Timestamps;
  readonly #repeats: Repeats;
  readonly #metrics: LogMetrics;
  readonly #otlp: OtlpRecords | undefined;
  readonly #outputs: RecordOutputs;
  #unwatch: (() => void) | undefined;
  #isTold = false;

  constructor(options: LoggingOptions) {
    const { settings, redactor, meter, loggerProvider, sessionId = () => undefined } = options;
    this.#options = options;
    this.#timestamps = new Timestamps(options.clocks);
    this.levels = new LogLevels(settings.level, settings.levels);
    this.#metrics = new LogMetrics(meter);
    this.#otlp = loggerProvider && new OtlpRecords(loggerProvider);
    this.#builder = new RecordBuilder({
      redactor,
      timestamps: this.#timestamps,
      traceCorrelation: settings.traceCorrelation,
      source: settings.source,
      sessionId,
    });
    this.#outputs = new RecordOutputs({
      ...options,
      output: options.output,
      timestamps: this.#timestamps,
      metrics: this.#metrics,
      onForeign: (info) => this.#logForeign(info),
    });
    this.#repeats = new Repeats(settings.sample, (leftOut) => this.#tellLeftOut(leftOut));
    this.levels.onChange(() => {
      for (const logger of this.#loggers.all()) logger.setLevel(this.levels.get(logger.component));
    });
  }

  /** The logger of a component; the same one for the same name. */
  logger(name: string): Logger {
    const component = componentName(name);
    const known = this.#loggers.get(component);
    if (known !== undefined) return known;
    this.#watch();
    const logger = new ComponentLogger(component, this, this.levels.get(component));
    this.#loggers.add(logger);
    return logger;
  }

  /** The winston logger below, for transports of the application's own. They get records when they have been cleaned. */
  get winston(): WinstonBase['logger'] {
    return this.#outputs.winston;
  }

  /** @internal Takes what passed a logger's level. */
  log(level: LogLevel, logger: ComponentLogger, first: unknown, rest: readonly unknown[]): void {
    try {
      const call = sortArguments(first, rest);
      if (RANKS[level] < RANKS.error && !this.#repeats.isLogged(logger.component, call.template)) {
        this.#metrics.suppressed(logger.component);
        return;
      }
      this.#write(level, logger.component, call, logger.fields);
    } catch (error) {
      this.#failed(error);
      this.#writeUnreadable(level, logger.component);
    }
  }

  /** That there was a record is said even where nothing of it can be shown. */
  #writeUnreadable(level: LogLevel, component: string): void {
    try {
      this.#write(level, component, sortArguments('[a record that could not be read]', []), undefined);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Writes what was left out of repeated records, and waits for the outputs, `timeoutMs` at most. Never rejects. */
  async flush(timeoutMs: number): Promise<void> {
    this.#repeats.flush();
    await this.#outputs.flush(timeoutMs);
  }

  /** Writes everything now, and from now on each record at once: for the end of a process. */
  flushSync(): void {
    this.#repeats.flush();
    this.#outputs.flushSync();
  }

  /** Waits for the outputs as `flush` does; what is logged after that is written at once. Never rejects. */
  async end(timeoutMs: number): Promise<void> {
    await this.flush(timeoutMs);
    this.flushSync();
    this.#unwatch?.();
    this.#unwatch = undefined;
  }

  /**
   * Adds correlation and redaction to a winston logger of the application's own, and its records to those that go over
   * OTLP, unless it has OTel's transport for that. Returns what takes it back.
   */
  attach(logger: WinstonLike): () => void {
    const { redactor, settings } = this.#options;
    const { traceCorrelation } = settings;
    return attachWinston(logger, { redactor, traceCorrelation }, (info) => {
      if (this.#otlp && needsEmitting(logger, info)) this.#emitForeign(info);
    });
  }

  /** What a pino logger takes as `mixin`: its records then say the span that they were logged in. */
  pinoMixin(): () => Record<string, string> {
    return pinoMixin(this.#options.settings.traceCorrelation);
  }

  /** What a pino logger writes to: records are cleaned and go on to `destination`, by default to where ours go. */
  pinoStream(destination?: PinoDestination): PinoStream {
    const { redactor } = this.#options;
    this.#watch();
    if (destination) return pinoStream(redactor, (line) => destination.write(line));
    return pinoStream(redactor, (line, level) => {
      this.#try('write_failed', () => this.#outputs.writeLine(line, level));
    });
  }

  /** Has what the application prints by `console` logged instead, as component `console`. Returns what takes it back. */
  captureConsole(): () => void {
    return captureConsole(this.logger('console'));
  }

  /**
   * Runs `work` so that all records in it have these ids, however deep they are logged.
   *
   *     obs.logging.correlated({ requestId: request.headers['x-request-id'] }, () => handle(request, response));
   */
  correlated<T>(correlation: Correlation, work: () => T): T {
    return runCorrelated(correlation, work);
  }

  /** @internal Writes a record that was made elsewhere and goes over OTLP by itself. */
  writeRecord(record: LogRecord): void {
    if (RANKS[record.level] < RANKS[this.levels.get(record.component)]) return;
    this.#watch();
    this.#metrics.logged(record.level, record.component);
    this.#handOn(record);
  }

  #watch(): void {
    if (this.#options.watchExit === false || this.#unwatch) return;
    const onExit = () => this.flushSync();
    process.on('exit', onExit);
    this.#unwatch = () => process.removeListener('exit', onExit);
  }

  #emitForeign(info: WinstonInfo): void {
    try {
      const { level, component, call } = foreignCall(info);
      this.#emit(this.#builder.build(level, this.#foreignName(component), call, undefined));
    } catch (error) {
      this.#failed(error);
    }
  }

  #write(level: LogLevel, component: string, call: LogCall, bound: LogFields | undefined): void {
    const record = this.#builder.build(level, component, call, bound);
    this.#metrics.logged(level, component);
    this.#handOn(record);
    this.#emit(record);
  }

  /** To our own output; one that cannot be opened keeps nothing from the other. */
  #handOn(record: LogRecord): void {
    this.#try('write_failed', () => this.#outputs.write(record));
  }

  #emit(record: LogRecord): void {
    this.#try('_OTHER', () => this.#otlp?.emit(record));
  }

  /** Does something with a record, which is counted as lost when that fails. */
  #try(reason: LogErrorType, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#metrics.dropped(1, reason);
      this.#failed(error);
    }
  }

  #logForeign(info: Parameters<typeof foreignCall>[0]): void {
    try {
      const { level, component, call } = foreignCall(info);
      const name = this.#foreignName(component);
      if (RANKS[level] < RANKS[this.levels.get(name)]) return;
      this.#write(level, name, call, undefined);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** What a foreign record says that it is of may be anything. */
  #foreignName(component: string): string {
    return componentName(this.#options.redactor.cutText(component, 256));
  }

  #tellLeftOut({ component, template, count, seconds }: LeftOut): void {
    const message = `${count} records like this were left out in ${seconds.toFixed(1)} s: ${template}`;
    try {
      this.#write('info', component, sortArguments(message, [{ suppressed: count }]), undefined);
    } catch (error) {
      this.#failed(error);
    }
  }

  #failed(error: unknown): void {
    if (this.#isTold) return;
    this.#isTold = true;
    tell('a record could not be logged', error);
  }
}
