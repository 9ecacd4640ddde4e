import { EventEmitter, once } from 'node:events';
import { PassThrough } from 'node:stream';
import { type Context, context, createContextKey, ROOT_CONTEXT } from '@opentelemetry/api';
import fc from 'fast-check';
import { type TestObservability, testObservability } from '../../lib/testing';

const KEY = createContextKey('spec');
const inContext = <T>(value: string, work: () => T): T =>
  context.with(ROOT_CONTEXT.setValue(KEY, value), work);
const active = () => context.active().getValue(KEY);

describe('bind', () => {
  it('keeps the context of a function, with its this, arguments, name, length and type', async () => {
    const { tracing, shutdown } = prepared();
    function answer(this: { sw: string }, data: string, _more?: number): unknown {
      return [this.sw, data, active()];
    }
    const bound: typeof answer = inContext('session', () => tracing.bind(answer));

    expect(bound.call({ sw: '9000' }, 'data')).toEqual(['9000', 'data', 'session']);
    expect(inContext('other', () => bound.call({ sw: '6A82' }, 'data'))).toEqual(['6A82', 'data', 'session']);
    expect([bound.name, bound.length]).toEqual(['answer', 2]);
    expect(tracing.bind(active, ROOT_CONTEXT.setValue(KEY, 'given'))()).toBe('given');
    await shutdown();
  });

  it('gives back what is no function: a callback, an emitter that was left out', async () => {
    const { tracing, shutdown } = prepared();
    const nothing = undefined as unknown as () => void;
    const { signal } = new AbortController();

    expect(tracing.bind(nothing)).toBeUndefined();
    expect(tracing.bindEmitter(undefined as unknown as EventEmitter)).toBeUndefined();
    expect(tracing.bindEmitter(signal as unknown as EventEmitter)).toBe(signal);
    await shutdown();
  });

  it('takes what is no context for one that was left out', async () => {
    const { tracing, shutdown } = prepared();
    const span = tracing.startSpan('parent') as unknown as Context;
    const emitter = tracing.bindEmitter(new EventEmitter(), span);
    const seen: unknown[] = [];
    inContext('own', () => emitter.on('data', () => seen.push(active())));
    emitter.emit('data');

    expect(inContext('own', () => tracing.bind(active, span))()).toBe('own');
    expect(inContext('own', () => tracing.withSpan('work', {}, span, active))).toBe('own');
    expect(seen).toEqual(['own']);
    await shutdown();
  });
});

function prepared() {
  const obs = testObservability();
  return { tracing: obs.tracing, shutdown: () => obs.shutdown() };
}

describe('bindEmitter', () => {
  let obs: TestObservability;
  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  it.each(['on', 'addListener', 'once', 'prependListener', 'prependOnceListener'] as const)(
    'runs a listener in the context in which it was added by %s',
    (add) => {
      const emitter = obs.tracing.bindEmitter(new EventEmitter());
      const seen: unknown[] = [];
      for (const value of ['one', 'two']) {
        inContext(value, () => emitter[add]('data', (data) => seen.push([data, active()])));
      }
      inContext('emitting', () => emitter.emit('data', 1));

      expect(new Set(seen)).toEqual(
        new Set([
          [1, 'one'],
          [1, 'two'],
        ]),
      );
      expect(seen).toHaveLength(2);
      expect(emitter.listenerCount('data')).toBe(add.toLowerCase().includes('once') ? 0 : 2);
    },
  );

  it('runs all in one context where one is given, and in another after a later call', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    obs.tracing.bindEmitter(emitter, ROOT_CONTEXT.setValue(KEY, 'first'));
    inContext('adding', () => emitter.on('data', () => seen.push(active())));
    obs.tracing.bindEmitter(emitter, ROOT_CONTEXT.setValue(KEY, 'second'));
    emitter.on('data', () => seen.push(active()));
    obs.tracing.bindEmitter(emitter);
    inContext('third', () => emitter.on('data', () => seen.push(active())));
    emitter.emit('data');

    expect(seen).toEqual(['first', 'second', 'third']);
  });

  it('leaves what was added before as it was', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    inContext('adding', () => emitter.on('data', () => seen.push(active())));
    obs.tracing.bindEmitter(emitter);
    inContext('emitting', () => emitter.emit('data'));

    expect(seen).toEqual(['emitting']);
  });

  it('behaves as the emitter would by itself, whatever is added, removed and emitted', () => {
    const listeners = [0, 1, 2];
    const steps = fc.array(
      fc.tuple(
        fc.constantFrom('on', 'once', 'prependListener', 'prependOnceListener', 'off', 'emit', 'removeAll'),
        fc.constantFrom(...listeners),
      ),
      { maxLength: 30 },
    );
    const play = (emitter: EventEmitter, played: readonly (readonly [string, number])[]): unknown[] => {
      const log: unknown[] = [];
      const fns = listeners.map((index) => () => void log.push(index));
      emitter.on('newListener', (event, listener) => log.push(['new', event, fns.indexOf(listener)]));
      // Told of what stands for a listener at times: Node does so for those of `once`.
      emitter.on('removeListener', (event, listener) =>
        log.push(['gone', event, fns.indexOf(listener.listener ?? listener)]),
      );
      for (const [action, index] of played) {
        const fn = fns[index] ?? (() => undefined);
        if (action === 'emit') log.push(emitter.emit('data'));
        else if (action === 'removeAll') emitter.removeAllListeners('data');
        else
          (emitter as unknown as Record<string, (event: string, fn: () => void) => void>)[action]?.(
            'data',
            fn,
          );
        log.push(emitter.listeners('data').map((listener) => fns.indexOf(listener as () => undefined)));
        log.push(emitter.listenerCount('data', fn));
      }
      return log;
    };
    fc.assert(
      fc.property(steps, (played) => {
        expect(play(obs.tracing.bindEmitter(new EventEmitter()), played)).toEqual(
          play(new EventEmitter(), played),
        );
      }),
    );
  });

  it('works with streams, with once() and with what is no function', async () => {
    const stream = obs.tracing.bindEmitter(new PassThrough());
    const data = inContext(
      'reading',
      () => new Promise((resolve) => stream.on('data', () => resolve(active()))),
    );
    stream.write('x');
    const ended = once(stream, 'end');
    stream.end();

    expect(await data).toBe('reading');
    await ended;
    expect(() => stream.on('data', undefined as unknown as () => void)).toThrow('must be of type function');
  });
});
