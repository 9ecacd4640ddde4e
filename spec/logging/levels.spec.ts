import { resetObservability } from '../../lib';
import { testObservability } from '../../lib/testing';
import { start } from '../support/start';

const messages = (lines: readonly string[]) =>
  lines.map((line) => (JSON.parse(line) as { message: string }).message);

describe('the level of a logger', () => {
  it('lets through what is at least as severe', () => {
    const obs = testObservability({ log: { level: 'warning' } });
    const log = obs.logger('ota');

    log.debug('debug');
    log.info('info');
    log.warn('warn');
    log.warning('warning');
    log.error('error');
    log.critical('critical');

    expect(messages(obs.logLines)).toEqual(['warn', 'warning', 'error', 'critical']);
  });

  it('is that of its component where the settings have one, or of the nearest name above it', () => {
    const obs = testObservability({ log: { level: 'error', levels: { apdu: 'debug', tls: 'info' } } });

    obs.logger('apdu').debug('apdu');
    obs.logger('tls.handshake').info('tls.handshake');
    obs.logger('tlsx').info('tlsx');
    obs.logger('ota').info('ota');

    expect(messages(obs.logLines)).toEqual(['apdu', 'tls.handshake']);
  });

  it('changes while running, for loggers that were made before and for those made from them', () => {
    const obs = testObservability();
    const log = obs.logger('apdu');
    const child = log.with({ card: 1 });
    expect(child.isEnabled('debug')).toBe(false);

    obs.logging.levels.set('debug', 'apdu');
    child.debug('on');
    obs.logging.levels.set('critical', 'apdu');
    child.error('off');
    log.error('off');
    obs.logging.levels.reset('apdu');
    log.info('as configured');

    expect(messages(obs.logLines)).toEqual(['on', 'as configured']);
  });

  it('costs nothing where it is off: all methods that are off are one shared function', () => {
    const obs = testObservability({ log: { level: 'critical' } });
    const [one, other] = [obs.logger('apdu'), obs.logger('tls').with({ a: 1 })];

    expect(one.debug).toBe(other.error);
    expect(one.info).toBe(one.warn);
    expect(one.critical).not.toBe(one.debug);
  });

  it('becomes more verbose step by step, and then as it was configured', () => {
    const { levels } = testObservability({ log: { level: 'warning', levels: { apdu: 'error' } } }).logging;

    expect([levels.cycle(), levels.get('apdu')]).toEqual(['info', 'info']);
    expect([levels.cycle(), levels.get('apdu')]).toEqual(['debug', 'debug']);
    expect([levels.cycle(), levels.get('apdu')]).toEqual(['warning', 'error']);
  });

  it('follows SIGUSR2 where the application allows it', async () => {
    const obs = start({ log: { signal: true, file: '/dev/null' } });
    const log = obs.logger('ota');
    const before = process.listenerCount('SIGUSR2');

    process.emit('SIGUSR2', 'SIGUSR2');
    expect(log.isEnabled('debug')).toBe(true);
    process.emit('SIGUSR2', 'SIGUSR2');
    expect(log.isEnabled('debug')).toBe(false);

    await resetObservability();
    expect(process.listenerCount('SIGUSR2')).toBe(before - 1);
  });
});
