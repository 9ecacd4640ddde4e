import { type Context, createContextKey } from '@opentelemetry/api';

const KEY = createContextKey('cardlink session id');

/** A context that says which session it is of. */
export function withSessionId(context: Context, id: string): Context {
  return context.setValue(KEY, id);
}

/** The id of the session that a context is of: for what is logged in it. */
export function sessionIdOf(context: Context): string | undefined {
  return context.getValue(KEY) as string | undefined;
}
