import { type Attributes, diag } from '@opentelemetry/api';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

const maskId = (attributes: Attributes): void => {
  if ('id' in attributes) attributes.id = '***';
};

describe('cleanAttributes', () => {
  afterEach(() => diag.disable());

  it('is asked once for each new set, not for each measurement', async () => {
    const cleanAttributes = jest.fn(maskId);
    const { meter, reader } = setUp({ cleanAttributes });
    const calls = meter.createCounter('calls');
    for (let n = 0; n < 10; n += 1) calls.add(1, { id: 'a' });

    expect(await reader.values('calls')).toEqual({ '{"id":"***"}': 10 });
    expect(cleanAttributes).toHaveBeenCalledTimes(1);
  });

  it('lets sets that become the same share a series', async () => {
    const { meter, reader, provider } = setUp({ cleanAttributes: maskId });
    const calls = meter.createCounter('calls');
    calls.add(1, { id: 'a' });
    calls.add(2, { id: 'b' });
    calls.add(4, { id: 'a' });

    expect(await reader.values('calls')).toEqual({ '{"id":"***"}': 7 });
    expect(provider.streams()).toMatchObject([{ series: 1 }]);
  });

  it('holds for histograms, gauges and what callbacks observe', async () => {
    const { meter, reader } = setUp({ cleanAttributes: maskId });
    meter.createHistogram('size').record(1, { id: 'a' });
    meter.createGauge('level').record(1, { id: 'a' });
    meter.createObservableGauge('degrees').addCallback((result) => result.observe(20, { id: 'a' }));

    const metrics = await reader.metrics();
    expect(metrics.map(({ dataPoints }) => dataPoints[0]?.attributes)).toEqual(Array(3).fill({ id: '***' }));
  });

  it('sees all attributes, and its changes are what advice and limits go by', async () => {
    const rename = (attributes: Attributes): void => {
      attributes.queue = attributes.card;
      delete attributes.card;
    };
    const { meter, reader } = setUp({ cleanAttributes: rename });
    meter
      .createCounter('calls', { advice: { attributes: ['queue'] } as never })
      .add(1, { card: 'a', other: 1 });

    expect(await reader.values('calls')).toEqual({ '{"queue":"a"}': 1 });
  });

  it('that throws lets no attributes out, costs no measurement and is told once', async () => {
    const { errors } = recordDiagnostics();
    const cleanAttributes = (attributes: Attributes): void => {
      attributes.half = 'done';
      throw new Error('no');
    };
    const { meter, reader } = setUp({ cleanAttributes });
    const calls = meter.createCounter('calls');
    calls.add(1, { id: 'a' });
    calls.add(2, { id: 'b' });

    expect(await reader.values('calls')).toEqual({ '{}': 3 });
    expect(errors).toEqual([expect.stringMatching('could not be cleaned and were left out')]);
  });

  it('changes nothing of the caller’s object', () => {
    const { meter } = setUp({ cleanAttributes: maskId });
    const given = Object.freeze({ id: 'a', tags: Object.freeze(['x']) });
    meter.createCounter('calls').add(1, given as unknown as Attributes);

    expect(given).toEqual({ id: 'a', tags: ['x'] });
  });
});
