import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { runInNewContext } from 'node:vm';
import { context, propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { type TestObservability, testObservability } from '../../lib/testing';

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';

describe('inject and extract', () => {
  let obs: TestObservability;
  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  /** The trace id and the tenant of what was heard. */
  function heard(carrier: object): readonly unknown[] {
    const extracted = obs.tracing.extract(carrier);
    const tenant = propagation.getBaggage(extracted)?.getEntry('tenant')?.value;
    return [trace.getSpanContext(extracted)?.traceId, tenant];
  }

  it.each([
    ['a plain object', () => ({})],
    ['an object without a prototype', () => Object.create(null)],
    ['a Map', () => new Map()],
    ['Headers', () => new Headers()],
    ['URLSearchParams', () => new URLSearchParams()],
    ['an array of pairs', () => []],
    ['an array of names and values in turn', () => ['Host', 'lab']],
  ])('carry trace and baggage in %s', (_kind, empty) => {
    const carrier = empty();
    const traceId = obs.tracing.withBaggage({ tenant: 't1' }, () =>
      obs.tracing.withSpan('send', (span) => {
        expect(obs.tracing.inject(carrier)).toBe(carrier);
        return span.spanContext().traceId;
      }),
    );

    expect(heard(carrier)).toEqual([traceId, 't1']);
  });

  it('carry them through a real HTTP request, from fetch to a handler of Node', async () => {
    const requests: IncomingMessage[] = [];
    const server = http.createServer((request, response) => {
      requests.push(request);
      obs.tracing.inject(response, undefined, obs.tracing.extract(request.headers));
      response.end();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const traceId = await obs.tracing.withBaggage({ tenant: 't1' }, () =>
      obs.tracing.withSpan('send', async (span) => {
        const answer = await fetch(`http://127.0.0.1:${port}`, { headers: obs.tracing.inject({}) });
        expect(answer.headers.get('traceparent')).toContain(span.spanContext().traceId);
        return span.spanContext().traceId;
      }),
    );
    server.closeAllConnections();
    server.close();
    const [request] = requests;

    for (const carrier of [request?.headers, request?.headersDistinct, request?.rawHeaders]) {
      expect(heard(carrier ?? {})).toEqual([traceId, 't1']);
    }
  });

  it('read names in any case, and the bytes that message brokers hand out', () => {
    expect(heard({ Traceparent: TRACEPARENT, BAGGAGE: 'tenant=t1' })).toEqual([TRACE_ID, 't1']);
    expect(heard(new Map([['TraceParent', TRACEPARENT]]))).toEqual([TRACE_ID, undefined]);
    expect(heard({ traceparent: Buffer.from(TRACEPARENT) })).toEqual([TRACE_ID, undefined]);
  });

  it('write in the place of a header that is there, whatever its case', () => {
    const carriers = [{ Traceparent: 'old' }, [['TraceParent', 'old']], ['x', 'y', 'TRACEPARENT', 'old']];
    obs.tracing.withSpan('send', () => {
      for (const carrier of carriers) obs.tracing.inject(carrier);
    });

    expect(JSON.stringify(carriers)).not.toContain('old');
    expect(carriers.map((carrier) => Object.keys(carrier).length)).toEqual([1, 1, 4]);
  });

  it('take a getter and a setter for a carrier of another kind', () => {
    const written: string[] = [];
    obs.tracing.withSpan('send', () => {
      obs.tracing.inject(written, { set: (list, key, value) => void list.push(`${key}: ${value}`) });
    });
    const getter = {
      keys: () => [],
      get: (_carrier: object, key: string) => written[0]?.slice(key.length + 2),
    };

    expect(trace.getSpanContext(obs.tracing.extract(written, getter))?.traceId).toBe(
      obs.spans('send')[0]?.spanContext().traceId,
    );
  });

  it('make a span of another process the parent, where one is started in the context that was read', async () => {
    const inRemote = obs.tracing.extract({ traceparent: TRACEPARENT });
    await obs.tracing.withSpan('handle', {}, inRemote, async () => undefined);

    expect(obs.spans('handle')[0]).toMatchObject({
      parentSpanContext: { traceId: TRACE_ID, spanId: 'b7ad6b7169203331', isRemote: true },
    });
  });

  it.each([
    ['an own key __proto__', JSON.parse(`{"__proto__":{"traceparent":"${TRACEPARENT}"}}`)],
    ['a prototype', Object.create({ traceparent: TRACEPARENT })],
    ['an array with no values', ['traceparent']],
    ['an array of arrays of arrays', [[['traceparent'], [TRACEPARENT]]]],
    [
      'a proxy that throws',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
          ownKeys: () => {
            throw new Error('no');
          },
        },
      ),
    ],
    [
      'a get that throws',
      {
        get: () => {
          throw new Error('no');
        },
      },
    ],
    [
      'a getter that throws',
      Object.defineProperty({}, 'traceparent', {
        get: () => {
          throw new Error('no');
        },
      }),
    ],
    ['null', null],
    ['undefined', undefined],
    ['a number', 42],
    ['text', 'traceparent'],
  ])('hear nothing in %s, and do not throw', (_what, carrier) => {
    expect(obs.tracing.extract(carrier)).toBe(context.active());
    expect(() => obs.tracing.withSpan('send', () => obs.tracing.inject(carrier))).not.toThrow();
  });

  it('throw on no carrier whatever, and pollute no prototype', () => {
    const before = Object.getOwnPropertyNames(Object.prototype).join();
    const key = fc.oneof(
      fc.constantFrom('traceparent', 'baggage', '__proto__', 'constructor', 'get', 'set'),
      fc.string(),
    );
    const carrier = fc.oneof(
      fc.anything(),
      fc.dictionary(key, fc.anything()),
      fc.array(fc.tuple(key, fc.anything())),
    );
    fc.assert(
      fc.property(carrier, (given) => {
        obs.tracing.extract(given as object);
        obs.tracing.withBaggage({ tenant: 't1' }, () =>
          obs.tracing.withSpan('send', () => obs.tracing.inject(given as object)),
        );
      }),
    );

    expect(Object.getOwnPropertyNames(Object.prototype).join()).toBe(before);
  });

  it('leave a frozen carrier as it is', () => {
    const carrier = Object.freeze({ host: 'lab' });
    obs.tracing.withSpan('send', () => obs.tracing.inject(carrier));

    expect(carrier).toEqual({ host: 'lab' });
  });

  it('let no secret and no card identity out in baggage', () => {
    const entries = { psk: '00112233445566778899aabbccddeeff', iccid: '8944110068256270054', tenant: 't1' };
    const { baggage } = obs.tracing.withBaggage(entries, () => obs.tracing.inject<{ baggage?: string }>({}));

    expect(baggage).toMatch(/^psk=%5Bredacted%5D,iccid=iccid%3A[0-9a-f]{16},tenant=t1$/);
  });

  it('are those that the settings name', async () => {
    const without = testObservability({ tracing: { propagators: 'none' } });
    const traceOnly = testObservability({ tracing: { propagators: ['tracecontext'] } });
    const headersOf = ({ tracing }: TestObservability) =>
      tracing.withBaggage({ tenant: 't1' }, () => tracing.withSpan('send', () => tracing.inject({})));

    expect([headersOf(without), Object.keys(headersOf(traceOnly))]).toEqual([{}, ['traceparent']]);
    await Promise.all([without.shutdown(), traceOnly.shutdown()]);
  });
});

describe('baggage', () => {
  it('is there in what runs with it, beside what was there before', async () => {
    const obs = testObservability();
    const seen = await obs.tracing.withBaggage({ tenant: 't1', run: '1' }, async () => {
      await new Promise(setImmediate);
      return obs.tracing.withBaggage(new Map([['run', '2']]), () => [...obs.tracing.baggage()]);
    });

    expect(seen).toEqual([
      ['tenant', 't1'],
      ['run', '2'],
    ]);
    expect(obs.tracing.baggage().size).toBe(0);
    await obs.shutdown();
  });

  it('leaves out what is no text', async () => {
    const obs = testObservability();
    const entries = { tenant: 't1', count: 3 } as unknown as Record<string, string>;

    expect([...obs.tracing.withBaggage(entries, () => obs.tracing.baggage().keys())]).toEqual(['tenant']);
    expect(context.active()).toBe(ROOT_CONTEXT);
    await obs.shutdown();
  });

  it.each<readonly [string, unknown]>([
    ['null', null],
    ['undefined', undefined],
    ['nothing in it', {}],
    ['no object', 7],
    [
      'what throws when it is read',
      {
        get tenant() {
          throw new Error('no tenant');
        },
      },
    ],
    ['a map that throws when it is read', Object.assign(new Map(), { [Symbol.iterator]: () => null })],
  ])('runs what it is given as it is where there is %s in the place of members', async (_what, given) => {
    const obs = testObservability();
    const entries = given as Record<string, string>;
    const seen = obs.tracing.withBaggage({ tenant: 't1' }, () => {
      const outer = context.active();
      return obs.tracing.withBaggage(entries, () => [context.active() === outer, obs.tracing.baggage().size]);
    });

    expect(seen).toEqual([true, 1]);
    await obs.shutdown();
  });

  it('takes the members of a map of another realm', async () => {
    const obs = testObservability();
    const entries = runInNewContext("new Map([['tenant', 't1']])") as Map<string, string>;

    expect(obs.tracing.withBaggage(entries, () => obs.tracing.baggage().get('tenant'))).toBe('t1');
    await obs.shutdown();
  });
});
