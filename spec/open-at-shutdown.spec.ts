import { resetObservability } from '../lib';
import { CollectedSpans } from '../lib/testing/collected';
import { start } from './support/start';

describe('what is open at a shutdown', () => {
  afterEach(() => resetObservability());

  it('is ended before spans are sent, what is within before what it is in', async () => {
    const spans = new CollectedSpans();
    const obs = start({ spanProcessors: [spans] });
    obs.session.start();
    obs.bip.open({ bearerType: 'eutran' });
    const hang = () => new Promise<never>(() => {});
    void obs.adb.operation('logcat', hang);
    void obs.db.query('SELECT', 'cards', hang);
    void obs.apdu.exchange(Uint8Array.of(0x00, 0xa4, 0x04, 0x00), hang);

    await obs.shutdown();

    expect(spans.spans.map(({ name }) => name)).toEqual([
      'adb.logcat',
      'bip.channel',
      'db.SELECT',
      'apdu.SELECT',
      'ota.session',
    ]);
  });

  it('and what is recorded after it counts for nothing and throws nothing', async () => {
    const obs = start();
    await obs.shutdown();

    expect(await obs.bip.channel({ bearerType: 'eutran' }, () => 1)).toBe(1);
    expect(await obs.at.command('AT+CIMI', () => 'OK')).toBe('OK');
    expect(await obs.reader.operation('connect', () => 3)).toBe(3);
    expect(() => {
      obs.device.connected({ deviceType: 'modem', deviceId: 'modem-1' });
      obs.device.disconnected({ deviceType: 'modem', deviceId: 'modem-1' }, new Error('gone'));
      obs.device.recordError('timeout');
      obs.bip.recordError('timeout', 'eutran');
    }).not.toThrow();
  });

  it.each([
    ['kept from before', true],
    ['asked for later', false],
  ])(
    'and what begins after it is not watched, by recorders %s: no timer, nothing kept',
    async (_which, isKept) => {
      const obs = start();
      const before = { session: obs.session, tests: obs.tests, bip: obs.bip, db: obs.db, adb: obs.adb };
      await obs.shutdown();
      const { session, tests, bip, db, adb } = isKept ? before : obs;
      const timers = jest.spyOn(globalThis, 'setTimeout');
      const hang = () => new Promise<never>(() => {});
      for (const timeoutMs of [undefined, 1_000, Number.POSITIVE_INFINITY]) {
        const bound = timeoutMs === undefined ? {} : { timeoutMs };
        void session.start(bound).exchange(Uint8Array.of(0x00, 0xa4, 0x04, 0x00), hang);
        void tests.suite('files', bound).case('a test', hang);
        bip.open({ bearerType: 'eutran', ...bound });
        void db.query('SELECT', 'cards', hang, bound);
        void adb.operation('logcat', hang, bound);
      }

      expect([session.open, tests.open, bip.openChannels]).toEqual([0, 0, 0]);
      expect(timers).not.toHaveBeenCalled();
      timers.mockRestore();
    },
  );

  it('and there is nothing to read after it', async () => {
    const obs = start();
    obs.apdu.recordCommand('SELECT');
    const during = obs.exposition();
    await obs.shutdown();

    expect(await during).toContain('cardlink_apdu_commands_total');
    expect([await obs.exposition(), await obs.metric('cardlink_apdu_commands_total')]).toEqual([
      '',
      undefined,
    ]);
  });
});
