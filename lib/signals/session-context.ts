import { type Context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Telemetry } from './telemetry';

const KEY = createContextKey('cardlink session');

/**
 * A context that says which session it is of. Where there is neither a span in it nor anybody who logs it stays the root's,
 * which is not made active: see `contextOf`.
 */
export function withSession(
  context: Context,
  session: { readonly id: string },
  { logs }: Pick<Telemetry, 'logs'>,
): Context {
  return context === ROOT_CONTEXT && !logs?.() ? context : context.setValue(KEY, session);
}

/** The id of the session that a context is of: for what is logged in it. */
export function sessionIdOf(context: Context): string | undefined {
  return (context.getValue(KEY) as { readonly id: string } | undefined)?.id;
}
