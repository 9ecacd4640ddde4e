import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { BipCloseStatus, BipErrorType } from '../../lib/semconv';
import { type TestObservability, testObservability } from '../../lib/testing';

const TEN_MINUTES_MS = 600_000;

describe('BipRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(async () => {
    jest.useRealTimers();
    await obs.shutdown();
  });

  const active = (bearer: string) =>
    obs.metric('cardlink_bip_connections_active', { bip_bearer_type: bearer });
  const closed = (status: string) =>
    obs.metric('cardlink_bip_connection_duration_seconds_count', { bip_close_status: status });
  const errors = (errorType: string) => obs.metric('cardlink_bip_errors_total', { error_type: errorType });

  it('gives back what the work returns, and counts bytes each way, duration and close', async () => {
    const result = await obs.bip.channel({ bearerType: 'eutran', channelId: 1 }, async (channel) => {
      channel.sent(100);
      channel.received(2_000);
      channel.sent(20);
      obs.clock.advance(1_500);
      return 42;
    });

    expect(result).toBe(42);
    const bytes = (direction: string) =>
      obs.metric('cardlink_bip_bytes_transferred_total', {
        bip_direction: direction,
        bip_bearer_type: 'eutran',
      });
    expect([await bytes('sent'), await bytes('received')]).toEqual([120, 2_000]);
    const labels = { bip_bearer_type: 'eutran', bip_close_status: 'normal' };
    expect(await obs.metric('cardlink_bip_connection_duration_seconds_sum', labels)).toBe(1.5);
    expect(await active('eutran')).toBe(0);
  });

  it('makes a client span below the active one, and runs the work in it', async () => {
    const seen: (string | undefined)[] = [];
    await obs.session.run({}, () =>
      obs.bip.channel({ bearerType: 'packet', channelId: 3 }, async (channel) => {
        channel.sent(5);
        await Promise.resolve();
        seen.push(trace.getActiveSpan()?.spanContext().spanId);
      }),
    );

    const [span] = obs.spans('bip.channel');
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.attributes).toEqual({
      'bip.bearer_type': 'packet',
      'bip.channel.id': 3,
      'bip.close.status': 'normal',
      'bip.bytes.sent': 5,
      'bip.bytes.received': 0,
    });
    expect(seen).toEqual([span?.spanContext().spanId]);
    expect(span?.parentSpanContext?.spanId).toBe(obs.spans('ota.session')[0]?.spanContext().spanId);
  });

  it('tells of a channel that opens and closes in events of its trace', async () => {
    await obs.bip.channel({ bearerType: 'wlan', channelId: 2 }, (channel) => {
      channel.received(7);
      obs.clock.advance(250);
    });

    const [opened] = obs.logs('cardlink.bip.opened');
    const [ended] = obs.logs('cardlink.bip.closed');
    expect(opened?.attributes).toEqual({ 'bip.bearer_type': 'wlan', 'bip.channel.id': 2 });
    expect(ended?.attributes).toEqual({
      'bip.bearer_type': 'wlan',
      'bip.channel.id': 2,
      'bip.close.status': 'normal',
      'bip.connection.duration': 0.25,
      'bip.bytes.sent': 0,
      'bip.bytes.received': 7,
    });
    const { traceId } = obs.spans('bip.channel')[0]?.spanContext() ?? {};
    expect([opened?.spanContext?.traceId, ended?.spanContext?.traceId]).toEqual([traceId, traceId]);
  });

  it.each([
    ['timeout', 'timeout', Object.assign(new Error('slow'), { code: 'ETIMEDOUT' })],
    ['error', 'link_dropped', Object.assign(new Error('gone'), { code: 'ECONNRESET' })],
    ['error', 'remote_unreachable', Object.assign(new Error('no'), { code: 'ECONNREFUSED' })],
    ['error', '_OTHER', new Error('no idea')],
    ['error', '_OTHER', undefined],
    [
      'error',
      '_OTHER',
      Object.defineProperty({}, 'code', {
        get: () => {
          throw new Error('hostile');
        },
      }),
    ],
  ])('closes as %s with %s when the work throws, and throws the same', async (status, errorType, error) => {
    const channel = obs.bip.channel({ bearerType: 'default' }, () => Promise.reject(error));

    await expect(channel).rejects.toBe(error);
    expect(await closed(status)).toBe(1);
    expect(await errors(errorType)).toBe(1);
    const [span] = obs.spans('bip.channel');
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: errorType });
    expect(span?.attributes['error.type']).toBe(errorType);
  });

  it('leaves a channel that the work closed itself as it was closed', async () => {
    await obs.bip.channel({ bearerType: 'packet' }, (channel) => channel.close('error', 'network_busy'));

    expect([await closed('error'), await closed('normal')]).toEqual([1, undefined]);
    expect(await errors('network_busy')).toBe(1);
  });

  it('counts only the first close, and nothing of what comes after it', async () => {
    const channel = obs.bip.open({ bearerType: 'packet' });
    channel.close();
    channel.close('error', 'link_dropped');
    channel.sent(10);
    channel.received(10);
    channel.failed('timeout');

    expect([await closed('normal'), await closed('error')]).toEqual([1, undefined]);
    expect(await active('packet')).toBe(0);
    expect(await obs.metric('cardlink_bip_bytes_transferred_total')).toBe(0);
    expect(await obs.metric('cardlink_bip_errors_total')).toBe(0);
    expect(obs.spans('bip.channel')).toHaveLength(1);
  });

  it('counts a command that failed once, also when the channel is closed for it', async () => {
    const channel = obs.bip.open({ bearerType: 'packet' });
    channel.failed('buffer_size', new Error('no buffer'));
    channel.close('error');

    expect(await errors('buffer_size')).toBe(1);
    expect(await obs.metric('cardlink_bip_errors_total')).toBe(1);
    const [span] = obs.spans('bip.channel');
    expect(span?.attributes['error.type']).toBe('buffer_size');
    expect(span?.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('counts a cause that is told twice once, and another beside it', async () => {
    const channel = obs.bip.open({ bearerType: 'packet' });
    channel.failed('security');
    channel.close('error', 'security');
    const other = obs.bip.open({ bearerType: 'packet' });
    other.failed('security');
    other.close('error', 'link_dropped');

    expect([await errors('security'), await errors('link_dropped')]).toEqual([2, 1]);
    expect(obs.spans('bip.channel').map(({ attributes }) => attributes['error.type'])).toEqual([
      'security',
      'link_dropped',
    ]);
  });

  it('stays open after a command that failed', async () => {
    const channel = obs.bip.open({ bearerType: 'packet' });
    channel.failed('terminal_busy');
    channel.sent(1);
    channel.close();

    expect(await closed('normal')).toBe(1);
    expect(await errors('terminal_busy')).toBe(1);
    expect(obs.spans('bip.channel')[0]?.status.code).toBe(SpanStatusCode.UNSET);
  });

  it('closes a channel that is never closed as timeout, ten minutes after the last thing that happened', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    const pass = (milliseconds: number) => {
      obs.clock.advance(milliseconds);
      jest.advanceTimersByTime(milliseconds);
    };
    obs.bip.open({ bearerType: 'eutran' });
    const busy = obs.bip.open({ bearerType: 'packet' });
    pass(TEN_MINUTES_MS - 1);
    busy.sent(1);
    expect(await active('eutran')).toBe(1);
    pass(1);

    expect([await active('eutran'), await active('packet')]).toEqual([0, 1]);
    expect(await closed('timeout')).toBe(1);
    expect(await errors('timeout')).toBe(1);
    expect(obs.spans('bip.channel')[0]?.attributes).toMatchObject({
      'bip.bearer_type': 'eutran',
      'bip.close.status': 'timeout',
    });
    pass(TEN_MINUTES_MS);
    expect(await closed('timeout')).toBe(2);
    expect(obs.bip.openChannels).toBe(0);
  });

  it('closes every open channel at once, for a shutdown', async () => {
    obs.bip.open({ bearerType: 'eutran' });
    obs.bip.open({ bearerType: 'packet' }).close();
    obs.bip.closeAll();

    expect([await closed('error'), await closed('normal')]).toEqual([1, 1]);
    expect(obs.bip.openChannels).toBe(0);
    expect(obs.spans('bip.channel')).toHaveLength(2);
  });

  it('knows a bearer by its name or by the code of its description, and no other', async () => {
    obs.bip.recordOpen('ng-ran');
    obs.bip.recordOpen(0x0b);
    obs.bip.recordOpen(0x7f);
    obs.bip.recordOpen('carrier pigeon' as 'csd');

    expect(await Promise.all(['ng-ran', 'eutran', '_OTHER'].map(active))).toEqual([1, 1, 2]);
    expect(await obs.exposition()).not.toContain('pigeon');
  });

  it('starts at 0 for every bearer, direction and error', async () => {
    expect(await active('csd')).toBe(0);
    const labels = { bip_direction: 'sent', bip_bearer_type: 'wlan' };
    expect(await obs.metric('cardlink_bip_bytes_transferred_total', labels)).toBe(0);
    expect(await errors('no_channel')).toBe(0);
  });

  it('has no fewer than 0 channels open, however often a close is recorded, and no status but those of the list', async () => {
    const active = () => obs.metric('cardlink_bip_connections_active', { bip_bearer_type: 'packet' });
    const channel = obs.bip.open({ bearerType: 'packet' });
    obs.bip.recordOpen('packet');
    for (const status of ['normal', 'bogus', 'normal']) obs.bip.recordClose('packet', status as 'normal', 1);
    expect(await active()).toBe(1);
    channel.close('bogus' as 'normal');

    expect(await active()).toBe(0);
    const closed = (status: string) =>
      obs.metric('cardlink_bip_connection_duration_seconds_count', { bip_close_status: status });
    expect([await closed('normal'), await closed('error'), await closed('_OTHER')]).toEqual([
      2,
      2,
      undefined,
    ]);
  });

  it('records one figure with each of the plain methods', async () => {
    obs.bip.recordOpen('packet');
    obs.bip.recordTransfer('received', 512, 'packet');
    obs.bip.recordError('no_channel', 'packet');
    expect(await active('packet')).toBe(1);
    obs.bip.recordClose('packet', 'timeout', 12.5);

    expect(await active('packet')).toBe(0);
    expect(await obs.metric('cardlink_bip_bytes_transferred_total', { bip_direction: 'received' })).toBe(512);
    expect(await errors('no_channel')).toBe(1);
    expect(await obs.metric('cardlink_bip_connection_duration_seconds_sum')).toBe(12.5);
  });

  it('records neither negative figures nor what is no number, nor names outside the lists', async () => {
    const channel = obs.bip.open({ bearerType: 'packet' });
    for (const bytes of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
      channel.sent(bytes);
      channel.received(bytes);
      obs.bip.recordTransfer('sent', bytes, 'packet');
      obs.bip.recordOpen('packet');
      obs.bip.recordClose('packet', 'normal', bytes);
    }
    channel.close('broken' as BipCloseStatus, 'made up' as BipErrorType);

    expect(await obs.metric('cardlink_bip_bytes_transferred_total')).toBe(0);
    expect(await obs.metric('cardlink_bip_connection_duration_seconds_count')).toBe(1);
    expect([await closed('error'), await errors('_OTHER')]).toEqual([1, 1]);
  });

  it('carries the context that a callback would lose', () => {
    const channel = obs.bip.open({ bearerType: 'packet' });
    const span = context.with(channel.context, () => trace.getActiveSpan());
    channel.close();

    expect(span?.spanContext().spanId).toBe(obs.spans('bip.channel')[0]?.spanContext().spanId);
  });
});
