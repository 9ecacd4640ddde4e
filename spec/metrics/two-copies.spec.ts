import { metrics } from '@opentelemetry/api';
import * as first from '../../lib/metrics';
import { CollectingReader } from '../support/collecting-reader';
import { recordDiagnostics } from '../support/diagnostics';

/** The package once more, as it is when two versions of it are installed. */
function loadAgain(): typeof first {
  let second: typeof first | undefined;
  jest.isolateModules(() => {
    second = require('../../lib/metrics') as typeof first;
  });
  return second as typeof first;
}

const second = loadAgain();

function start(copy: typeof first): { provider: first.MeterProvider; reader: CollectingReader } {
  const reader = new CollectingReader();
  return { provider: new copy.MeterProvider({ readers: [reader] }), reader };
}

describe('two copies of the package in one process', () => {
  afterEach(() => metrics.disable());

  it('are two', () => {
    expect(second.MeterProvider).not.toBe(first.MeterProvider);
  });

  it('work side by side, each with its own provider', async () => {
    const [one, other] = [start(first), start(second)];
    one.provider.getMeter('a').createCounter('calls').add(1);
    other.provider.getMeter('a').createCounter('calls').add(2);

    expect(await one.reader.values('calls')).toEqual({ '{}': 1 });
    expect(await other.reader.values('calls')).toEqual({ '{}': 2 });
  });

  it.each([
    ['first', 'second', first, second],
    ['second', 'first', second, first],
  ])(
    'find each other: bind of the %s works on the cells of the %s',
    async (_one, _other, binding, storing) => {
      const { provider, reader } = start(storing);
      const calls = provider.getMeter('a').createCounter('calls');
      const add = jest.spyOn(calls, 'add');
      const bound = binding.bind(calls, { queue: 'a' });
      bound.add(1);
      bound.add(2);

      expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 3 });
      expect(add).not.toHaveBeenCalled();
    },
  );

  it('follow each other: a bound series of one goes on in the provider of the other', async () => {
    const one = start(first);
    metrics.setGlobalMeterProvider(one.provider);
    const bound = first.bind(one.provider.getMeter('a').createCounter('calls'), { queue: 'a' });
    bound.add(1);
    await one.provider.shutdown();
    metrics.disable();
    const other = start(second);
    metrics.setGlobalMeterProvider(other.provider);
    bound.add(2);

    expect(await other.reader.values('calls')).toEqual({ '{"queue":"a"}': 2 });
  });

  it('do not observe each other’s instruments in batch callbacks, and tell it', async () => {
    const { errors } = recordDiagnostics();
    const [one, other] = [start(first), start(second)];
    const own = one.provider.getMeter('a').createObservableGauge('degrees');
    const theirs = other.provider.getMeter('a').createObservableGauge('degrees');
    one.provider.getMeter('a').addBatchObservableCallback(
      (result) => {
        result.observe(own, 1);
        result.observe(theirs, 2);
      },
      [own, theirs],
    );

    expect(await one.reader.values('degrees')).toEqual({ '{}': 1 });
    expect(await other.reader.values('degrees')).toEqual({});
    expect(errors.join()).toMatch('instruments of another provider');
  });
});
