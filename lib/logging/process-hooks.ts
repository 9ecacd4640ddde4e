import { context as contextApi, type SpanContext, trace } from '@opentelemetry/api';
import type { LogLevels } from './log-levels';
import type { Logger } from './logger';

/** What happens to a process that a logging has to know of. */
export interface ProcessHooks {
  /** Writes everything that waits, now. */
  readonly flushSync: () => void;
  /** Takes what nobody caught. */
  readonly logger: () => Logger;
  /** The span in which something was thrown, where it is known. */
  readonly spanOf: (thrown: unknown) => SpanContext | undefined;
  /** Made more verbose by SIGUSR2; absent when the application does not allow it. */
  readonly levels: LogLevels | undefined;
}

/**
 * Writes what waits when the process exits, however it comes to it, and what nobody caught before it ends by that. Returns
 * what takes the listeners off. None of them changes what becomes of the process.
 */
export function watchProcess({ flushSync, logger, spanOf, levels }: ProcessHooks): () => void {
  const onUncaught = (error: unknown, origin: NodeJS.UncaughtExceptionOrigin): void => {
    const what =
      origin === 'unhandledRejection' ? 'a rejection was not handled' : 'an exception was not caught';
    // The span that it was thrown in is over by now; where it is not known, the one of the callback is still active.
    const span = spanOf(error);
    const active = contextApi.active();
    contextApi.with(span === undefined ? active : trace.setSpanContext(active, span), () => {
      if (error instanceof Error) logger().critical(what, error);
      else logger().critical(what, { thrown: error });
    });
  };
  const onSignal = (): void => {
    const level = levels?.cycle();
    logger().warning('the log level was changed by SIGUSR2', { level });
  };
  process.on('exit', flushSync);
  process.on('uncaughtExceptionMonitor', onUncaught);
  if (levels) process.on('SIGUSR2', onSignal);
  return () => {
    process.removeListener('exit', flushSync);
    process.removeListener('uncaughtExceptionMonitor', onUncaught);
    process.removeListener('SIGUSR2', onSignal);
  };
}
