import { type BatchObservableResult, diag } from '@opentelemetry/api';
import { valuesOf } from '../support/collecting-reader';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

describe('a batch callback', () => {
  afterEach(() => diag.disable());

  it('observes the instruments of several meters of a provider', async () => {
    const { provider, meter, reader } = setUp();
    const used = meter.createObservableGauge('used');
    const free = provider.getMeter('other').createObservableGauge('free');
    const callback = jest.fn((result: BatchObservableResult) => {
      result.observe(used, 3, { disk: 'a' });
      result.observe(free, 7, { disk: 'a' });
    });
    meter.addBatchObservableCallback(callback, [used, free]);

    const result = await reader.collect();

    expect(valuesOf(result, 'used')).toEqual({ '{"disk":"a"}': 3 });
    expect(valuesOf(result, 'free')).toEqual({ '{"disk":"a"}': 7 });
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('observes nothing of instruments that it was not added for', async () => {
    const { meter, reader } = setUp();
    const used = meter.createObservableGauge('used');
    const free = meter.createObservableGauge('free');
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(used, 3);
        result.observe(free, 7);
      },
      [used],
    );

    const result = await reader.collect();

    expect(valuesOf(result, 'used')).toEqual({ '{}': 3 });
    expect(valuesOf(result, 'free')).toEqual({});
  });

  it('observes all of its instruments or, when it fails, none', async () => {
    const { meter, reader } = setUp();
    const used = meter.createObservableGauge('used');
    const free = meter.createObservableGauge('free');
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(used, 3);
        throw new Error('no disk');
      },
      [used, free],
    );

    const result = await reader.collect();

    expect(valuesOf(result, 'used')).toEqual({});
    expect(result.errors).toEqual([expect.objectContaining({ instruments: ['used', 'free'] })]);
  });

  it('is removed with the instruments that it was added for, in whatever order', async () => {
    const { meter, reader } = setUp();
    const [used, free] = [meter.createObservableGauge('used'), meter.createObservableGauge('free')];
    const callback = jest.fn();
    meter.addBatchObservableCallback(callback, [used, free]);
    meter.removeBatchObservableCallback(callback, [used]);
    await reader.collect();
    meter.removeBatchObservableCallback(callback, [free, used]);
    await reader.collect();

    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('is told of and never called when none of its instruments is of this provider', async () => {
    const { errors } = recordDiagnostics();
    const { meter, reader } = setUp();
    const elsewhere = setUp().meter.createObservableGauge('used');
    const callback = jest.fn();
    meter.addBatchObservableCallback(callback, [elsewhere, {} as never]);
    meter.addBatchObservableCallback(callback, []);

    await reader.collect();

    expect(callback).not.toHaveBeenCalled();
    expect(errors.join()).toMatch('it is never called');
  });

  it('is told of when some of its instruments are of another provider, and observes the others', async () => {
    const { errors } = recordDiagnostics();
    const { meter, reader } = setUp();
    const elsewhere = setUp();
    const theirs = elsewhere.meter.createObservableGauge('used');
    const own = meter.createObservableGauge('used');
    meter.addBatchObservableCallback(
      (result) => {
        result.observe(theirs, 3);
        result.observe(own, 7);
      },
      [theirs, own],
    );

    expect(await reader.values('used')).toEqual({ '{}': 7 });
    expect(await elsewhere.reader.values('used')).toEqual({});
    expect(errors.join()).toMatch('instruments of another provider');
  });

  it.each([
    ['undefined', undefined],
    ['an instrument alone', {}],
    ['null', null],
  ])('is told of, not thrown at, when its instruments are %s', (_what, observables) => {
    const { errors } = recordDiagnostics();
    const { meter } = setUp();

    meter.addBatchObservableCallback(() => {}, observables as never);
    meter.removeBatchObservableCallback(() => {}, observables as never);

    expect(errors.join()).toMatch('it is never called');
  });
});
