import { setting } from '../setting';
import { boolean } from '../types/boolean';
import { byteSize } from '../types/byte-size';
import { choice } from '../types/choice';
import { duration } from '../types/duration';
import { componentLevels, LOG_LEVEL_WORDS } from '../types/log-levels';
import { logOutput } from '../types/log-output';
import { count } from '../types/number';

/** What is logged, how, and where it goes. */
export const LOGGING_SETTINGS = [
  setting({
    key: 'log.level',
    env: 'GP_LOG_LEVEL',
    type: choice(LOG_LEVEL_WORDS, { aliases: { warn: 'warning' } }),
    default: 'info',
    description: 'the least severe records that are logged',
  }),
  setting({
    key: 'log.levels',
    env: 'GP_LOG_LEVELS',
    type: componentLevels,
    default: {},
    defaultNote: 'none',
    description: 'levels of single components, `apdu=debug,tls=warning`',
  }),
  setting({
    key: 'log.format',
    env: 'GP_LOG_FORMAT',
    type: choice(['json', 'text']),
    default: 'json',
    description: 'one JSON object a line, or text for people, coloured on a terminal',
  }),
  setting({
    key: 'log.file',
    env: 'GP_LOG_FILE',
    type: logOutput,
    default: 'stdout',
    description: 'where the logger writes: `stdout`, `stderr`, or a file in a folder that exists',
  }),
  setting({
    key: 'log.traceCorrelation',
    env: 'GP_LOG_TRACE_CORRELATION',
    type: boolean,
    default: true,
    description: 'whether a record says the trace and the span that it was logged in',
  }),
  setting({
    key: 'log.otlp',
    env: 'GP_LOG_OTLP_ENABLED',
    type: boolean,
    default: undefined,
    defaultNote: 'true when an OTLP endpoint is set',
    description: 'whether log records are pushed over OTLP',
  }),
  setting({
    key: 'log.events',
    env: 'GP_LOG_EVENTS',
    type: boolean,
    default: false,
    description: "whether the recorders' events are written by the logger as well as over OTLP",
  }),
  setting({
    key: 'log.source',
    env: 'GP_LOG_SOURCE',
    type: boolean,
    default: false,
    description: 'whether a record says the file, line and function that logged it, which costs microseconds',
  }),
  setting({
    key: 'log.console',
    env: 'GP_LOG_CONSOLE',
    type: boolean,
    default: false,
    description: 'whether what the application prints by `console` is logged instead, as component `console`',
  }),
  setting({
    key: 'log.signal',
    env: 'GP_LOG_SIGNAL',
    type: boolean,
    default: false,
    description: 'whether SIGUSR2 makes the logger more verbose, step by step, and then as it was',
  }),
  setting({
    key: 'log.rotate.size',
    env: 'GP_LOG_FILE_MAX_SIZE',
    type: byteSize({ leastBytes: 1_000 }),
    default: 50_000_000,
    description: 'the size at which a log file is put aside and a new one begun',
  }),
  setting({
    key: 'log.rotate.files',
    env: 'GP_LOG_FILE_MAX_FILES',
    type: count(0),
    default: 10,
    description: 'how many files put aside are kept',
  }),
  setting({
    key: 'log.rotate.age',
    env: 'GP_LOG_FILE_MAX_AGE',
    type: duration({ leastMs: 1_000 }),
    default: 14 * 24 * 3_600_000,
    description: 'how long they are kept; a file is put aside after a day, or after this where it is shorter',
  }),
  setting({
    key: 'log.sample.first',
    env: 'GP_LOG_SAMPLE_FIRST',
    type: count(1),
    default: 100,
    description: 'how many records of one component and message are logged a second before some are left out',
  }),
  setting({
    key: 'log.sample.every',
    env: 'GP_LOG_SAMPLE_EVERY',
    type: count(1),
    default: 100,
    description: 'of those beyond, one in so many is logged; 1 leaves none out. Errors never are',
  }),
] as const;
