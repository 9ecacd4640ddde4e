import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { OpenHandshake } from '../../lib/signals';
import { type TestObservability, testObservability } from '../../lib/testing';

const CIPHER = 'TLS_PSK_WITH_AES_128_CBC_SHA256';

describe('TlsRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const handshakes = (labels: Record<string, string>) => obs.metric('cardlink_tls_handshakes_total', labels);
  const seconds = (result: string) =>
    obs.metric('cardlink_tls_handshake_duration_seconds_sum', { tls_handshake_result: result });

  describe('handshake', () => {
    it('succeeds although what was agreed on cannot be read', async () => {
      const agreed = {
        get cipher(): string {
          throw new Error('not yet');
        },
        protocolVersion: '1.2',
      };
      const work = (handshake: OpenHandshake) => {
        handshake.agreed(agreed);
        return 'up';
      };

      expect(await obs.tls.handshake({}, work)).toBe('up');
      expect(obs.spans('tls.handshake')[0]?.attributes).toMatchObject({
        'tls.handshake.result': 'success',
        'tls.protocol.version': '1.2',
      });
    });

    it('times the handshake of another stack, with its span active, and says what was agreed on', async () => {
      const active: unknown[] = [];
      const result = await obs.tls.handshake(
        { clientAddress: '192.0.2.7', clientPort: 40_000 },
        async (handshake) => {
          await Promise.resolve();
          active.push(trace.getActiveSpan() === trace.getSpan(handshake.context));
          handshake.identified('card-1');
          handshake.agreed({ cipher: CIPHER, protocolVersion: '1.2' });
          obs.clock.advance(20);
          return 'secure';
        },
      );

      expect([result, active]).toEqual(['secure', [true]]);
      expect(await handshakes({ tls_handshake_result: 'success', tls_cipher: CIPHER })).toBe(1);
      expect(await seconds('success')).toBe(0.02);
      const [span] = obs.spans('tls.handshake');
      expect(span?.kind).toBe(SpanKind.SERVER);
      expect(span?.attributes).toEqual({
        'client.address': '192.0.2.7',
        'client.port': 40_000,
        'tls.handshake.result': 'success',
        'tls.cipher': CIPHER,
        'tls.protocol.version': '1.2',
        'tls.psk.identity': expect.stringMatching(/^psk:[0-9a-f]{16}$/),
      });
    });

    it.each([
      [
        Object.assign(new Error('bad mac'), { code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' }),
        'wrong_key',
      ],
      [Object.assign(new Error('slow'), { name: 'TimeoutError' }), 'handshake_timeout'],
      [new Error('what?'), '_OTHER'],
    ])('fails by the reason in what was thrown: %p', async (error, errorType) => {
      await expect(obs.tls.handshake({ identity: 'card-1' }, () => Promise.reject(error))).rejects.toBe(
        error,
      );

      expect(await handshakes({ tls_handshake_result: 'failed', error_type: errorType })).toBe(1);
      const [span] = obs.spans('tls.handshake');
      expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: errorType });
      expect(span?.events.map(({ name }) => name)).toEqual(['exception']);
      expect(obs.logs('cardlink.tls.handshake.failed').map(({ attributes }) => attributes)).toEqual([
        { 'error.type': errorType, 'tls.psk.identity': span?.attributes['tls.psk.identity'] },
      ]);
    });

    it('asks the application for the reason where its stack has errors of its own', async () => {
      const error = new Error('psk 17');
      const fail = (errorType: () => never | 'unknown_identity' | 'made up') =>
        obs.tls.handshake({ errorType: errorType as () => 'unknown_identity' }, () => Promise.reject(error));
      await expect(fail(() => 'unknown_identity')).rejects.toBe(error);
      await expect(fail(() => 'made up')).rejects.toBe(error);
      await expect(
        fail(() => {
          throw new Error('in the table');
        }),
      ).rejects.toBe(error);

      expect(await handshakes({ error_type: 'unknown_identity' })).toBe(1);
      expect(await handshakes({ error_type: '_OTHER' })).toBe(2);
    });

    it('is a child of what is active, or of the context that it is given', async () => {
      const session = obs.session.start();
      await obs.tls.handshake({ context: session.context }, () => {});
      session.end();

      expect(obs.spans('tls.handshake')[0]?.parentSpanContext?.spanId).toBe(
        obs.spans('ota.session')[0]?.spanContext().spanId,
      );
    });

    it('that never ends is a timeout by its bound, counted once', async () => {
      jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
      let finish = () => {};
      const late = obs.tls.handshake({}, () => new Promise<void>((resolve) => (finish = resolve)));
      obs.clock.advance(120_000);
      jest.advanceTimersByTime(120_000);
      jest.useRealTimers();
      finish();
      await late;

      expect(await handshakes({ error_type: 'handshake_timeout' })).toBe(1);
      expect(await handshakes({ tls_handshake_result: 'success' })).toBeUndefined();
      expect(obs.spans('tls.handshake')).toHaveLength(1);
    });

    it('that is under way at a shutdown gets its span ended', () => {
      void obs.tls.handshake({}, () => new Promise(() => {}));
      obs.signals.endOpen();

      expect(obs.spans('tls.handshake')[0]?.attributes['error.type']).toBe('_OTHER');
    });
  });

  it('counts handshakes that are over, without spans', async () => {
    obs.tls.recordHandshake('success', { durationSeconds: 0.5, cipher: CIPHER });
    obs.tls.recordHandshake('failed', { durationSeconds: 0.25, errorType: 'wrong_key' });
    obs.tls.recordHandshake('failed');
    obs.tls.recordHandshake('exploded' as 'failed', { errorType: 'because' as 'wrong_key' });

    expect(await handshakes({ tls_handshake_result: 'success', tls_cipher: CIPHER })).toBe(1);
    expect(await handshakes({ error_type: 'wrong_key' })).toBe(1);
    expect(await handshakes({ error_type: '_OTHER' })).toBe(2);
    expect([await seconds('success'), await seconds('failed')]).toEqual([0.5, 0.25]);
    expect(obs.spans()).toEqual([]);
  });

  it('lets no made-up cipher grow the series', async () => {
    for (let index = 0; index < 200; index += 1)
      obs.tls.recordHandshake('success', { cipher: `SUITE_${index}` });
    obs.tls.recordHandshake('success', { cipher: 'no cipher\n"' });

    expect(await handshakes({ tls_cipher: 'SUITE_99' })).toBe(1);
    expect(await handshakes({ tls_cipher: '_OTHER' })).toBe(101);
  });

  it('knows how many connections are up, by each of them or by their number, and never fewer than none', async () => {
    const active = () => obs.metric('cardlink_tls_connections_active');
    obs.tls.connectionOpened();
    obs.tls.connectionOpened();
    obs.tls.connectionClosed(3);
    expect(await active()).toBe(1);
    obs.tls.setConnections(7);
    obs.tls.connectionClosed();
    expect(await active()).toBe(6);
    obs.tls.setConnections(0);
    obs.tls.connectionClosed();

    expect(await active()).toBe(0);
    expect(await obs.metric('cardlink_tls_connection_duration_seconds_count')).toBe(1);
  });
});

