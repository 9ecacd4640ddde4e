import { captureConsole } from '../../lib/logging/console-capture';
import { testObservability } from '../../lib/testing';

describe('capturing the console', () => {
  /** A console of its own, so that Jest's stays as it is. */
  function consoleOf() {
    const printed: unknown[][] = [];
    const print = (...values: unknown[]) => void printed.push(values);
    const target = {
      trace: print,
      debug: print,
      log: print,
      info: print,
      warn: print,
      error: print,
    } as unknown as Console;
    return { printed, target };
  }

  it('logs what is printed, by its method’s level, as component console, cleaned', () => {
    const obs = testObservability({ log: { level: 'debug' } });
    const { target, printed } = consoleOf();
    captureConsole(obs.logger('console'), target);

    target.log('card %d', 7);
    target.debug('detail');
    target.warn('pin=4711');
    target.error(new Error('boom'));

    expect(printed).toEqual([]);
    expect(obs.logLines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { level: 'INFO', component: 'console', message: 'card 7' },
      { level: 'DEBUG', message: 'detail' },
      { level: 'WARNING', message: expect.not.stringContaining('4711') },
      { level: 'ERROR', message: 'boom', exception: { type: 'Error' } },
    ]);
  });

  it('has in the message what would have been printed side by side, and fields from objects', () => {
    const obs = testObservability();
    const { target } = consoleOf();
    captureConsole(obs.logger('console'), target);

    target.log('listening on', 8080, { host: 'localhost' }, true);
    target.log();

    expect(obs.logLines.map((line) => JSON.parse(line) as object)).toMatchObject([
      { message: 'listening on 8080 true', context: { host: 'localhost' } },
      { message: '' },
    ]);
  });

  it('prints what is printed while something is logged, instead of going round in circles', () => {
    const obs = testObservability();
    const { target, printed } = consoleOf();
    captureConsole(obs.logger('console'), target);

    target.log('outer', {
      get inner() {
        target.log('inner');
        return 1;
      },
    });

    expect(printed).toEqual([['inner']]);
    expect(obs.logLines).toHaveLength(1);
  });

  it('is taken back, but for a method that somebody else has replaced since', () => {
    const obs = testObservability();
    const { target, printed } = consoleOf();
    const undo = captureConsole(obs.logger('console'), target);
    const theirs = () => {};
    target.warn = theirs;
    undo();
    target.log('printed');

    expect(printed).toEqual([['printed']]);
    expect(target.warn).toBe(theirs);
  });
});
