import { context, createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { Session } from '../../lib/signals';
import { type TestObservability, testObservability } from '../../lib/testing';

const KEY = createContextKey('a value of the application');
const SELECT = Uint8Array.of(0x00, 0xa4, 0x04, 0x00, 0x00);
const OK = Uint8Array.of(0x90, 0x00);

describe.each([
  ['on', { enabled: true, sampler: 'always_on' }, false],
  ['on and unsampled', { enabled: true, sampler: 'always_off' }, false],
  ['off', { enabled: false }, false],
  ['off, and something that logs', { enabled: false }, true],
] as const)('in a session, with tracing %s,', (_state, tracing, logs) => {
  let obs: TestObservability;
  beforeEach(() => {
    obs = testObservability({ tracing });
    if (logs) obs.logger('spec');
  });
  afterEach(() => obs.shutdown());

  /** Runs `work` where the application has a value and baggage. */
  const withValues = <R>(value: string, work: () => R): R =>
    context.with(context.active().setValue(KEY, value), () =>
      obs.tracing.withBaggage({ tenant: value }, work),
    );
  const values = () => [context.active().getValue(KEY), obs.tracing.baggage().get('tenant')];
  const sent = () => obs.tracing.inject<Record<string, string>>({}).baggage;

  /** What is active in each of the ways to run code in a session. */
  async function seenIn(session: Session) {
    const seen: Record<string, unknown> = {};
    await session.exchange(SELECT, () => {
      seen.exchange = [...values(), sent()];
      return OK;
    });
    seen.with = session.with(values);
    seen.bind = session.bind(values)();
    return seen;
  }

  const BEGUN = {
    exchange: ['begun', 'begun', 'tenant=begun'],
    with: ['begun', 'begun'],
    bind: ['begun', 'begun'],
  };

  it('baggage and values of the application go on', async () => {
    const seen = await withValues('begun', () =>
      obs.session.run({}, async (session) => ({ run: values(), ...(await seenIn(session)) })),
    );

    expect(seen).toEqual({ run: ['begun', 'begun'], ...BEGUN });
  });

  it('code of the session keeps what it makes active in it, except where it is bound to the begin', async () => {
    const seen = await withValues('begun', () =>
      obs.session.run({}, (session) => withValues('later', () => seenIn(session))),
    );

    expect(seen).toEqual({
      exchange: ['later', 'later', 'tenant=later'],
      with: ['later', 'later'],
      bind: ['begun', 'begun'],
    });
  });

  it('that is no function around its code, what the session began with is there in code from outside', () => {
    const session = withValues('begun', () => obs.session.start());

    expect(session.with(values)).toEqual(['begun', 'begun']);
    expect(session.bind(values)()).toEqual(['begun', 'begun']);
    session.end();
  });

  it('that began with them, code from outside has those in the place of others', () => {
    const session = withValues('begun', () => obs.session.start());

    expect(withValues('caller', () => session.with(values))).toEqual(['begun', 'begun']);
    session.end();
  });

  it('that began with none, code from outside keeps its own', () => {
    const session = obs.session.start();

    expect(withValues('caller', () => session.with(values))).toEqual(['caller', 'caller']);
    session.end();
  });

  it('that is no function around its code, an exchange has what is active where it is made', async () => {
    const session = obs.session.start();
    const seen = await withValues('caller', () => seenIn(session));
    session.end();

    expect(seen.exchange).toEqual(['caller', 'caller', 'tenant=caller']);
  });
});

describe('the session of a trace of its own', () => {
  it('has the spans of its exchanges below it, whichever context they are made in', async () => {
    const obs = testObservability({ tracing: { sampler: 'always_on' } });
    await obs.tracing.withSpan('around', () =>
      obs.session.run({}, async (session) => {
        await obs.tracing.withSpan('within', () => session.exchange(SELECT, () => OK));
        obs.tracing.withBaggage({ tenant: 'a' }, () =>
          session.with(() => obs.tracing.withSpan('with', () => undefined)),
        );
      }),
    );
    const other = obs.session.start();
    await obs.session.run({}, () => other.exchange(SELECT, () => OK));
    other.end();
    const [session] = obs.spans('ota.session');
    const [around] = obs.spans('around');
    const own = obs.spans('ota.session').find(({ attributes }) => attributes['session.id'] === other.id);
    const parents = (name: string) =>
      obs.spans(name).map(({ parentSpanContext }) => parentSpanContext?.spanId);

    expect(session?.parentSpanContext).toBeUndefined();
    expect(session?.links).toMatchObject([{ context: { spanId: around?.spanContext().spanId } }]);
    expect(parents('apdu.SELECT')).toEqual([session?.spanContext().spanId, own?.spanContext().spanId]);
    expect(parents('with')).toEqual([session?.spanContext().spanId]);
    expect(obs.spans('apdu.SELECT').map(({ attributes }) => attributes['session.id'])).toEqual([
      session?.attributes['session.id'],
      other.id,
    ]);
    await obs.shutdown();
  });

  it('makes no context active where nothing is traced and nothing was active, which would turn on async hooks', async () => {
    const obs = testObservability({ tracing: { enabled: false } });
    const activated = jest.spyOn(context, 'with');
    const seen = await obs.session.run({}, async (session) => {
      await session.exchange(SELECT, () => OK);
      return [session.context, session.with(() => context.active()), session.bind(() => context.active())()];
    });

    expect(seen).toEqual([ROOT_CONTEXT, ROOT_CONTEXT, ROOT_CONTEXT]);
    expect(activated).not.toHaveBeenCalled();
    activated.mockRestore();
    await obs.shutdown();
  });

  it('passes on the trace of others where it has none of its own', async () => {
    const obs = testObservability({ tracing: { enabled: false } });
    const remote = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
    const seen = await context.with(trace.setSpanContext(ROOT_CONTEXT, remote), () =>
      obs.session.run({}, (session) => session.with(() => trace.getSpanContext(context.active()))),
    );

    expect(seen).toEqual(remote);
    await obs.shutdown();
  });
});
