import { readFigures } from '../../lib/lab/figures';
import { type TestObservability, testObservability } from '../../lib/testing';

async function record(obs: TestObservability) {
  const select = Buffer.from('00A40000023F00', 'hex');
  await obs.session.run({ type: 'polled' }, (session) =>
    session.exchange(select, async () => Buffer.from('9000', 'hex')),
  );
  obs.session.start({ type: 'polled' }).end('timeout');
  obs.session.start({ type: 'polled' }).end('client_disconnect');
  await obs.apdu.exchange(select, async () => Buffer.from('6A82', 'hex'));
  const handshake = { startEpochMs: 0, durationSeconds: 0.001 };
  obs.tls.handshakeFailed({ ...handshake, errorType: 'wrong_key' });
  obs.tls.handshakeFailed({ ...handshake, errorType: 'wrong_key' });
  obs.tls.handshakeCompleted({
    ...handshake,
    cipher: 'TLS_PSK_WITH_AES_128_CBC_SHA256',
    protocolVersion: '1.2',
  });
  obs.trigger.sent('sms');
  obs.trigger.sent('poll');
  obs.trigger.failed('sms', 'timeout');
}

describe('readFigures', () => {
  it.each(['semconv', 'short'] as const)(
    'reads everything from the metrics with %s labels',
    async (labels) => {
      const obs = testObservability({ metrics: { labels } });
      await record(obs);
      expect(await readFigures(obs, { p50Ms: 1, p95Ms: 2 })).toEqual({
        sessions: { active: 0, completed: 1, failed: 1, timeout: 1 },
        apdu: { commands: 2, errors: 1, p50Ms: 1, p95Ms: 2 },
        handshakes: { succeeded: 1, failed: { wrong_key: 2 } },
        triggers: { sms: 1, poll: 1, failed: 1 },
      });
      await obs.shutdown();
    },
  );

  it('reads zeros where metrics are off', async () => {
    const obs = testObservability({ metrics: { enabled: false } });
    expect(await readFigures(obs, undefined)).toEqual({
      sessions: { active: 0, completed: 0, failed: 0, timeout: 0 },
      apdu: { commands: 0, errors: 0 },
      handshakes: { succeeded: 0, failed: {} },
      triggers: { sms: 0, poll: 0, failed: 0 },
    });
    await obs.shutdown();
  });
});
