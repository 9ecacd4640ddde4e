import { RecentSessions } from '../../lib/lab/recent-sessions';
import { testObservability } from '../../lib/testing';

type Span = Parameters<RecentSessions['onEnd']>[0];

const span = (name: string, ms: number, attributes: Record<string, unknown> = {}): Span =>
  ({
    name,
    attributes,
    duration: [Math.floor(ms / 1_000), (ms % 1_000) * 1_000_000],
    spanContext: () => ({ traceId: `${ms}`.padStart(32, '0'), spanId: '1', traceFlags: 1 }),
  }) as unknown as Span;

const command = (ms: number, attributes: Record<string, unknown> = {}): Span =>
  span('apdu.SELECT', ms, { 'apdu.command_type': 'SELECT', ...attributes });

describe('RecentSessions', () => {
  it('keeps the last sessions, the newest first', () => {
    const recent = new RecentSessions();
    for (let ms = 1; ms <= 20; ms += 1) recent.onEnd(span('ota.session', ms));
    expect(recent.sessions.map(({ durationMs }) => durationMs)).toEqual([20, 19, 18, 17, 16, 15, 14, 13]);
  });

  it('understands the spans that the package records', async () => {
    const obs = testObservability();
    const recent = new RecentSessions();
    await obs.session.run({ type: 'triggered', deviceType: 'simulator' }, async (session) => {
      await session.exchange(Buffer.from('00A40000023F00', 'hex'), async () => Buffer.from('6A82', 'hex'));
      session.script([Buffer.from('80F24002', 'hex'), Buffer.from('80CA0042', 'hex')]).end([]);
    });
    for (const ended of obs.spans()) recent.onEnd(ended);
    expect(recent.sessions).toMatchObject([
      {
        traceId: obs.spans('ota.session')[0]?.spanContext().traceId,
        sessionType: 'triggered',
        deviceType: 'simulator',
        status: 'completed',
        commands: 3,
        commandErrors: 3,
      },
    ]);
    await obs.shutdown();
  });

  it('gives percentiles of the commands that were timed alone', () => {
    const recent = new RecentSessions();
    expect(recent.latency()).toBeUndefined();
    for (let ms = 1; ms <= 100; ms += 1) recent.onEnd(command(ms));
    recent.onEnd(command(9_999, { 'scp81.script.commands': 4 }));
    recent.onEnd(span('tls.handshake', 9_999));
    expect(recent.latency()).toEqual({ p50Ms: 50, p95Ms: 95 });
  });

  it('forgets old latencies', () => {
    const recent = new RecentSessions();
    for (let index = 0; index < 3_000; index += 1) recent.onEnd(command(5));
    for (let index = 0; index < 2_048; index += 1) recent.onEnd(command(1));
    expect(recent.latency()).toEqual({ p50Ms: 1, p95Ms: 1 });
  });

  it('has nothing to flush or to close', async () => {
    const recent = new RecentSessions();
    recent.onStart();
    await expect(recent.forceFlush()).resolves.toBeUndefined();
    await expect(recent.shutdown()).resolves.toBeUndefined();
  });
});
