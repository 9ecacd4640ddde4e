import { onProcessEnd } from '../lib/process-end';
import { eventually } from './support/eventually';

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
      onProcessEnd(shutdown);
      process.emit(signal, signal);

      await eventually(() => kill.mock.calls.length === 1);
      expect(shutdown).toHaveBeenCalledTimes(1);
      expect(kill).toHaveBeenCalledWith(process.pid, signal);
      expect(process.listenerCount(signal)).toBe(0);
    },
  );

  it('leaves the end to the application when it listens too', async () => {
    const application = jest.fn();
    process.on('SIGTERM', application);
    others.push(() => process.removeListener('SIGTERM', application));
    const shutdown = jest.fn(async () => {});
    onProcessEnd(shutdown);
    process.emit('SIGTERM', 'SIGTERM');

    await eventually(() => process.listenerCount('SIGTERM') === 1);
    expect(application).toHaveBeenCalledTimes(1);
    expect(kill).not.toHaveBeenCalled();
  });

  it('shuts down when nothing is left to do', () => {
    const shutdown = jest.fn(async () => {});
    others.push(onProcessEnd(shutdown));
    process.emit('beforeExit', 0);

    expect(shutdown).toHaveBeenCalledTimes(1);
  });

  it('takes its listeners off', () => {
    const before = process.listenerCount('SIGTERM');
    onProcessEnd(async () => {})();

    expect(process.listenerCount('SIGTERM')).toBe(before);
  });
});
