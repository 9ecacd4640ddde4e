import { type Context, propagation } from '@opentelemetry/api';

/** Members of baggage by their keys. */
export type BaggageEntries = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/** A context with these members of baggage beside those that it has; what is no text is left out. */
export function contextWithBaggage(context: Context, entries: BaggageEntries): Context {
  const members = entries instanceof Map ? [...entries] : Object.entries(entries);
  let baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  for (const [key, value] of members) {
    if (typeof key === 'string' && typeof value === 'string') baggage = baggage.setEntry(key, { value });
  }
  return propagation.setBaggage(context, baggage);
}

/** The members of a context's baggage by their keys, without their properties. */
export function baggageOf(context: Context): ReadonlyMap<string, string> {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return new Map(entries.map(([key, { value }]) => [key, value]));
}
