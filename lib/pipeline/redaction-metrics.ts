import type { Meter } from '@opentelemetry/api';
import type { ViewOptions } from '@opentelemetry/sdk-metrics';
import { REDACTION_RULES, type RedactionCounts } from '../redaction';
import { ATTR_REDACTION_RULE, METRIC_CARDLINK_REDACTION_APPLIED } from '../semconv';

/** There are so many rules and no more: a low limit on what is measured has nothing to do with them. */
export const REDACTION_METRICS_VIEWS: readonly ViewOptions[] = [
  {
    instrumentName: METRIC_CARDLINK_REDACTION_APPLIED.name,
    aggregationCardinalityLimit: REDACTION_RULES.length + 1,
  },
];

/**
 * Reports how many values each rule of redaction has removed or replaced (`cardlink.redaction.applied`). Every rule is
 * there from the start, at 0.
 *
 * @param counts what there is now; asked for at each collection
 */
export function observeRedaction(meter: Meter, counts: () => RedactionCounts): void {
  const { name, unit, description } = METRIC_CARDLINK_REDACTION_APPLIED;
  meter.createObservableCounter(name, { unit, description }).addCallback((result) => {
    for (const [rule, count] of Object.entries(counts()))
      result.observe(count, { [ATTR_REDACTION_RULE]: rule });
  });
}
