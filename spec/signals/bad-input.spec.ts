import { diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { type TestObservability, testObservability } from '../../lib/testing';
import { reported } from '../support/start';
import { type Anything, HANDLES, METHODS } from './support/recording-methods';

const FIGURES = [-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, '5', 5n, null, {}];

describe('what JavaScript passes', () => {
  let obs: TestObservability;
  let lines: string[];

  beforeEach(() => {
    lines = reported();
    obs = testObservability();
  });
  afterEach(async () => {
    await obs.shutdown();
    diag.disable();
  });

  const method = (domain: string, name: string): Anything => {
    const recorder = obs[domain as keyof TestObservability] as unknown as Record<string, Anything>;
    return (...args) => recorder[name]?.(...args);
  };

  it('is known here for every method that records', () => {
    for (const [domain, name] of METHODS) {
      const recorder = obs[domain as keyof TestObservability] as unknown as Record<string, unknown>;
      expect([domain, name, typeof recorder[name]]).toEqual([domain, name, 'function']);
    }
  });

  it.each(METHODS)('never makes %s.%s throw', (domain, name) => {
    const record = method(domain, name);
    fc.assert(
      fc.property(fc.array(fc.anything(), { maxLength: 4 }), (args) => {
        record(...args);
      }),
      { numRuns: 50 },
    );
  });

  it.each(HANDLES)('never makes %s throw', (_what, make, names) => {
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.array(fc.anything(), { maxLength: 3 }), (name, args) => {
        (make(obs) as Record<string, Anything>)[name]?.(...args);
      }),
      { numRuns: 50 },
    );
  });

  it('is no C-APDU, no answer, no information: work is done all the same', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything(), fc.anything(), fc.anything(), async (command, answer, info) => {
        const bytes = answer as Uint8Array;
        const given = info as object;
        const work = () => 'done';
        const response = await obs.apdu.exchange(command as Uint8Array, () => bytes, given);
        expect(typeof response.ok).toBe('boolean');
        expect([
          await obs.session.run(given, work),
          await obs.tls.handshake(given, work),
          await obs.bip.channel(given as never, work),
          await obs.at.command(command as string, work, given),
          await obs.adb.operation(command as 'install', work, given),
          await obs.device.operation(command as 'reset', work, given),
          obs.db.query(command as string, command as string, work, given),
          await obs.tests.suite('files').case(command as string, work, given),
        ]).toEqual(Array(8).fill('done'));
      }),
      { numRuns: 30 },
    );
  });

  it.each(FIGURES)('as a figure, %p, changes no metric and is told once for each', async (figure) => {
    const value = figure as number;
    const sums = () =>
      Promise.all(
        [
          'apdu_duration_seconds_count',
          'apdu_bytes_total',
          'tls_handshake_duration_seconds_count',
          'tls_connection_duration_seconds_count',
          'tls_connections_active',
          'session_duration_seconds_count',
          'bip_bytes_transferred_total',
          'bip_connection_duration_seconds_count',
          'devices_connected',
          'at_command_duration_seconds_count',
          'adb_operation_duration_seconds_count',
          'reader_operation_duration_seconds_count',
          'test_duration_seconds_count',
          'test_suite_duration_seconds_count',
          'db_query_duration_seconds_count',
          'db_connections_active',
        ].map(async (name) => [name, (await obs.metric(`cardlink_${name}`)) ?? 0]),
      );
    const before = await sums();
    for (let round = 0; round < 2; round += 1) {
      obs.apdu.recordDuration('SELECT', value);
      obs.apdu.recordBytes('sent', value);
      obs.tls.recordHandshake('success', { durationSeconds: value });
      obs.tls.connectionClosed(value);
      obs.tls.setConnections(value);
      obs.session.recordStart();
      obs.session.recordEnd('completed', { durationSeconds: value });
      obs.bip.recordTransfer('sent', value, 'eutran');
      obs.bip.recordOpen('eutran');
      obs.bip.recordClose('eutran', 'normal', value);
      obs.device.set('modem', value);
      obs.at.recordDuration('AT+CIMI', value);
      obs.adb.recordDuration('install', value);
      obs.reader.recordDuration('connect', value);
      obs.tests.recordResult('files', 'passed', { durationSeconds: value });
      obs.tests.recordSuite('files', value);
      obs.db.recordQuery('SELECT', value);
      obs.db.setConnections(value);
    }

    expect(await sums()).toEqual(before);
    const told = lines.filter((line) => line.includes('which is left out'));
    expect(told).toHaveLength(before.length);
    expect(new Set(told).size).toBe(told.length);
  });
});
