import { type Context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';

const KEY = createContextKey('cardlink session');

/** A context that says which session it is of. The root's stays as it is: it is not made active, see `contextOf`. */
export function withSession(context: Context, session: { readonly id: string }): Context {
  return context === ROOT_CONTEXT ? context : context.setValue(KEY, session);
}

/** The id of the session that a context is of: for what is logged in it. Where nothing is traced, contexts are of none. */
export function sessionIdOf(context: Context): string | undefined {
  return (context.getValue(KEY) as { readonly id: string } | undefined)?.id;
}
