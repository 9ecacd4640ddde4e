import { diag } from '@opentelemetry/api';
import { Reporter } from '../../lib/metrics/reporter';
import { recordDiagnostics } from '../support/diagnostics';
import { setUp } from './support';

const throwing = (): never => {
  throw new Error('the log is full');
};

describe('what metrics tell through diag', () => {
  afterEach(() => diag.disable());

  it('harms no recording when the logger throws', async () => {
    diag.setLogger({ error: throwing, warn: throwing, info() {}, debug() {}, verbose() {} });
    const { meter, reader } = setUp({ cardinalityLimit: 1 });
    const calls = meter.createCounter('calls');
    calls.add(-1);
    calls.add(1, { queue: {} as string });
    calls.add(2, { queue: 'a' });
    calls.add(4, { queue: 'b' });
    meter.createCounter('');

    expect(await reader.values('calls')).toEqual({ '{}': 1, '{"otel.metric.overflow":true}': 6 });
  });

  it('is told once for each cause', () => {
    const { warnings, errors } = recordDiagnostics();
    const reporter = new Reporter();
    for (const cause of ['a', 'b', 'a']) reporter.warn(cause, `lost by ${cause}`);
    reporter.error('b', 'known already');

    expect(warnings).toEqual(['cardlink/metrics lost by a', 'cardlink/metrics lost by b']);
    expect(errors).toEqual([]);
  });

  it('comes to an end, which is told: an instrument beyond it must not write a line at each recording', () => {
    const { warnings } = recordDiagnostics();
    const { meter } = setUp();
    for (let n = 0; n < 1_100; n += 1) meter.createCounter(`no valid name ${n}`);
    const calls = meter.createCounter('calls');
    for (let n = 0; n < 100; n += 1) calls.add(-1);

    expect(warnings).toHaveLength(1_001);
    expect(warnings.at(-1)).toContain('further ones are not');
  });
});
