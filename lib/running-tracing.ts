import { runningObservability } from './observability';
import { NO_TARGET, Tracing } from './tracing';

/**
 * The tracing of whichever instance runs when it is used: for decorators, which are applied before anything is started,
 * and for code that is not handed an instance. What was traced before a restart goes on with the next instance. Where none
 * runs, it runs what it is given, and no more.
 */
export const tracing = new Tracing(() => runningObservability()?.tracingTarget ?? NO_TARGET);

/** `tracing.traced`: a decorator, and a function that wraps another. */
export const traced = tracing.traced;

/** `tracing.withSpan`: runs a function in a span of its own. */
export const withSpan: Tracing['withSpan'] = tracing.withSpan.bind(tracing);
