import { type Context, createContextKey, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { contextOf } from './no-spans';
import type { SessionTally } from './session-tally';
import type { Telemetry } from './telemetry';

/** What a context says of the session that it is of. */
export interface ContextSession {
  readonly id: string;
  readonly open: boolean;
  readonly tally: SessionTally;
}

const KEY = createContextKey('cardlink session');

/**
 * The context of a session that began in `begun`: a trace of its own, but what else is in `begun` (baggage, values of the
 * application) goes on in it. Where there is nothing in that, no span and nobody who logs, it stays the root's, which is
 * not made active: see `contextOf`.
 */
export function sessionContext(
  begun: Context,
  span: Span,
  session: ContextSession,
  { logs }: Pick<Telemetry, 'logs'>,
): Context {
  const context = contextOf(begun, span);
  return context === ROOT_CONTEXT && !logs?.() ? context : context.setValue(KEY, session);
}

/** A context with the session and its span in the place of those that it has; all else in it stays. */
export function contextInSession(context: Context, span: Span, session: ContextSession): Context {
  const inSpan = trace.getSpan(context) === span ? context : contextOf(context, span);
  return isInSession(inSpan, session) ? inSpan : inSpan.setValue(KEY, session);
}

/**
 * The context for code that is called where `active` is, and is to run in a session. What the session began with is there,
 * unless it was nothing, or the code is the session's own: then what is active stays.
 */
export function contextOfCode(
  active: Context,
  session: ContextSession & { readonly context: Context },
  { begun, span }: { readonly begun: Context; readonly span: Span },
): Context {
  if (active === ROOT_CONTEXT || session.context === ROOT_CONTEXT) return session.context;
  const keepsActive = begun === ROOT_CONTEXT || isInSession(active, session);
  return keepsActive ? contextInSession(active, span, session) : session.context;
}

/** Whether a context is of this session. */
function isInSession(context: Context, session: ContextSession): boolean {
  return context.getValue(KEY) === session;
}

/** The id of the session that a context is of: for what is logged in it. */
export function sessionIdOf(context: Context): string | undefined {
  return sessionIn(context)?.id;
}

/** What counts for the session that a context is of, while it is open. */
export function tallyIn(context: Context): SessionTally | undefined {
  const session = sessionIn(context);
  return session?.open ? session.tally : undefined;
}

function sessionIn(context: Context): ContextSession | undefined {
  return context.getValue(KEY) as ContextSession | undefined;
}
