import { SeverityNumber } from '@opentelemetry/api-logs';
import { LOG_LEVEL_WORDS, type LogLevelWord } from '../config';

/** The level of a log record. */
export type LogLevel = LogLevelWord;

/** The levels, the least severe first: a level's rank is its place here. */
export const LOG_LEVELS = LOG_LEVEL_WORDS;

/** How severe a level is, 0 the least. */
export const RANKS: Readonly<Record<LogLevel, number>> = {
  debug: 0,
  info: 1,
  warning: 2,
  error: 3,
  critical: 4,
};

/** Levels as winston counts them: the most severe is 0. */
export const WINSTON_LEVELS: Readonly<Record<LogLevel, number>> = {
  critical: 0,
  error: 1,
  warning: 2,
  info: 3,
  debug: 4,
};

/** What OTel calls a level (log data model, "Severity Fields"). */
export const SEVERITIES: Readonly<Record<LogLevel, SeverityNumber>> = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warning: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
  critical: SeverityNumber.FATAL,
};

/** What stands in a record for its level. */
export const LEVEL_LABELS: Readonly<Record<LogLevel, string>> = {
  debug: 'DEBUG',
  info: 'INFO',
  warning: 'WARNING',
  error: 'ERROR',
  critical: 'CRITICAL',
};

/** Other loggers' words for our levels (winston's npm and syslog levels, pino's). */
const FOREIGN: Readonly<Record<string, LogLevel>> = {
  silly: 'debug',
  trace: 'debug',
  verbose: 'debug',
  http: 'debug',
  notice: 'info',
  warn: 'warning',
  crit: 'critical',
  alert: 'critical',
  emerg: 'critical',
  fatal: 'critical',
};

/** Our level for another logger's word; `info` for one that is not known. */
export function levelOfForeign(word: unknown): LogLevel {
  if (typeof word !== 'string') return 'info';
  const text = word.toLowerCase();
  if (Object.hasOwn(RANKS, text)) return text as LogLevel;
  return Object.hasOwn(FOREIGN, text) ? (FOREIGN[text] ?? 'info') : 'info';
}

/** Our level for OTel's severity number (log data model, "SeverityNumber"); `info` where there is none. */
export function levelOfSeverity(severity: number | undefined): LogLevel {
  if (severity === undefined || severity <= 0) return 'info';
  const fitting = LOG_LEVELS.filter((level) => SEVERITIES[level] <= severity);
  return fitting.at(-1) ?? 'debug';
}