describe('the plain methods of sessions', () => {
  it('count what they are told, an error only once', async () => {
    const obs = testObservability();
    obs.session.recordStart('phone');
    obs.session.recordStart('phone');
    expect(await obs.metric('cardlink_sessions_active', { device_type: 'phone' })).toBe(2);
    obs.session.recordEnd('failed', { type: 'triggered', deviceType: 'phone', durationSeconds: 2 });
    obs.session.recordError('client_disconnect', 'triggered');
    obs.session.recordEnd('exploded' as 'failed', { deviceType: 'phone' });

    const failed = { session_status: 'failed', device_type: 'phone' };
    expect(await obs.metric('cardlink_sessions_total', { ...failed, session_type: 'triggered' })).toBe(1);
    expect(await obs.metric('cardlink_sessions_total', { ...failed, session_type: 'polled' })).toBe(1);
    expect(await obs.metric('cardlink_session_errors_total')).toBe(1);
    expect(await obs.metric('cardlink_session_duration_seconds_sum', { session_status: 'failed' })).toBe(2);
    expect(await obs.metric('cardlink_sessions_active')).toBe(0);
    expect(obs.spans()).toEqual([]);
    await obs.shutdown();
  });

  it('say of triggers what device they were for and why they failed', async () => {
    const obs = testObservability();
    obs.trigger.failed('sms', 'rejected', { deviceType: 'phone', error: new Error('barred') });

    expect(obs.logs('cardlink.trigger.failed')[0]?.attributes).toEqual({
      'trigger.type': 'sms',
      'device.type': 'phone',
      'error.type': 'rejected',
      'exception.message': 'barred',
    });
    expect(obs.spans('ota.trigger')[0]?.attributes['device.type']).toBe('phone');
    await obs.shutdown();
  });
});
