import type { TextMapGetter } from '@opentelemetry/api';

/** The longest header that is read: what W3C has to be let through of baggage, the longest of all. */
const LONGEST = 8192;
const MOST_VALUES = 64;

/**
 * Reads a carrier that comes from outside. A header that is longer than any has to be is cut where a member of its list
 * ends; what is no text does not count; a `traceparent` that comes twice is none (W3C Trace Context, 3.2.2.2 has one);
 * a carrier that throws has nothing.
 */
export function boundedGetter<Carrier>(inner: TextMapGetter<Carrier>): TextMapGetter<Carrier> {
  return {
    keys: (carrier) => attempt(() => inner.keys(carrier)) ?? [],
    get: (carrier, key) => {
      const value = attempt(() => inner.get(carrier, key));
      if (typeof value === 'string') return bounded(value);
      return Array.isArray(value) ? joined(value, key) : undefined;
    },
  };
}

function joined(values: readonly unknown[], key: string): string | undefined {
  const [first] = values;
  if (values.length === 1) return typeof first === 'string' ? bounded(first) : undefined;
  if (key.toLowerCase() === 'traceparent') return undefined;
  const texts = values.slice(0, MOST_VALUES).filter((value) => typeof value === 'string');
  return bounded(texts.map((text) => text.slice(0, LONGEST + 1)).join(','));
}

function bounded(text: string): string | undefined {
  if (text.length <= LONGEST) return text;
  const end = text.lastIndexOf(',', LONGEST);
  return end > 0 ? text.slice(0, end) : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
