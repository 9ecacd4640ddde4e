import { diag } from '@opentelemetry/api';
import { onProcessEnd } from '../lib/process-end';
import { eventually } from './support/eventually';
import { reported } from './support/start';

/** A shutdown that ends when the test says so. */
function pending(): { readonly work: () => Promise<void>; end(): void } {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => ended, end: () => end() };
}

const nothing = async () => {};

describe('onProcessEnd', () => {
  const others: (() => void)[] = [];
  let kill: jest.SpyInstance;

  beforeEach(() => {
    kill = jest.spyOn(process, 'kill').mockImplementation(() => true);
  });
  afterEach(() => {
    kill.mockRestore();
    for (const remove of others.splice(0)) remove();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'shuts down on %s and raises it again when no one else listens',
    async (signal) => {
      const shutdown = jest.fn(async () => {});
      onProcessEnd({ onSignal: shutdown, onIdle: nothing });
      process.emit(signal, signal);

      await eventually(() => kill.mock.calls.length === 1);
      expect(shutdown).toHaveBeenCalledTimes(1);
      expect(kill).toHaveBeenCalledWith(process.pid, signal);
      expect(process.listenerCount(signal)).toBe(0);
    },
  );

  it.each(['on', 'once'] as const)(
    'leaves the end to the application when it listens too, with %s',
    async (how) => {
      const application = jest.fn();
      process[how]('SIGTERM', application);
      others.push(() => process.removeListener('SIGTERM', application));
      const before = process.listenerCount('SIGTERM');
      const shutdown = pending();
      onProcessEnd({ onSignal: shutdown.work, onIdle: nothing });
      process.emit('SIGTERM', 'SIGTERM');
      shutdown.end();

      await eventually(() => process.listenerCount('SIGTERM') === (how === 'on' ? before : before - 1));
      expect(application).toHaveBeenCalledTimes(1);
      expect(kill).not.toHaveBeenCalled();
    },
  );

  describe('on a second signal while the shutdown runs', () => {
    let clock: jest.SpyInstance;
    let shutdown: ReturnType<typeof pending>;

    beforeEach(() => {
      clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
      shutdown = pending();
      others.push(onProcessEnd({ onSignal: shutdown.work, onIdle: nothing }));
      process.emit('SIGINT', 'SIGINT');
    });
    afterEach(() => clock.mockRestore());

    it('raises it at once, and only once', async () => {
      clock.mockReturnValue(1_200);
      process.emit('SIGINT', 'SIGINT');
      expect(kill.mock.calls).toEqual([[process.pid, 'SIGINT']]);

      shutdown.end();
      await shutdown.work();
      await new Promise(setImmediate);
      expect(kill).toHaveBeenCalledTimes(1);
    });

    it('goes on when it is the first one again, passed on by npm', async () => {
      clock.mockReturnValue(1_005);
      process.emit('SIGINT', 'SIGINT');
      expect(kill).not.toHaveBeenCalled();

      shutdown.end();
      await eventually(() => kill.mock.calls.length === 1);
    });

    it('leaves it to the application where that listens', () => {
      const application = () => {};
      process.on('SIGINT', application);
      others.push(() => process.removeListener('SIGINT', application));
      clock.mockReturnValue(2_000);
      process.emit('SIGINT', 'SIGINT');

      expect(kill).not.toHaveBeenCalled();
    });
  });

  it('raises the signal even after a shutdown that failed, and reports the failure', async () => {
    const lines = reported();
    onProcessEnd({ onSignal: () => Promise.reject(new Error('no way down')), onIdle: nothing });
    process.emit('SIGTERM', 'SIGTERM');

    await eventually(() => kill.mock.calls.length === 1);
    expect(lines).toEqual(['the end of the process: no way down']);
    diag.disable();
  });

  it('reports a signal that cannot be raised', async () => {
    const lines = reported();
    kill.mockImplementation(() => {
      throw new Error('not permitted');
    });
    onProcessEnd({ onSignal: nothing, onIdle: nothing });
    process.emit('SIGTERM', 'SIGTERM');

    await eventually(() => lines.length > 0);
    expect(lines).toEqual(['the end of the process: not permitted']);
    diag.disable();
  });

  it('shuts down when nothing is left to do', () => {
    const shutdown = jest.fn(async () => {});
    others.push(onProcessEnd({ onSignal: nothing, onIdle: shutdown }));
    process.emit('beforeExit', 0);

    expect(shutdown).toHaveBeenCalledTimes(1);
  });

  it('takes its listeners off', () => {
    const before = process.listenerCount('SIGTERM');
    onProcessEnd({ onSignal: nothing, onIdle: nothing })();

    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
