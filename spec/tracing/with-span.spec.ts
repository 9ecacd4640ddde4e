import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { type TestObservability, testObservability } from '../../lib/testing';
import type { SpanResult } from '../../lib/tracing';

/** Compiles only when both types are the same. */
type Same<One, Other> =
  (<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;
const same = <_Is extends true>() => undefined;

class CardError extends Error {}

class CancellablePromise<T> extends Promise<T> {
  cancel() {
    return 'cancelled';
  }
}

/** A query builder: it does its work each time that it is awaited. */
function lazyQuery(rows: readonly string[]) {
  let runs = 0;
  return {
    where: () => 'narrowed',
    runs: () => runs,
    // biome-ignore lint/suspicious/noThenProperty: that is what a query builder is.
    then<T>(resolve: (value: readonly string[]) => T): Promise<T> {
      runs += 1;
      trace.getActiveSpan()?.addEvent('query');
      return Promise.resolve(rows).then(resolve);
    },
  };
}

describe('withSpan', () => {
  let obs: TestObservability;
  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  it('runs a function in a span, which is active in it, and gives back what it returns', () => {
    const active = obs.tracing.withSpan('work', (span) => {
      expect(obs.tracing.currentSpan()).toBe(span);
      return trace.getSpanContext(context.active());
    });

    expect(obs.spans('work')).toMatchObject([
      { kind: SpanKind.INTERNAL, status: { code: SpanStatusCode.UNSET } },
    ]);
    expect(active).toEqual(obs.spans('work')[0]?.spanContext());
    expect(context.active()).toBe(ROOT_CONTEXT);
  });

  it('takes the options of a span, and the context that is its parent', () => {
    const parent = obs.tracing.startSpan('parent');
    const inParent = trace.setSpan(ROOT_CONTEXT, parent);
    const options = { kind: SpanKind.CLIENT, attributes: { 'card.count': 2 } };
    obs.tracing.withSpan('work', options, inParent, () => undefined);
    parent.end();

    expect(obs.spans('work')).toMatchObject([
      { ...options, parentSpanContext: { spanId: parent.spanContext().spanId } },
    ]);
  });

  it('nests spans across await', async () => {
    await obs.tracing.withSpan('outer', async () => {
      await new Promise(setImmediate);
      await obs.tracing.withSpan('inner', async () => new Promise(setImmediate));
    });
    const [inner, outer] = obs.spans();

    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect([inner?.name, outer?.name]).toEqual(['inner', 'outer']);
  });

  it('ends the span of a promise before whoever awaits it goes on', async () => {
    const returned = obs.tracing.withSpan('work', () => new Promise((resolve) => setImmediate(resolve, 1)));

    expect(obs.spans()).toEqual([]);
    expect(await returned).toBe(1);
    expect(obs.spans('work')).toHaveLength(1);
  });

  it.each<readonly [what: string, promise: () => Promise<number>]>([
    ['something on it', () => Object.assign(Promise.resolve(1), { cancel: () => 'cancelled' })],
    ['a class of its own', () => CancellablePromise.resolve(1)],
  ])('gives back the very promise that has %s', async (_what, promiseOf) => {
    const promise = promiseOf();
    const returned = obs.tracing.withSpan('work', () => promise);

    expect(returned).toBe(promise);
    expect(await returned).toBe(1);
    expect(obs.spans('work')).toHaveLength(1);
  });

  it('has in the span what a promise of its own class begins only when it is asked', async () => {
    class LazyPromise extends Promise<unknown> {
      #begun: Promise<unknown> | undefined;
      // biome-ignore lint/suspicious/noThenProperty: that is what makes it lazy.
      override then<A, B>(...settled: Parameters<Promise<unknown>['then']>): Promise<A | B> {
        this.#begun ??= Promise.resolve(trace.getActiveSpan());
        return this.#begun.then(...settled) as Promise<A | B>;
      }
    }
    const active = await obs.tracing.withSpan('work', () => new LazyPromise((resolve) => resolve('unused')));

    expect((active as Span | undefined)?.spanContext()).toEqual(obs.spans('work')[0]?.spanContext());
  });

  it('gives back a promise whose own then throws, and ends the span', () => {
    const broken = new CancellablePromise<number>(() => undefined);
    Object.defineProperty(broken, 'then', {
      value: () => {
        throw new Error('not today');
      },
    });

    expect(obs.tracing.withSpan('work', () => broken)).toBe(broken);
    expect(obs.spans('work')).toHaveLength(1);
  });

  it('runs a thenable that is no promise once, in the span, and gives a promise for it', async () => {
    const query = lazyQuery(['row']);
    const returned = obs.tracing.withSpan('query', () => query);

    expect(await returned).toEqual(['row']);
    expect(query.runs()).toBe(1);
    expect(obs.spans('query')[0]?.events).toMatchObject([{ name: 'query' }]);
  });

  it('asks a thenable once for its then, which may begin its work', async () => {
    let asked = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: some builders begin a query when they are asked for it.
      get then() {
        asked += 1;
        return (resolve: (rows: number) => void) => resolve(asked);
      },
    };

    expect(await obs.tracing.withSpan('query', () => query)).toBe(1);
    expect(asked).toBe(1);
  });

  it.each([
    ['calls back twice', (resolve: (row: string) => void) => [resolve('first'), resolve('second')]],
    [
      'throws when it has called back',
      (resolve: (row: string) => void) => {
        resolve('first');
        throw new Error('too late');
      },
    ],
  ])('takes the first answer of a thenable that %s', async (_what, then) => {
    expect(await obs.tracing.withSpan('query', () => ({ then }))).toBe('first');
    expect(obs.spans('query')).toMatchObject([{ status: { code: SpanStatusCode.UNSET } }]);
  });

  it('records what a thenable throws when it is awaited', async () => {
    const error = new Error('no connection');
    const failing = () => ({
      // biome-ignore lint/suspicious/noThenProperty: a query builder.
      then: (_resolve: (row: string) => void) => {
        throw error;
      },
    });

    await expect(obs.tracing.withSpan('query', failing)).rejects.toBe(error);
    expect(obs.spans('query')).toMatchObject([{ status: { code: SpanStatusCode.ERROR } }]);
  });

  it.each([
    [
      'throws',
      (error: unknown) => () => {
        throw error;
      },
    ],
    [
      'rejects',
      (error: unknown) => async () => {
        throw error;
      },
    ],
  ])('records what %s, and hands it on unchanged', async (_how, failing) => {
    const error = new RangeError('too many cards');
    const caught = await (async () => obs.tracing.withSpan('work', failing(error)))().catch(
      (thrown) => thrown,
    );
    const [span] = obs.spans('work');

    expect(caught).toBe(error);
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too many cards' });
    expect(span?.attributes).toEqual({ 'error.type': 'RangeError' });
    expect(span?.events).toMatchObject([
      {
        name: 'exception',
        attributes: {
          'exception.type': 'RangeError',
          'exception.message': 'too many cards',
          'exception.stacktrace': expect.stringContaining('with-span.spec'),
        },
      },
    ]);
  });

  it.each([
    ['its code', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    ['the name of its class', new CardError('gone'), 'CardError'],
    ['its name', Object.assign(new Error('late'), { name: 'TimeoutError' }), 'TimeoutError'],
    ['_OTHER for a text', 'a text with a secret', '_OTHER'],
    ['_OTHER for a number', 42, '_OTHER'],
    ['_OTHER for nothing', undefined, '_OTHER'],
    ['_OTHER for a name that is a sentence', { name: 'card 8944110068256270054', message: 'x' }, '_OTHER'],
    [
      '_OTHER for what throws when it is read',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
      '_OTHER',
    ],
  ])('has as error.type %s', (_what, thrown, errorType) => {
    let caught: unknown = 'nothing';
    try {
      obs.tracing.withSpan('work', () => {
        throw thrown;
      });
    } catch (error) {
      caught = error;
    }

    expect(Object.is(caught, thrown)).toBe(true);
    expect(obs.spans('work')[0]?.attributes['error.type']).toBe(errorType);
    expect(obs.spans('work')[0]?.events).toMatchObject([{ name: 'exception' }]);
  });

  it('lets no secret of an error out', () => {
    const failing = () =>
      obs.tracing.withSpan('work', () => {
        throw new Error('login failed: password=opensesame');
      });

    expect(failing).toThrow('opensesame');
    expect(JSON.stringify([obs.spans()[0]?.status, obs.spans()[0]?.events])).not.toContain('opensesame');
  });

  // What nobody handles is in spec/system/unhandled-rejections.spec.ts: Jest takes it for itself, and fails the test.
  it('adds no rejection of its own to one that is handled', async () => {
    const failing = () => Promise.reject(new Error('handled'));
    await obs.tracing.withSpan('work', failing).catch(() => undefined);
    const extended = obs.tracing.withSpan('work', () =>
      Object.assign(failing(), { cancel: () => undefined }),
    );
    await extended.catch(() => undefined);
    await new Promise(setImmediate);

    expect(obs.spans('work').map(({ status }) => status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.ERROR,
    ]);
  });

  it('ends a span once, also where the function ended it', () => {
    obs.tracing.withSpan('work', (span) => span.end());

    expect(obs.spans('work')).toHaveLength(1);
  });

  it('takes null for options and a context that are left out', () => {
    const nothing = null as unknown as undefined;
    obs.tracing.withSpan('outer', (outer) => {
      obs.tracing.withSpan('with', nothing as never, nothing as never, () => undefined);
      obs.tracing.startSpan('start', nothing, nothing).end();
      return outer;
    });
    const [inner, started, outer] = obs.spans();

    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(started?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
  });

  it('runs the function also where the span cannot be started', () => {
    const options = {
      get attributes(): never {
        throw new Error('no attributes today');
      },
    };

    expect(obs.tracing.withSpan('work', options, () => 'done')).toBe('done');
  });

  it('keeps what is below an unsampled span out of new traces', async () => {
    const unsampled = testObservability({ tracing: { sampler: 'parentbased_always_off' } });
    const ids = unsampled.tracing.withSpan('outer', (outer) =>
      unsampled.tracing.withSpan('inner', (inner) => [outer.spanContext(), inner.spanContext()]),
    );

    expect(ids[0]?.traceId).toBe(ids[1]?.traceId);
    expect(ids[0]?.spanId).not.toBe(ids[1]?.spanId);
    expect(unsampled.spans()).toEqual([]);
    await unsampled.shutdown();
  });

  it('has the type of what the function returns', async () => {
    const { tracing } = obs;
    const text = tracing.withSpan('work', () => 'text');
    same<Same<typeof text, string>>();
    const promise = tracing.withSpan('work', {}, async () => 1);
    same<Same<typeof promise, Promise<number>>>();
    const nothing = tracing.withSpan('work', {}, ROOT_CONTEXT, (span) => span.addEvent('x').end());
    same<Same<typeof nothing, void>>();
    const query = tracing.withSpan('work', () => lazyQuery([]));
    same<Same<Awaited<typeof query>, readonly string[]>>();
    same<Same<SpanResult<string | Promise<number>>, string | Promise<number>>>();
    const inSpan = async <T>(work: () => Promise<T>): Promise<T> => tracing.withSpan('work', work);
    expect([text, await promise, nothing, await query, await inSpan(async () => 2)]).toEqual([
      'text',
      1,
      undefined,
      [],
      2,
    ]);
    // @ts-expect-error a span has a name
    expect(() => tracing.withSpan(() => 1)).toThrow();
    // @ts-expect-error no such method any more
    expect(() => query.where()).toThrow();
  });
});

describe('startSpan', () => {
  it('starts a span below the active one, without making it active', async () => {
    const obs = testObservability();
    obs.tracing.withSpan('outer', (outer) => {
      const span = obs.tracing.startSpan('inner', { attributes: { n: 1 } });
      expect(obs.tracing.currentSpan()).toBe(outer);
      span.end();
    });
    const [inner, outer] = obs.spans();

    expect(inner).toMatchObject({ name: 'inner', attributes: { n: 1 } });
    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(inner?.instrumentationScope.name).toBe('cardlink');
    await obs.shutdown();
  });
});

describe('currentSpan', () => {
  it('is a span that does nothing where none is active', async () => {
    const obs = testObservability();
    const span = obs.tracing.currentSpan();
    span.setAttribute('ignored', 1).end();

    expect(span.isRecording()).toBe(false);
    expect(obs.spans()).toEqual([]);
    await obs.shutdown();
  });
});
