import type { TextMapGetter, TextMapSetter } from '@opentelemetry/api';

/**
 * What headers of a message stand in: a plain object, a `Map`, `Headers` and what is like them, a request or response of
 * Node (to write), an array of names and values in turn (`rawHeaders`) or of pairs.
 */
export type Carrier = object;

/** How many entries are looked through for a name in other case. */
const MOST_ENTRIES = 1_000;

/** Reads headers, whatever they stand in, in any case of their names. */
export const carrierGetter: TextMapGetter<Carrier> = {
  keys: (carrier) => [...entriesOf(carrier)].map(([name]) => name),
  get: (carrier, key) => {
    const { get } = carrier as { readonly get?: unknown };
    const exact =
      typeof get === 'function'
        ? Reflect.apply(get, carrier, [key])
        : Object.hasOwn(carrier, key) && (carrier as Record<string, unknown>)[key];
    if (exact) return textsOf(exact);
    const found: string[] = [];
    for (const [name, value] of entriesOf(carrier)) {
      if (name.toLowerCase() === key) found.push(...[textsOf(value) ?? []].flat());
    }
    return found.length > 1 ? found : found[0];
  },
};

/** Writes headers, whatever they stand in, in the place of those that have the name. */
export const carrierSetter: TextMapSetter<Carrier> = {
  set: (carrier, key, value) => {
    if (Array.isArray(carrier)) return setInArray(carrier, key, value);
    const { setHeader, set } = carrier as { readonly setHeader?: unknown; readonly set?: unknown };
    const write = [setHeader, set].find((method) => typeof method === 'function');
    if (write) Reflect.apply(write as () => void, carrier, [key, value]);
    else setMember(carrier, key, value);
  },
};

/** Names and values; only what is the carrier's own, so that nothing is read from a prototype. */
function* entriesOf(carrier: Carrier): Generator<readonly [name: string, value: unknown]> {
  let left = MOST_ENTRIES;
  for (const [name, value] of rawEntries(carrier)) {
    if (left-- === 0) return;
    if (typeof name === 'string') yield [name, value];
  }
}

function* rawEntries(carrier: Carrier): Generator<readonly [name: unknown, value: unknown]> {
  if (Array.isArray(carrier)) {
    for (let index = 0; index < carrier.length; index += 1) {
      const item: unknown = carrier[index];
      if (Array.isArray(item)) yield [item[0], item[1]];
      else yield [item, carrier[++index]];
    }
    return;
  }
  if (carrier instanceof Map) {
    yield* carrier;
    return;
  }
  for (const name in carrier) {
    if (Object.hasOwn(carrier, name)) yield [name, (carrier as Record<string, unknown>)[name]];
  }
}

/** Text, or bytes of it as message brokers hand them out. */
function textsOf(value: unknown): string | string[] | undefined {
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined;
}

/** An empty array gets pairs, which `fetch` and Node both take. */
function setInArray(carrier: unknown[], key: string, value: string): void {
  const isFlat = typeof carrier[0] === 'string';
  const step = isFlat ? 2 : 1;
  for (let index = 0; index < carrier.length; index += step) {
    const item = carrier[index];
    const name: unknown = Array.isArray(item) ? item[0] : item;
    if (String(name).toLowerCase() !== key.toLowerCase()) continue;
    if (Array.isArray(item)) item[1] = value;
    else carrier[index + 1] = value;
    return;
  }
  if (isFlat) carrier.push(key, value);
  else carrier.push([key, value]);
}

/** Never through a prototype's setter: a propagator may take a name from what came in. */
function setMember(carrier: Carrier, key: string, value: string): void {
  let name = key;
  for (const [known] of entriesOf(carrier)) if (known.toLowerCase() === key.toLowerCase()) name = known;
  Object.defineProperty(carrier, name, { value, enumerable: true, configurable: true, writable: true });
}
