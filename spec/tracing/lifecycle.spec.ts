import {
  type Context,
  context,
  diag,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import {
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type SpanProcessor,
  TracerProvider as StockTracerProvider,
} from '@opentelemetry/sdk-trace';
import { getObservability, resetObservability, traced, tracing, withSpan } from '../../lib';
import { testObservability } from '../../lib/testing';
import { reported, start } from '../support/start';

/** What JavaScript may hand over for a context. */
const NO_CONTEXT = {} as Context;

const TRACEPARENT = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** Decorated when the module is loaded, before anything is started. */
class Provisioner {
  @traced()
  deliver(): string {
    return 'delivered';
  }
}
const wrapped = traced(async () => 'loaded', { name: 'load' });

/** The names of the spans that ended. */
class Names implements SpanProcessor {
  readonly ended: string[] = [];
  onStart(): void {}
  onEnd({ name }: { readonly name: string }): void {
    this.ended.push(name);
  }
  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

/** Everything there is, used once; nothing of it may throw. */
async function useAll(use: typeof tracing): Promise<void> {
  const carrier: Record<string, string> = {};
  expect(await wrapped()).toBe('loaded');
  expect(new Provisioner().deliver()).toBe('delivered');
  expect(use.withSpan('sync', (span) => span.setAttribute('n', 1).isRecording())).toBe(false);
  expect(await use.withSpan('async', async () => 'done')).toBe('done');
  expect(() =>
    use.withSpan('throws', () => {
      throw new Error('of the application');
    }),
  ).toThrow('of the application');
  use.startSpan('span').addEvent('event').end();
  expect(use.currentSpan().isRecording()).toBe(false);
  expect(use.inject(carrier)).toEqual({});
  expect(use.extract({ traceparent: TRACEPARENT })).toBe(context.active());
  expect(use.bind(() => 'bound')()).toBe('bound');
  expect(use.withBaggage({ tenant: 't1' }, () => 'with baggage')).toBe('with baggage');
  expect([
    ...use.traced(function* () {
      yield 1;
    })(),
  ]).toEqual([1]);
}

describe('tracing, as the life of the instance goes', () => {
  afterEach(resetObservability);

  it('does nothing but run what it is given before the start', async () => {
    await useAll(tracing);
  });

  it('traces what was decorated before the start, and again after a restart', async () => {
    const [first, second] = [new Names(), new Names()];
    const obs = start({ spanProcessors: [first] });
    new Provisioner().deliver();
    await wrapped();
    withSpan('standing for the instance', () => undefined);
    expect(tracing.currentSpan()).toEqual(obs.tracing.currentSpan());
    await obs.shutdown();
    new Provisioner().deliver();
    start({ spanProcessors: [second] });
    new Provisioner().deliver();
    await wrapped();

    expect(first.ended).toEqual(['Provisioner.deliver', 'load', 'standing for the instance']);
    expect(second.ended).toEqual(['Provisioner.deliver', 'load']);
  });

  it('does nothing any more after the shutdown', async () => {
    const names = new Names();
    const obs = start({ spanProcessors: [names] });
    await obs.shutdown();
    await useAll(obs.tracing);
    await useAll(tracing);

    expect(names.ended).toEqual([]);
  });

  it('ends a span quietly that was begun before the shutdown', async () => {
    const lines = reported();
    const obs = start({ spanProcessors: [new Names()] });
    let finish = (): void => undefined;
    const work = obs.tracing.withSpan(
      'long',
      () =>
        new Promise<void>((resolve) => {
          finish = resolve;
        }),
    );
    await obs.shutdown();
    finish();
    await work;

    expect(lines).toEqual([]);
  });

  it('does nothing but run what it is given under OTEL_SDK_DISABLED', async () => {
    const obs = start({ env: { OTEL_SDK_DISABLED: 'true' }, spanProcessors: [new Names()] });
    await useAll(obs.tracing);
  });

  it('makes no span when tracing is off, and carries on the trace of others all the same', async () => {
    const names = new Names();
    const obs = start({ tracing: { enabled: false }, spanProcessors: [names] });
    const remote = obs.tracing.extract({ traceparent: TRACEPARENT, baggage: 'tenant=t1' });
    const headers = await obs.tracing.withSpan('work', {}, remote, async (span) => {
      expect(span.isRecording()).toBe(false);
      return obs.tracing.inject({});
    });

    expect(headers).toEqual({ traceparent: TRACEPARENT, baggage: 'tenant=t1' });
    expect(names.ended).toEqual([]);
  });

  it('leaves no context behind where tracing is off and nothing is active', () => {
    const obs = start({ tracing: { enabled: false } });

    expect(obs.tracing.withSpan('work', () => context.active())).toBe(ROOT_CONTEXT);
    expect(obs.tracing.withSpan('work', { root: true }, () => trace.getActiveSpan())).toBeUndefined();
  });

  it('makes no context active where tracing is off and none is, which would turn on async hooks', () => {
    const { tracing } = start({ tracing: { enabled: false } });
    const activated = jest.spyOn(context, 'with');
    tracing.withSpan('work', () => undefined);
    tracing.withSpan('work', { root: true }, () => undefined);
    tracing.withSpan('work', {}, tracing.extract({}), () => undefined);
    tracing.withSpan('work', {}, NO_CONTEXT, () => undefined);
    tracing.withBaggage({}, () => undefined);
    const calls = activated.mock.calls.length;
    activated.mockRestore();

    expect(calls).toBe(0);
  });

  it('has the propagators of OTEL_PROPAGATORS, for plain OpenTelemetry code as well', async () => {
    start();
    expect(propagation.fields()).toEqual(['traceparent', 'tracestate', 'baggage']);
    await resetObservability();
    start({ env: { OTEL_PROPAGATORS: 'baggage' } });
    expect(propagation.fields()).toEqual(['baggage']);
    await resetObservability();
    start({ env: { OTEL_PROPAGATORS: 'none' } });
    expect(propagation.fields()).toEqual([]);
    await resetObservability();

    expect(() => start({ env: { OTEL_PROPAGATORS: 'tracecontext,b3' } })).toThrow(
      /OTEL_PROPAGATORS .*has b3, known to OpenTelemetry but not supported here/,
    );
  });

  it('redacts the baggage of plain OpenTelemetry code and of instrumentations', () => {
    const obs = start();
    const carrier: Record<string, string> = {};
    obs.tracing.withBaggage({ psk: '00112233445566778899aabbccddeeff' }, () =>
      propagation.inject(context.active(), carrier),
    );

    expect(carrier).toEqual({ baggage: 'psk=%5Bredacted%5D' });
  });

  it('works for several instances at a time', async () => {
    const [one, two] = [testObservability(), testObservability()];
    one.tracing.withSpan('one', () => two.tracing.withSpan('two', () => undefined));

    expect([one.spans().length, two.spans().length]).toEqual([1, 1]);
    await Promise.all([one.shutdown(), two.shutdown()]);
    expect(one.tracing.withSpan('after', (span) => span.isRecording())).toBe(false);
  });
});

describe('tracing in a host with an SDK of its own', () => {
  const exporter = new InMemorySpanExporter();
  let provider: TracerProvider & { shutdown(): Promise<void> };

  beforeEach(() => {
    provider = new StockTracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    trace.setGlobalTracerProvider(provider);
  });
  afterEach(async () => {
    await resetObservability();
    await provider.shutdown();
    diag.disable();
    for (const api of [trace, metrics, logs, propagation, context]) api.disable();
  });

  it("puts its spans among the host's, and its headers in the form of the host's", async () => {
    propagation.setGlobalPropagator({
      inject: (at, carrier, setter) => setter.set(carrier, 'x-host', trace.getSpanContext(at)?.traceId ?? ''),
      extract: (at) => at,
      fields: () => ['x-host'],
    });
    reported();
    start();
    const headers = await provider.getTracer('host').startActiveSpan('outer', async (outer) => {
      const injected = await withSpan('inner', async () => getObservability().tracing.inject({}));
      outer.end();
      return injected;
    });
    const [inner, outer] = exporter.getFinishedSpans();

    expect(inner?.parentSpanContext?.spanId).toBe(outer?.spanContext().spanId);
    expect(headers).toEqual({ 'x-host': outer?.spanContext().traceId });
  });

  it('throws nothing of what a span processor of the host throws', async () => {
    const failing = new StockTracerProvider({
      spanProcessors: [
        Object.assign(new Names(), {
          onEnd: () => {
            throw new Error('of the host');
          },
        }),
      ],
    });
    trace.disable();
    trace.setGlobalTracerProvider(failing);
    reported();
    start();

    expect(withSpan('work', () => 'done')).toBe('done');
    expect(await withSpan('work', async () => 'done')).toBe('done');
    await failing.shutdown();
  });
});
