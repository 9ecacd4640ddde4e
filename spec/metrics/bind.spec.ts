import { bind } from '../../lib';
import { testObservability } from '../../lib/testing';

describe('bind', () => {
  it('adds to one series of a counter', async () => {
    const obs = testObservability();
    const counter = obs.meterProvider.getMeter('application').createCounter('jobs');

    bind(counter, { queue: 'a' }).add(2);

    expect(await obs.metric('jobs_total', { queue: 'a' })).toBe(2);
    await obs.shutdown();
  });

  it('records into one series of a histogram', async () => {
    const obs = testObservability();
    const histogram = obs.meterProvider.getMeter('application').createHistogram('wait', { unit: 's' });

    bind(histogram, { queue: 'a' }).record(0.5);

    expect(await obs.metric('wait_seconds_sum', { queue: 'a' })).toBe(0.5);
    await obs.shutdown();
  });

  it('is not changed by what the caller does with its attributes afterwards', async () => {
    const obs = testObservability();
    const attributes = { queue: 'a' };
    const bound = bind(obs.meterProvider.getMeter('application').createUpDownCounter('waiting'), attributes);

    attributes.queue = 'b';
    bound.add(1);

    expect(await obs.metric('waiting', { queue: 'a' })).toBe(1);
    await obs.shutdown();
  });
});
