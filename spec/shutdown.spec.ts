import { diag, metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { getObservability, resetObservability } from '../lib';
import { eventually } from './support/eventually';
import { reported, start } from './support/start';

describe('shutdown', () => {
  afterEach(async () => {
    await resetObservability();
    diag.disable();
  });

  it('closes the endpoints, gives the globals back, and lets another start follow', async () => {
    const obs = start();
    const { health } = await obs.ready;
    await obs.shutdown();

    await expect(fetch(`${health?.url}/health/live`)).rejects.toThrow();
    expect(() => getObservability()).toThrow();
    const again = start();
    metrics.getMeter('m').createCounter('again').add(1);
    expect(await again.metric('again_total')).toBe(1);
  });

  it('is done once, however often it is called', async () => {
    const obs = start();
    const hook = jest.fn();
    obs.onShutdown(hook);

    await Promise.all([obs.shutdown(), obs.shutdown()]);
    await obs.shutdown();

    expect(hook).toHaveBeenCalledTimes(1);
  });

  it('is joined by a hook that shuts down, whether it waits for that or not', async () => {
    const obs = start({ shutdown: { timeout: '100ms' } });
    const joined: Promise<void>[] = [];
    obs.onShutdown(() => void joined.push(obs.shutdown()));
    obs.onShutdown(() => obs.shutdown());
    const done = obs.shutdown();
    await done;

    expect(joined).toEqual([done]);
    expect(joined[0]).toBe(done);
  });

  it('makes readiness 503 before it returns its promise', async () => {
    const obs = start();
    const done = obs.shutdown();

    expect(obs.health.draining).toBe(true);
    await done;
  });

  it('runs a hook that is registered during the drain delay', async () => {
    const obs = start({ shutdown: { drainDelay: '50ms' } });
    const hook = jest.fn();
    const done = obs.shutdown();
    await Promise.resolve();
    obs.onShutdown(hook);
    await done;

    expect(hook).toHaveBeenCalledTimes(1);
  });

  it('turns ready to 503 at once while live stays 200, until the drain delay has passed', async () => {
    const obs = start({ shutdown: { drainDelay: '300ms' } });
    const { health } = await obs.ready;
    const done = obs.shutdown();
    const [ready, live] = await Promise.all(
      ['ready', 'live'].map((kind) => fetch(`${health?.url}/health/${kind}`)),
    );

    expect([ready?.status, live?.status]).toEqual([503, 200]);
    await done;
  });

  it('runs the hooks before telemetry stops, so that what they record is kept', async () => {
    const ended: string[] = [];
    const obs = start({
      spanProcessors: [
        {
          onStart() {},
          onEnd: (span) => void ended.push(span.name),
          forceFlush: async () => {},
          shutdown: async () => {},
        },
      ],
    });
    obs.onShutdown(() => obs.trigger.sent('poll'));
    obs.session.start();
    await obs.shutdown();

    expect(ended).toEqual(['ota.trigger', 'ota.session']);
  });

  it('answers that it is alive until the last of the telemetry is sent', async () => {
    let letGo = () => {};
    const stopping = jest.fn(
      () =>
        new Promise<void>((resolve) => {
          letGo = resolve;
        }),
    );
    const obs = start({
      spanProcessors: [{ onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: stopping }],
    });
    const { health } = await obs.ready;
    const done = obs.shutdown();
    await eventually(() => stopping.mock.calls.length === 1);
    const live = await fetch(`${health?.url}/health/live`);
    letGo();
    await done;

    expect(live.status).toBe(200);
  });

  it('goes on past a hook that throws, and past one that never ends, within its deadline', async () => {
    const lines = reported();
    const obs = start({ shutdown: { timeout: '500ms' } });
    obs.onShutdown(() => {
      throw new Error('hook failed');
    });
    obs.onShutdown(() => new Promise(() => {}));
    await obs.shutdown();

    expect(lines.some((line) => line.includes('hook failed'))).toBe(true);
    expect(lines.some((line) => line.includes('onShutdown hooks did not end within 200 ms'))).toBe(true);
    expect(() => getObservability()).toThrow();
  });

  it('runs no hook that was taken back', async () => {
    const obs = start();
    const hook = jest.fn();
    obs.onShutdown(hook)();
    await obs.shutdown();

    expect(hook).not.toHaveBeenCalled();
  });

  it('does not wait out the drain delay when the process has nothing left to do', async () => {
    const obs = start({ handleSignals: true, shutdown: { drainDelay: '1h' } });
    await obs.ready;
    process.emit('beforeExit', 0);
    await obs.shutdown();

    expect(() => getObservability()).toThrow();
  });

  it('leaves nothing global behind', async () => {
    const before = [trace.getTracerProvider(), metrics.getMeterProvider(), logs.getLoggerProvider()].map(
      (p) => p.constructor.name,
    );
    const listeners = process.listenerCount('SIGTERM');
    const obs = start({ handleSignals: true });
    expect(process.listenerCount('SIGTERM')).toBe(listeners + 1);
    await obs.shutdown();

    expect(process.listenerCount('SIGTERM')).toBe(listeners);
    expect(
      [trace.getTracerProvider(), metrics.getMeterProvider(), logs.getLoggerProvider()].map(
        (p) => p.constructor.name,
      ),
    ).toEqual(before);
  });
});
