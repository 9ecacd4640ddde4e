import {
  AggregationTemporality,
  type DataPoint,
  DataPointType,
  type GaugeMetricData,
  type MetricData,
  type ResourceMetrics,
  type SumMetricData,
} from '@opentelemetry/sdk-metrics';
import { wellFormed } from './attribute-text';
import { fromExplicit, fromExponential } from './buckets';
import { describeError } from './collection-error';
import { exemplarsOf, newestExemplar } from './exemplars';
import type { MetricFamily, ValueSeries } from './family';
import { addHistogram, addValue, type FamilyClaim, FamilyCollector } from './family-collector';
import { LabelCache } from './label-cache';
import { assembleLabels, type LabelSet, labelSources } from './labels';
import type { TranslatableInstrument } from './names';
import { NO_SCOPE_LABELS, type Scope, type ScopeLabels, scopeLabels } from './scope-labels';
import { createNameTranslator, type NameTranslator } from './translation';
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
  readonly #names: NameTranslator;
  readonly #labels: LabelCache;

  /** @param names of metrics, labels and units; by default those of the default translation strategy. */
  constructor(options: FamilyOptions, warnings: Warnings, names: NameTranslator = createNameTranslator()) {
    this.#options = options;
    this.#warnings = warnings;
    this.#names = names;
    this.#labels = new LabelCache(names.labelName);
  }

  /**
   * The families in the order of their names. Never throws: a metric
   * that cannot be translated (which no SDK makes, but a producer of the host's may) is left out and told once.
   */
  translate({ resource, scopeMetrics }: ResourceMetrics): readonly MetricFamily[] {
    const collector = new FamilyCollector(this.#warnings);
    if (this.#options.targetInfo) addTargetInfo(collector, resource.attributes, this.#names);
    for (const { scope, metrics } of scopeMetrics) {
      const labels = this.#options.scopeLabels
        ? scopeLabels(scope as Scope, this.#names.labelName)
        : NO_SCOPE_LABELS;
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
    const claim = claimOf(metric, this.#names);
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
      const isCounter = claim.type === 'counter';
      for (const point of metric.dataPoints) {
        const labels = this.#labels.labels(point.attributes, scope, 'value');
        addValue(family, isCounter ? counterSeries(labels, point) : { labels, value: point.value }, additive);
      }
      return;
    }
    for (const { point, histogram, exponential } of histogramsOf(metric)) {
      const labels = this.#labels.labels(point.attributes, scope, 'histogram');
      const exemplars = exemplarsOf(point);
      addHistogram(family, { labels, histogram, exponential, exemplars, createdMs: createdMsOf(point) });
    }
  }
}

/** "Resource Attributes" of the specification. */
function addTargetInfo(
  collector: FamilyCollector,
  attributes: Readonly<Record<string, unknown>>,
  { labelName }: NameTranslator,
): void {
  const labels = assembleLabels(labelSources(attributes, 'value', '', labelName));
  // An empty resource is not told. The name is taken all the same: a metric called target.info would not describe it.
  const family = collector.claim({
    name: 'target_info',
    type: 'info',
    help: 'Target metadata',
    unit: '',
    origin: 'target_info',
  });
  if (family !== undefined && labels.text !== '') addValue(family, { labels, value: 1 }, false);
}

/** A gauge has only labels and a value: it did not begin to count at any time, and no format shows its exemplars. */
function counterSeries(labels: LabelSet, point: DataPoint<number>): ValueSeries {
  const exemplars = exemplarsOf(point);
  const exemplar = exemplars.length === 0 ? undefined : newestExemplar(exemplars);
  return { labels, value: point.value, createdMs: createdMsOf(point), exemplar };
}

/** A producer that does not know the start leaves it at 0, as in OTLP. */
function createdMsOf({ startTime: [seconds, nanos] }: DataPoint<unknown>): number | undefined {
  const createdMs = seconds * 1_000 + nanos / 1_000_000;
  return createdMs > 0 && Number.isFinite(createdMs) ? createdMs : undefined;
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

function claimOf(metric: MetricData, names: NameTranslator): FamilyClaim {
  const { name, unit, description } = metric.descriptor;
  const kind = kindOf(metric);
  const type = kind === 'updowncounter' ? 'gauge' : kind;
  const prometheusName = names.metricName({ name, unit, kind, monotonic: kind === 'counter' });
  const help = wellFormed(description);
  return { name: prometheusName, type, help, unit: names.unitName(unit), origin: name };
}

function kindOf(metric: MetricData): TranslatableInstrument['kind'] {
  if (metric.dataPointType === DataPointType.GAUGE) return 'gauge';
  if (metric.dataPointType !== DataPointType.SUM) return 'histogram';
  return metric.isMonotonic ? 'counter' : 'updowncounter';
}

function* histogramsOf(metric: HistogramData) {
  if (metric.dataPointType === DataPointType.HISTOGRAM) {
    for (const point of metric.dataPoints)
      yield { point, histogram: fromExplicit(point.value), exponential: undefined };
    return;
  }
  for (const point of metric.dataPoints)
    yield { point, histogram: fromExponential(point.value), exponential: point.value };
}
