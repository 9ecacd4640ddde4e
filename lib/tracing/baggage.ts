import { types } from 'node:util';
import { type Context, propagation } from '@opentelemetry/api';

/** Members of baggage by their keys. */
export type BaggageEntries = Readonly<Record<string, string>> | ReadonlyMap<string, string>;

/**
 * A context with these members of baggage beside those that it has; what is no text is left out. Never throws: where the
 * members cannot be read, or there are none, it is the context itself.
 */
export function contextWithBaggage(context: Context, entries: BaggageEntries): Context {
  const members = textMembers(entries);
  if (members.length === 0) return context;
  let baggage = propagation.getBaggage(context) ?? propagation.createBaggage();
  for (const [key, value] of members) baggage = baggage.setEntry(key, { value });
  return propagation.setBaggage(context, baggage);
}

/** JavaScript hands over anything, a tenant that is not known yet among it. */
function textMembers(entries: BaggageEntries | null | undefined): readonly (readonly [string, string])[] {
  try {
    const members = types.isMap(entries) ? [...entries] : Object.entries(entries ?? {});
    return members.filter(([key, value]) => typeof key === 'string' && typeof value === 'string');
  } catch {
    return [];
  }
}

/** The members of a context's baggage by their keys, without their properties. */
export function baggageOf(context: Context): ReadonlyMap<string, string> {
  const entries = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return new Map(entries.map(([key, { value }]) => [key, value]));
}
