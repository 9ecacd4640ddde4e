import { SpanKind, trace } from '@opentelemetry/api';
import {
  ADB_OPERATION_VALUES,
  type AdbOperation,
  DEVICE_OPERATION_VALUES,
  READER_OPERATION_VALUES,
  type ReaderOperation,
} from '../../lib/semconv';
import { type TestObservability, testObservability } from '../../lib/testing';

let obs: TestObservability;

beforeEach(() => {
  obs = testObservability();
});
afterEach(() => obs.shutdown());

const durations = (kind: string, labels: Record<string, string>) =>
  obs.metric(`cardlink_${kind}_operation_duration_seconds_sum`, labels);

describe('AdbRecorder', () => {
  it('times an operation, counts it, and has its span active in the work', async () => {
    const seen: (string | undefined)[] = [];
    const result = await obs.adb.operation(
      'install',
      async () => {
        await Promise.resolve();
        seen.push(trace.getActiveSpan()?.spanContext().spanId);
        obs.clock.advance(2_000);
        return 'Success';
      },
      { deviceId: 'phone-3' },
    );

    expect(result).toBe('Success');
    expect(await durations('adb', { adb_operation: 'install' })).toBe(2);
    const labels = { device_type: 'phone', device_operation: 'install' };
    expect(await obs.metric('cardlink_device_operations_total', labels)).toBe(1);
    const [span] = obs.spans('adb.install');
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.attributes).toEqual({
      'adb.operation': 'install',
      'device.type': 'phone',
      'device.id': 'phone-3',
    });
    expect(seen).toEqual([span?.spanContext().spanId]);
  });

  it('times an operation that fails too, with its error by type', async () => {
    const error = new Error("Failure: 'device unauthorized.'");
    const operation = obs.adb.operation('shell', () => {
      obs.clock.advance(100);
      throw error;
    });

    await expect(operation).rejects.toBe(error);
    expect(await durations('adb', { adb_operation: 'shell' })).toBe(0.1);
    const labels = { device_operation: 'shell', error_type: 'permission' };
    expect(await obs.metric('cardlink_device_operations_total', labels)).toBe(1);
    expect(await obs.metric('cardlink_device_errors_total', { error_type: 'permission' })).toBe(1);
  });

  it('lets no command line become a label or the name of a span', async () => {
    await obs.adb.operation('shell input text geheim' as AdbOperation, () => {});
    obs.adb.recordDuration('shell input text geheim' as AdbOperation, 1);

    expect(await obs.metric('cardlink_adb_operation_duration_seconds_count')).toBe(2);
    expect(obs.spans('adb._OTHER')).toHaveLength(1);
    expect(await obs.exposition()).not.toContain('geheim');
  });

  it('records a duration, unless it is none', async () => {
    for (const duration of [0.5, -1, Number.NaN]) obs.adb.recordDuration('push', duration);

    expect(await durations('adb', { adb_operation: 'push' })).toBe(0.5);
    expect(await obs.metric('cardlink_adb_operation_duration_seconds_count')).toBe(1);
  });
});

describe('ReaderRecorder', () => {
  it('times an operation and counts it as one of a reader', async () => {
    await obs.reader.operation('connect', () => obs.clock.advance(40));

    expect(await durations('reader', { reader_operation: 'connect' })).toBe(0.04);
    expect(obs.spans('reader.connect')[0]?.attributes).toEqual({
      'reader.operation': 'connect',
      'device.type': 'reader',
    });
  });

  it('knows that there is no card by what PC/SC says', async () => {
    const error = new Error('SCardConnect error: No smart card inserted.(0x8010000c)');

    await expect(obs.reader.operation('connect', () => Promise.reject(error))).rejects.toBe(error);
    const labels = { error_type: 'no_card', device_type: 'reader' };
    expect(await obs.metric('cardlink_device_errors_total', labels)).toBe(1);
  });

  it('has the spans of APDUs below that of the transmission that carries them', async () => {
    const select = Uint8Array.of(0, 0xa4, 4, 0);
    await obs.reader.operation('transmit', () => obs.apdu.exchange(select, () => Uint8Array.of(0x90, 0)));

    const [transmit] = obs.spans('reader.transmit');
    expect(obs.spans('apdu.SELECT')[0]?.parentSpanContext?.spanId).toBe(transmit?.spanContext().spanId);
  });

  it('lets only names of its list become labels', async () => {
    obs.reader.recordDuration('install' as ReaderOperation, 1);

    expect(await durations('reader', { reader_operation: '_OTHER' })).toBe(1);
  });
});

it('every operation of ADB and of readers is an operation of devices', () => {
  const known: readonly string[] = DEVICE_OPERATION_VALUES;

  expect(
    [...ADB_OPERATION_VALUES, ...READER_OPERATION_VALUES].filter((name) => !known.includes(name)),
  ).toEqual([]);
});
