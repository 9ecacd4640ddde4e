import {
  AggregationTemporality,
  DataPointType,
  type ExponentialHistogram,
  type Histogram,
  type MetricData,
} from '@opentelemetry/sdk-metrics';
import type { MetricRows, ReadableMetric, ReadableMetrics } from '../metrics';
import { wellFormed } from './attribute-text';
import { describeError } from './collection-error';
import type { MetricFamily, SeriesList } from './family';
import { type FamilyClaim, FamilyCollector, type OpenFamily } from './family-collector';
import { LabelCache } from './label-cache';
import { assembleLabels, type LabelSource, labelSources } from './labels';
import type { SeriesPart } from './merged-series';
import type { TranslatableInstrument } from './names';
import { histogramSeries, isValueMetric, type LabelsOf, valueSeries } from './point-series';
import { RowLabeller, type RowLabels } from './row-labels';
import { hasSeries, histogramRows, valueRows } from './row-series';
import { NO_SCOPE_LABELS, type Scope, type ScopeLabels, scopeLabels, withSources } from './scope-labels';
import { createNameTranslator, type NameTranslator } from './translation';
import type { Warnings } from './warnings';

/** What the families carry beside the data. */
export interface FamilyOptions {
  /** Whether every series bears `otel_scope_name` and its like. */
  readonly scopeLabels: boolean;
  /** Whether the resource is told in a family `target_info`. */
  readonly targetInfo: boolean;
  /**
   * The keys of resource attributes that every series bears as labels; by default none. `target_info` has all in any
   * case.
   */
  readonly withResourceConstantLabels?: RegExp | undefined;
}

/**
 * Turns what a reader has collected into Prometheus's metric families, by "OTLP Metric points to Prometheus" of the
 * OpenTelemetry specification. One translator serves one reader: it keeps the labels that it has rendered.
 */
export class FamilyTranslator {
  readonly #options: FamilyOptions;
  readonly #warnings: Warnings;
  readonly #names: NameTranslator;
  readonly #labels: LabelCache;
  readonly #rowLabeller: RowLabeller;

  /** @param names of metrics, labels and units; by default those of the default translation strategy. */
  constructor(options: FamilyOptions, warnings: Warnings, names: NameTranslator = createNameTranslator()) {
    this.#options = options;
    this.#warnings = warnings;
    this.#names = names;
    this.#labels = new LabelCache(names.labelName);
    this.#rowLabeller = new RowLabeller(names.labelName);
  }

