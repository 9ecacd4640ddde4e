import { prometheusLabelName, prometheusMetricName } from '../../../lib/prometheus';
import { attributeReferences, type Metric } from '../definition';
import { type Problem, type Rule, repeated } from './rule';

/** A rule that looks at one metric at a time. */
function metricRule(name: string, check: (metric: Metric) => readonly string[]): Rule {
  return {
    name,
    check: ({ registry }) =>
      registry.files.flatMap(({ file, definition }) =>
        (definition.metrics ?? []).flatMap((metric) =>
          check(metric).map((message): Problem => ({ file, subject: metric.name, message })),
        ),
      ),
  };
}

/** The Prometheus name written down is the one that the translator gives. */
export const prometheusNamesTranslate = metricRule('Prometheus names are the translated ones', (metric) => {
  const { name, unit, instrument, annotations } = metric;
  const written = annotations?.cardlink?.prometheus;
  const monotonic = instrument === 'counter';
  const translated = prometheusMetricName({ name, unit, kind: instrument, monotonic });
  return written === translated
    ? []
    : [`is translated to ${translated}, but the registry says ${written ?? 'nothing'}`];
});

/** No two metrics share a Prometheus name. */
export const prometheusNamesDistinct: Rule = {
  name: 'Prometheus names are distinct',
  check: ({ registry }) => {
    const metrics = registry.files.flatMap(({ file, definition }) =>
      (definition.metrics ?? []).map(({ name, annotations }) => ({
        file,
        subject: name,
        prometheus: annotations?.cardlink?.prometheus,
      })),
    );
    return repeated(metrics.map(({ prometheus }) => prometheus)).map((prometheus) => {
      const last = metrics.findLast((metric) => metric.prometheus === prometheus);
      const message = `has the Prometheus name ${prometheus}, which is taken`;
      return { file: last?.file ?? '', subject: last?.subject ?? '', message };
    });
  },
};

const PROMETHEUS_LABEL = /^[a-z][a-z0-9_]*$/;

/** Labels that Prometheus, the formats or the pipeline set themselves. */
const RESERVED_LABELS: ReadonlySet<string> = new Set(['job', 'instance', 'le', 'quantile']);

/** In either label style a metric's labels are distinct, well-formed and free for use. */
export const labelsDistinct = metricRule('labels are distinct', (metric) => {
  // One attribute referred to twice is `nothingTwice`'s to report.
  const references = [...new Map(attributeReferences(metric).map((one) => [one.ref, one])).values()];
  const translated = references.map(({ ref }) => prometheusLabelName(ref));
  const short = references.map(
    ({ ref, annotations }) => annotations?.cardlink?.short ?? prometheusLabelName(ref),
  );
  return [
    ...repeated(translated).map((label) => `has the label ${label} twice`),
    ...repeated(short).map((label) => `has the short label ${label} twice`),
    ...short.filter((label) => !PROMETHEUS_LABEL.test(label)).map((label) => `${label} is no label`),
    ...[...new Set([...translated, ...short])]
      .filter((label) => RESERVED_LABELS.has(label) || label.startsWith('otel_scope_'))
      .map((label) => `the label ${label} is not free for use`),
  ];
});

/** Histograms have buckets, ascending; nothing else has. */
export const histogramsHaveBuckets = metricRule('histograms have buckets', ({ instrument, annotations }) => {
  const buckets = annotations?.cardlink?.buckets;
  if (instrument !== 'histogram') return buckets === undefined ? [] : [`is a ${instrument} and has buckets`];
  if (buckets === undefined || buckets.length === 0) return ['is a histogram without buckets'];
  const ascending = buckets.every((bound, index) => index === 0 || bound > (buckets[index - 1] ?? bound));
  return ascending ? [] : ['has buckets that do not ascend'];
});

/** A histogram cannot be observable: OTel has no such instrument. */
export const histogramsRecorded = metricRule('histograms are recorded', ({ instrument, annotations }) =>
  instrument === 'histogram' && annotations?.cardlink?.observable
    ? ['is an observable histogram, which OTel has not']
    : [],
);
