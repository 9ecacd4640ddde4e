import { diag } from '@opentelemetry/api';
import { LOG_LEVELS, type LogLevel, RANKS } from './log-level';
import { copyOf } from './message';

/** Logs one record; see {@link Logger}. */
export type LogMethod = (message: unknown, ...rest: readonly unknown[]) => void;

/** Fields of a record. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Writes the records of one component.
 *
 *     const log = obs.logger('ota');
 *     log.info('script delivered', { commands: 4 });
 *
 * A method takes a message, which may have placeholders (`%s`, `%d`, `%j` …) and then their values, or an `Error`; then
 * fields, errors, or both. The first error becomes the record's `exception`, with its stack and causes. Fields named
 * `duration_ms`, `request_id` and `session_id` stand in the record itself, the others in its `context`. Nothing that is
 * given can make a method throw. Call them as methods: `log.info(…)`, not `const { info } = log`.
 */
export interface Logger {
  /** The name that stands in its records as `component` and `logger`. */
  readonly component: string;
  readonly debug: LogMethod;
  readonly info: LogMethod;
  readonly warning: LogMethod;
  /** The same as `warning`. */
  readonly warn: LogMethod;
  readonly error: LogMethod;
  readonly critical: LogMethod;
  /** A logger of the same component whose records all have these fields; those of a record itself come first. */
  with(fields: LogFields): Logger;
  /** Whether records of this level are logged now: for what is dear to put together. */
  isEnabled(level: LogLevel): boolean;
}

/** Takes what passed a logger's level. */
export interface LogCore {
  log(level: LogLevel, logger: ComponentLogger, first: unknown, rest: readonly unknown[]): void;
}

/** What a level that is off is: one function for all loggers and levels. */
const off: LogMethod = () => {};

/** What a level that is on is: one function for each level, for all loggers. */
const METHODS = Object.fromEntries(LOG_LEVELS.map((level) => [level, methodOf(level)])) as Readonly<
  Record<LogLevel, LogMethod>
>;

function methodOf(level: LogLevel): LogMethod {
  return function log(this: unknown, first: unknown, ...rest: readonly unknown[]): void {
    if (this instanceof ComponentLogger) this.core.log(level, this, first, rest);
    else
      diag.warn(
        `a record was not logged: ${level} was called without its logger; write log.${level}(…) instead of taking the method out`,
      );
  };
}

/** The function that logs records of a level: frames above it are the application's. */
export function methodFor(level: LogLevel): LogMethod {
  return METHODS[level];
}

/**
 * A component's logger, or one with fields of its own below it. The methods are properties of the component's: a change
 * of its level exchanges them there, and whoever has it as prototype finds the new ones.
 */
export class ComponentLogger implements Logger {
  readonly component: string;
  readonly fields: LogFields | undefined;
  /** @internal */
  readonly core: LogCore;
  /** The component's own logger, also for those below it: they all hang from it, however many are made one from another. */
  private readonly root: ComponentLogger = this;
  debug: LogMethod = off;
  info: LogMethod = off;
  warning: LogMethod = off;
  warn: LogMethod = off;
  error: LogMethod = off;
  critical: LogMethod = off;

  constructor(component: string, core: LogCore, level: LogLevel) {
    this.component = component;
    this.core = core;
    this.fields = undefined;
    this.setLevel(level);
  }

  /** @internal Switches methods on and off; for the component's own logger, not for those below it. */
  setLevel(level: LogLevel): void {
    for (const each of LOG_LEVELS) this[each] = RANKS[each] >= RANKS[level] ? METHODS[each] : off;
    this.warn = this.warning;
  }

  with(fields: LogFields): Logger {
    const merged = { ...this.fields, ...copyOf(fields) };
    return Object.create(this.root, { fields: { value: merged, enumerable: true } }) as Logger;
  }

  isEnabled(level: LogLevel): boolean {
    return this[level] !== off;
  }
}
