import { context as contextApi, diag, trace } from '@opentelemetry/api';
import { errorMessage } from './error-message';
import type { Logging } from './logging';
import { spanOfThrown } from './signals';

/** What is told of what happens to the process. */
export interface WatchedProcess {
  /** Called when there is something to tell: what is logged by need not be there, nor loaded, before. */
  readonly logging: () => Logging;
  /** Whether the application logs by it: who never asked for that finds nothing on its stdout when an exception ends it. */
  readonly isInUse: () => boolean;
  /** Whether SIGUSR2 makes loggers more verbose. */
  readonly signal: boolean;
}

/** The component that tells of the process. */
const COMPONENT = 'process';

/**
 * Logs what nobody caught before the process ends by it, and makes loggers more verbose at SIGUSR2 where that is allowed.
 * Returns what takes the listeners off. None of them changes what becomes of the process, or keeps it alive.
 */
export function watchProcess({ logging, isInUse, signal }: WatchedProcess): () => void {
  const onUncaught = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    if (isInUse()) reported(() => logUncaught(logging(), error, origin));
  };
  const onSignal = (): void => reported(() => changeLevel(logging()));
  process.on('uncaughtExceptionMonitor', onUncaught);
  if (signal) {
    outliveSignal();
    process.on('SIGUSR2', onSignal);
  }
  return () => {
    process.removeListener('uncaughtExceptionMonitor', onUncaught);
    process.removeListener('SIGUSR2', onSignal);
  };
}

function logUncaught(logging: Logging, error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void {
  const what =
    origin === 'unhandledRejection' ? 'a rejection was not handled' : 'an exception was not caught';
  // The span that it was thrown in is over by now; where it is not known, the one of the callback is still active.
  const span = spanOfThrown(error);
  const active = contextApi.active();
  contextApi.with(span === undefined ? active : trace.setSpanContext(active, span), () => {
    const logger = logging.logger(COMPONENT);
    if (error instanceof Error) logger.critical(what, error);
    else logger.critical(what, { thrown: error });
  });
}

function changeLevel(logging: Logging): void {
  const level = logging.levels.cycle();
  logging.logger(COMPONENT).warning('the log level was changed by SIGUSR2', { level });
}

/** Without a listener the signal ends the process: one that does nothing stays for what runs on after the shutdown. */
function outliveSignal(): void {
  if (!process.listeners('SIGUSR2').includes(stayAlive)) process.on('SIGUSR2', stayAlive);
}

function stayAlive(): void {}

/** Runs `work` beside what the application does: what it throws is reported. */
function reported(work: () => void): void {
  try {
    work();
  } catch (error) {
    diag.error(`what happened to the process was not logged: ${errorMessage(error)}`);
  }
}
