import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { DeviceErrorType, DeviceOperation } from '../../lib/semconv';
import { type TestObservability, testObservability } from '../../lib/testing';

const MODEM = { deviceType: 'modem', deviceId: 'modem-1' };
const pulled = Object.assign(new Error('Error: Input/output error, cannot write'), { code: 'EIO' });

describe('DeviceRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const connected = (deviceType: string) =>
    obs.metric('cardlink_devices_connected', { device_type: deviceType });
  const errors = (errorType: string, deviceType = 'modem') =>
    obs.metric('cardlink_device_errors_total', { error_type: errorType, device_type: deviceType });

  it('counts what is connected, and tells of it in events', async () => {
    obs.device.connected(MODEM);
    obs.device.connected({ deviceType: 'phone' });
    expect([await connected('modem'), await connected('phone')]).toEqual([1, 1]);
    obs.device.disconnected(MODEM);
    obs.device.disconnected({ deviceType: 'phone' });

    expect([await connected('modem'), await connected('phone')]).toEqual([0, 0]);
    const about = { 'device.type': 'modem', 'device.id': 'modem-1' };
    expect(obs.logs('cardlink.device.connected')[0]?.attributes).toEqual(about);
    expect(obs.logs('cardlink.device.disconnected')[0]?.attributes).toEqual(about);
    expect(await obs.metric('cardlink_device_errors_total')).toBe(0);
  });

  it('counts a device that says twice that it came or went once', async () => {
    obs.device.connected(MODEM);
    obs.device.connected(MODEM);
    expect(await connected('modem')).toBe(1);
    obs.device.disconnected(MODEM, pulled);
    obs.device.disconnected(MODEM, pulled);

    expect(await connected('modem')).toBe(0);
    expect(obs.logs('cardlink.device.connected')).toHaveLength(1);
    expect(obs.logs('cardlink.device.disconnected')).toHaveLength(1);
    expect(await errors('disconnected')).toBe(1);
  });

  it("takes the flag of a socket's close event: without an error there is no reason, with one it is disconnected", async () => {
    obs.device.connected(MODEM);
    obs.device.disconnected(MODEM, false);
    expect(await errors('_OTHER')).toBe(0);
    expect(obs.logs('cardlink.device.disconnected')[0]?.attributes).not.toHaveProperty(['error.type']);
    obs.device.connected(MODEM);
    obs.device.disconnected(MODEM, true);

    expect(await errors('disconnected')).toBe(1);
    expect(await errors('_OTHER')).toBe(0);
  });

  it('never counts below 0 what has no id', async () => {
    obs.device.disconnected({ deviceType: 'reader' });
    obs.device.connected({ deviceType: 'reader' });
    obs.device.disconnected({ deviceType: 'reader' });
    obs.device.disconnected({ deviceType: 'reader' });

    expect(await connected('reader')).toBe(0);
  });

  it('says why a device went that nobody asked to go', async () => {
    obs.device.connected(MODEM);
    obs.device.disconnected(MODEM, pulled);

    expect(obs.logs('cardlink.device.disconnected')[0]?.attributes).toMatchObject({
      'error.type': 'disconnected',
    });
  });

  it('sets how many there are, beside those with an id', async () => {
    obs.device.connected({ deviceType: 'reader', deviceId: 'reader-7' });
    obs.device.set('reader', 4);
    obs.device.set('reader', 2);
    for (const count of [-1, Number.NaN, Number.POSITIVE_INFINITY]) obs.device.set('reader', count);

    expect(await connected('reader')).toBe(3);
  });

  it('remembers a bounded number of devices: with more, the first count as gone', async () => {
    for (let index = 0; index <= 10_000; index += 1) {
      obs.device.connected({ deviceType: 'simulator', deviceId: `card-${index}` });
    }

    expect(await connected('simulator')).toBe(10_000);
  });

  it('has the device on the label only where metrics.deviceId is on', async () => {
    obs.device.connected(MODEM);
    expect(await obs.exposition()).not.toContain('modem-1');

    const withDevice = testObservability({ metrics: { deviceId: true } });
    withDevice.device.connected(MODEM);
    expect(await withDevice.metric('cardlink_devices_connected', { device_id: 'modem-1' })).toBe(1);
    await withDevice.shutdown();
  });

  it('starts errors and connections at 0, and lets no type from outside become a label', async () => {
    expect([await connected('simulator'), await errors('no_card', 'reader')]).toEqual([0, 0]);
    obs.device.connected({ deviceType: 'toaster' });

    expect(await connected('_OTHER')).toBe(1);
    expect(await obs.exposition()).not.toContain('toaster');
  });

  it('records an error by type or by what was thrown, with an event', async () => {
    obs.device.recordError('no_card', { deviceType: 'reader', deviceId: 'reader-7' }, 'transmit');
    obs.device.recordError(pulled, MODEM);
    obs.device.recordError('made up', MODEM);

    expect(await errors('no_card', 'reader')).toBe(1);
    expect(await errors('disconnected')).toBe(1);
    expect(await errors('_OTHER')).toBe(1);
    expect(obs.logs('cardlink.device.error').map(({ attributes }) => attributes)).toEqual([
      {
        'device.type': 'reader',
        'device.id': 'reader-7',
        'device.operation': 'transmit',
        'error.type': 'no_card',
      },
      {
        'device.type': 'modem',
        'device.id': 'modem-1',
        'error.type': 'disconnected',
        'exception.message': 'Error: Input/output error, cannot write',
      },
      {
        'device.type': 'modem',
        'device.id': 'modem-1',
        'error.type': '_OTHER',
        'exception.message': 'made up',
      },
    ]);
  });

  it('does an operation below the active span, with its own active in the work', async () => {
    const seen: (string | undefined)[] = [];
    const result = await obs.session.run({}, () =>
      obs.device.operation(
        'reset',
        async () => {
          await Promise.resolve();
          seen.push(trace.getActiveSpan()?.spanContext().spanId);
          return 'done';
        },
        MODEM,
      ),
    );

    expect(result).toBe('done');
    const [span] = obs.spans('device.reset');
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.attributes).toEqual({
      'device.operation': 'reset',
      'device.type': 'modem',
      'device.id': 'modem-1',
    });
    expect(seen).toEqual([span?.spanContext().spanId]);
    expect(span?.parentSpanContext?.spanId).toBe(obs.spans('ota.session')[0]?.spanContext().spanId);
    const labels = { device_type: 'modem', device_operation: 'reset' };
    expect(await obs.metric('cardlink_device_operations_total', labels)).toBe(1);
  });

  it('counts an operation that fails with its error, and throws the same', async () => {
    await expect(obs.device.operation('write', () => Promise.reject(pulled), MODEM)).rejects.toBe(pulled);

    const labels = { device_operation: 'write', error_type: 'disconnected' };
    expect(await obs.metric('cardlink_device_operations_total', labels)).toBe(1);
    expect(await errors('disconnected')).toBe(1);
    const [span] = obs.spans('device.write');
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'disconnected' });
    expect(span?.events[0]?.name).toBe('exception');
    const [event] = obs.logs('cardlink.device.error');
    expect(event?.attributes).toMatchObject({ 'device.operation': 'write', 'error.type': 'disconnected' });
    expect(event?.spanContext?.spanId).toBe(span?.spanContext().spanId);
  });

  it('throws what was thrown, whatever that is', async () => {
    const hostile = new Proxy(
      {},
      {
        get: () => {
          throw new Error('hostile');
        },
      },
    );
    const rejections: unknown[] = [];
    for (const thrown of [undefined, null, 'text', 42, hostile, Object.create(null)]) {
      await obs.device
        .operation('read', () => {
          throw thrown;
        })
        .catch((error: unknown) => rejections.push(error));
    }

    expect(rejections).toHaveLength(6);
    expect(rejections[4] === hostile).toBe(true);
    expect(await errors('_OTHER', 'unknown')).toBe(6);
  });

  it('records one figure with each of the plain methods, with names of the lists alone', async () => {
    obs.device.recordOperation('configure', MODEM);
    obs.device.recordOperation('configure', MODEM, 'timeout');
    obs.device.recordOperation(
      'sudo rm -rf' as DeviceOperation,
      { deviceType: 'phone' },
      'x' as DeviceErrorType,
    );

    const operations = (labels: Record<string, string>) =>
      obs.metric('cardlink_device_operations_total', labels);
    expect(await operations({ device_operation: 'configure' })).toBe(2);
    expect(await operations({ device_operation: 'configure', error_type: 'timeout' })).toBe(1);
    expect(await operations({ device_operation: '_OTHER', error_type: '_OTHER' })).toBe(1);
    expect([await errors('timeout'), await errors('_OTHER', 'phone')]).toEqual([1, 1]);
  });

  it('records an operation that never ends as timeout after an hour, once, and still gives its result', async () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    let finish: (value: string) => void = () => {};
    const operation = obs.device.operation(
      'read',
      () =>
        new Promise<string>((resolve) => {
          finish = resolve;
        }),
      MODEM,
    );
    obs.clock.advance(3_600_000);
    jest.advanceTimersByTime(3_600_000);
    jest.useRealTimers();
    finish('late');

    expect(await operation).toBe('late');
    expect(await errors('timeout')).toBe(1);
    expect(obs.spans('device.read')).toHaveLength(1);
    expect(await obs.metric('cardlink_device_operations_total')).toBe(1);
  });

  it('ends what is under way as an error, for a shutdown', async () => {
    void obs.device.operation('read', () => new Promise(() => {}), MODEM);
    obs.device.endAll();

    expect(obs.spans('device.read')[0]?.status.code).toBe(SpanStatusCode.ERROR);
    expect(await errors('_OTHER')).toBe(1);
  });
});
