import { MeterProvider } from '../../lib/metrics';
import { observeRedaction } from '../../lib/pipeline/redaction-metrics';
import { createRedactor, REDACTION_RULES } from '../../lib/redaction';
import { REDACTION_RULE_VALUES } from '../../lib/semconv';
import { CollectingReader } from '../support/collecting-reader';

describe('what redaction has done', () => {
  test('is counted by rule, each from 0 on', async () => {
    const redactor = createRedactor();
    const reader = new CollectingReader();
    const provider = new MeterProvider({ readers: [reader] });
    observeRedaction(provider.getMeter('spec'), () => redactor.counts());
    const counts = async () => {
      const { resourceMetrics } = await reader.collect();
      const points = resourceMetrics.scopeMetrics[0]?.metrics[0]?.dataPoints ?? [];
      return Object.fromEntries(points.map(({ attributes, value }) => [attributes['redaction.rule'], value]));
    };
    const none = Object.fromEntries(REDACTION_RULES.map((rule) => [rule, 0]));
    expect(await counts()).toEqual(none);
    redactor.text('psk=1, jane@example.com and joe@example.com');
    expect(await counts()).toEqual({ ...none, key_value: 1, email: 2 });
    await provider.shutdown();
  });

  test('has the rules that the registry lists', () => {
    expect(REDACTION_RULE_VALUES).toEqual(REDACTION_RULES);
  });
});
