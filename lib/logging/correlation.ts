import { type Context, context as contextApi, createContextKey } from '@opentelemetry/api';

/** What records of one piece of work have in common, beside its span. */
export interface Correlation {
  readonly requestId?: string | undefined;
  readonly sessionId?: string | undefined;
}

const KEY = createContextKey('cardlink log correlation');

/** What a context says of the records that are logged in it. */
export function correlationOf(context: Context): Correlation | undefined {
  return context.getValue(KEY) as Correlation | undefined;
}

/** Runs `work` in a context whose records have these ids, beside those that they have already. */
export function runCorrelated<T>(correlation: Correlation, work: () => T): T {
  const active = contextApi.active();
  const merged = { ...correlationOf(active), ...correlation };
  return contextApi.with(active.setValue(KEY, merged), work);
}
