import { resetObservability } from '../../lib';
import { ComponentLogger } from '../../lib/logging/logger';
import { LoggerRegistry } from '../../lib/logging/logger-registry';
import { testObservability } from '../../lib/testing';
import { collectGarbage } from '../support/collect-garbage';
import { eventually } from '../support/eventually';
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

describe('levels set by hostile names', () => {
  it.each(['__proto__', 'constructor', 'toString'])('are levels like others: %s', (name) => {
    const obs = testObservability();
    const { levels } = obs.logging;
    const log = obs.logger(name);

    levels.set('debug', name);
    expect(log.isEnabled('debug')).toBe(true);
    expect(JSON.parse(JSON.stringify(levels.snapshot().components))).toHaveProperty([name], 'debug');
    levels.reset(name);
    expect(levels.get(name)).toBe('info');
    expect([log.isEnabled('debug'), log.isEnabled('info')]).toEqual([false, true]);
  });

  it('are found by names as loggers have them: trimmed and cut', () => {
    const obs = testObservability();
    const log = obs.logger(` ${'n'.repeat(100)}`);

    obs.logging.levels.set('debug', ` ${'n'.repeat(100)}`);
    expect(log.isEnabled('debug')).toBe(true);
  });

  it('are not taken when they are no levels', () => {
    const obs = testObservability();

    expect(obs.logging.levels.set('loud' as 'debug')).toBe(false);
    expect(obs.logger('ota').isEnabled('info')).toBe(true);
  });
});

describe('loggers of more names than are kept', () => {
  it('follow a change of levels as well, and are the same for the same name while somebody has them', () => {
    const obs = testObservability();
    for (let count = 0; count < 1_200; count += 1) obs.logger(`made-up-${count}`);
    const late = obs.logger('late');
    const child = late.with({ card: 1 });

    obs.logging.levels.set('debug');
    expect([late.isEnabled('debug'), child.isEnabled('debug')]).toEqual([true, true]);
    expect(obs.logger('late')).toBe(late);
  });

  it('are forgotten when nobody has them any more', async () => {
    const registry = new LoggerRegistry();
    const core = { log: () => {} };
    for (let count = 0; count < 3_000; count += 1)
      registry.add(new ComponentLogger(`made-up-${count}`, core, 'info'));

    let known = 0;
    await eventually(() => {
      collectGarbage();
      known = [...registry.all()].length;
      return known === 1_000;
    });
    expect(known).toBe(1_000);
  });
});

describe('loggers made from loggers', () => {
  it('do not hang in a chain, however many are made one from another', () => {
    const obs = testObservability();
    const root = obs.logger('ota');
    let log = root;
    for (let step = 0; step < 100; step += 1) log = log.with({ step });

    expect(Object.getPrototypeOf(log)).toBe(root);
    log.info('sent');
    expect(JSON.parse(obs.logLines[0] ?? '')).toMatchObject({ context: { step: 99 } });
  });

  it('throw nothing when their fields cannot be read', () => {
    const obs = testObservability();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const fields = {
      get bad(): never {
        throw new Error('not to be looked at');
      },
    };

    obs.logger('ota').with(fields).with(proxy).info('sent');
    expect(obs.logLines).toHaveLength(1);
  });
});
