import {
  AggregationTemporality,
  DataPointType,
  type GaugeMetricData,
  type MetricData,
  type ResourceMetrics,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';
import { wellFormed } from './attribute-text';
import { fromExplicit, fromExponential } from './buckets';
import { describeError } from './collection-error';
import type { MetricFamily } from './family';
import { addHistogram, addValue, type FamilyClaim, FamilyCollector } from './family-collector';
import { LabelCache } from './label-cache';
import { assembleLabels, labelSources } from './labels';
import { prometheusMetricName, type TranslatableInstrument } from './names';
import { NO_SCOPE_LABELS, type Scope, type ScopeLabels, scopeLabels } from './scope-labels';
import type { Warnings } from './warnings';

/** What the families carry beside the data. */
export interface FamilyOptions {
  /** Whether every series bears `otel_scope_name` and its like. */
  readonly scopeLabels: boolean;
  /** Whether the resource is told in a family `target_info`. */
  readonly targetInfo: boolean;
}

type HistogramData = Exclude<MetricData, SumMetricData | GaugeMetricData>;

/**
 * Turns what a reader has collected into Prometheus's metric families, by "OTLP Metric points to Prometheus" of the
 * OpenTelemetry specification. One translator serves one reader: it keeps the labels that it has rendered.
 */
export class FamilyTranslator {
  readonly #options: FamilyOptions;
  readonly #warnings: Warnings;
  readonly #labels = new LabelCache();

  constructor(options: FamilyOptions, warnings: Warnings) {
    this.#options = options;
    this.#warnings = warnings;
  }

  /**
   * The families in the order of their names. Never throws: a metric
   * that cannot be translated (which no SDK makes, but a producer of the host's may) is left out and told once.
   */
  translate({ resource, scopeMetrics }: ResourceMetrics): readonly MetricFamily[] {
    const collector = new FamilyCollector(this.#warnings);
    if (this.#options.targetInfo) addTargetInfo(collector, resource.attributes);
    for (const { scope, metrics } of scopeMetrics) {
      const labels = this.#options.scopeLabels ? scopeLabels(scope as Scope) : NO_SCOPE_LABELS;
      for (const metric of metrics) this.#add(collector, metric, labels);
    }
    return collector.finish();
  }

  #add(collector: FamilyCollector, metric: MetricData, scope: ScopeLabels): void {
    if (metric.dataPoints.length === 0) return;
    const { name } = metric.descriptor;
    if (!isCumulative(metric)) {
      this.#warnings.once(`delta ${name}`, `the metric ${name} is not exposed: it has delta temporality`);
      return;
    }
    const claim = claimOf(metric);
    if (claim.name === '') {
      this.#warnings.once(`name ${name}`, `the metric ${JSON.stringify(name)} has no Prometheus name`);
      return;
    }
    try {
      this.#addPoints(collector, metric, claim, scope);
    } catch (error) {
      this.#warnings.once(`broken ${name}`, `the metric ${name} cannot be exposed: ${describeError(error)}`);
    }
  }

  #addPoints(collector: FamilyCollector, metric: MetricData, claim: FamilyClaim, scope: ScopeLabels): void {
    const family = collector.claim(claim);
    if (family === undefined) return;
    if (isValueMetric(metric)) {
      const additive = metric.dataPointType === DataPointType.SUM;
      for (const { attributes, value } of metric.dataPoints) {
        addValue(family, this.#labels.labels(attributes, scope, 'value'), value, additive);
      }
      return;
    }
    for (const { attributes, histogram } of histogramsOf(metric)) {
      addHistogram(family, this.#labels.labels(attributes, scope, 'histogram'), histogram);
    }
  }
}

/** "Resource Attributes" of the specification: a gauge of 1, since the text format knows no info type. */
function addTargetInfo(collector: FamilyCollector, attributes: Readonly<Record<string, unknown>>): void {
  const labels = assembleLabels(labelSources(attributes, 'value'));
  // An empty resource is not told. The name is taken all the same: a metric called target.info would not describe it.
  const family = collector.claim({
    name: 'target_info',
    type: 'gauge',
    help: 'Target metadata',
    origin: 'target_info',
    sole: true,
  });
  if (family !== undefined && labels.text !== '') addValue(family, labels, 1, false);
}

function isCumulative(metric: MetricData): boolean {
  return (
    metric.dataPointType === DataPointType.GAUGE ||
    metric.aggregationTemporality === AggregationTemporality.CUMULATIVE
  );
}

function isValueMetric(metric: MetricData): metric is SumMetricData | GaugeMetricData {
  return metric.dataPointType === DataPointType.SUM || metric.dataPointType === DataPointType.GAUGE;
}

function claimOf(metric: MetricData): FamilyClaim {
  const { name, unit, description } = metric.descriptor;
  const kind = kindOf(metric);
  const type = kind === 'updowncounter' ? 'gauge' : kind;
  const prometheusName = prometheusMetricName({ name, unit, kind, monotonic: kind === 'counter' });
  return { name: prometheusName, type, help: wellFormed(description), origin: name };
}

function kindOf(metric: MetricData): TranslatableInstrument['kind'] {
  if (metric.dataPointType === DataPointType.GAUGE) return 'gauge';
  if (metric.dataPointType !== DataPointType.SUM) return 'histogram';
  return metric.isMonotonic ? 'counter' : 'updowncounter';
}

function* histogramsOf(metric: HistogramData) {
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    for (const { attributes, value } of metric.dataPoints)
      yield { attributes, histogram: fromExplicit(value) };
    return;
  }
  for (const { attributes, value } of metric.dataPoints)
    yield { attributes, histogram: fromExponential(value) };
}