  /**
   * The families in the order of their names, and a `yield` now and then where others may run. Never throws: a metric that
   * cannot be translated (which no SDK makes, but a producer of the host's may) is left out and told once.
   *
   * Families may read the storage only when they are gone through, which the metrics have to be open for.
   */
  *translate({ resource, scopes }: ReadableMetrics): Generator<undefined, readonly MetricFamily[]> {
    const collector = new FamilyCollector(this.#warnings);
    if (this.#options.targetInfo) addTargetInfo(collector, resource.attributes, this.#names);
    const constants = this.#constantSources(resource.attributes);
    for (const { scope, metrics } of scopes) {
      const labels = withSources(this.#scopeLabels(scope as Scope), constants);
      for (const metric of metrics) {
        this.#add(collector, metric, labels);
        yield;
      }
    }
    return yield* collector.finish();
  }

  #scopeLabels(scope: Scope): ScopeLabels {
    if (!this.#options.scopeLabels) return NO_SCOPE_LABELS;
    const { labelName } = this.#names;
    try {
      return scopeLabels(scope, labelName);
    } catch (error) {
      const { name } = scope;
      this.#warnings.once(
        `scope ${name}`,
        `the attributes of the scope ${name} cannot be exposed: ${describeError(error)}`,
      );
      return scopeLabels(withoutAttributes(scope), labelName);
    }
  }

  #add(collector: FamilyCollector, metric: ReadableMetric, labels: ScopeLabels): void {
    try {
      if (!this.#addRows(collector, metric, labels)) this.#addPoints(collector, metric.data(), labels);
    } catch (error) {
      const reason = describeError(error);
      this.#warnings.once(`broken ${reason}`, `a metric cannot be exposed: ${reason}`);
    }
  }

  /** What the resource gives to the labels of every series. */
  #constantSources(attributes: Readonly<Record<string, unknown>>): readonly LabelSource[] {
    const { withResourceConstantLabels: pattern } = this.#options;
    if (pattern === undefined) return [];
    // Unlike test(), search() keeps no place in a pattern that is global.
    const chosen = Object.entries(attributes).filter(([key]) => key.search(pattern) >= 0);
    return labelSources(Object.fromEntries(chosen), 'histogram', '', this.#names.labelName);
  }

  /** Adds a metric that can be read row by row; false when it has to be read as data points. */
  #addRows(collector: FamilyCollector, { rows }: ReadableMetric, scope: ScopeLabels): boolean {
    if (rows === undefined) return false;
    if (!hasSeries(rows)) return true;
    const claim = claimOf(rows.metric, this.#names);
    const use = claim.type === 'histogram' ? 'histogram' : 'value';
    const labels = this.#rowLabeller.labels(rows, scope, use);
    if (labels === undefined) return false;
    const family = this.#claimed(collector, claim);
    if (family === undefined) return true;
    if (isValueMetric(rows.metric)) {
      const series = valueRows(rows as MetricRows<number>, claim.type === 'counter', labels);
      family.values.push({ ...partOf(series, labels), additive: isAdditive(rows.metric) });
    } else {
      const series = histogramRows(rows as MetricRows<Histogram | ExponentialHistogram>, labels);
      family.histograms.push(partOf(series, labels));
    }
    return true;
  }

  #addPoints(collector: FamilyCollector, metric: MetricData | undefined, scope: ScopeLabels): void {
    if (metric === undefined || metric.dataPoints.length === 0) return;
    const { name } = metric.descriptor;
    if (!isCumulative(metric)) {
      this.#warnings.once(`delta ${name}`, `the metric ${name} is not exposed: it has delta temporality`);
      return;
    }
    const claim = claimOf(metric, this.#names);
    const family = this.#claimed(collector, claim);
    if (family === undefined) return;
    const use = claim.type === 'histogram' ? 'histogram' : 'value';
    const labelsOf: LabelsOf = ({ attributes }) => this.#labels.labels(attributes, scope, use);
    if (isValueMetric(metric)) {
      const series = this.#guarded(name, valueSeries(metric, claim.type === 'counter', labelsOf));
      family.values.push({ series, additive: isAdditive(metric) });
    } else {
      family.histograms.push({ series: this.#guarded(name, histogramSeries(metric, labelsOf)) });
    }
  }

  #claimed(collector: FamilyCollector, claim: FamilyClaim): OpenFamily | undefined {
    if (claim.name !== '') return collector.claim(claim);
    const { origin } = claim;
    this.#warnings.once(`name ${origin}`, `the metric ${JSON.stringify(origin)} has no Prometheus name`);
    return undefined;
  }

  /** The series as far as they can be read. */
  *#guarded<Series>(name: string, series: Iterable<Series>): Iterable<Series> {
    try {
      yield* series;
    } catch (error) {
      this.#warnings.once(`broken ${name}`, `the metric ${name} cannot be exposed: ${describeError(error)}`);
    }
  }
}

function partOf<Series>(series: SeriesList<Series>, { areDistinct }: RowLabels): SeriesPart<Series> {
  return areDistinct ? { series, distinct: series } : { series };
}

function withoutAttributes({ name, version, schemaUrl }: Scope): Scope {
  return { name, version, schemaUrl };
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
  if (family === undefined || labels.text === '') return;
  family.values.push({ series: [{ labels, value: 1 }], additive: false });
}

function isCumulative(metric: MetricData): boolean {
  return (
    metric.dataPointType === DataPointType.GAUGE ||
    metric.aggregationTemporality === AggregationTemporality.CUMULATIVE
  );
}

/** Whether values that come to have the same labels are added up. */
function isAdditive(metric: MetricData): boolean {
  return metric.dataPointType === DataPointType.SUM;
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
