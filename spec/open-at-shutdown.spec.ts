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
});
