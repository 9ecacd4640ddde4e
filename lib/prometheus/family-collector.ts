import { addHistograms } from './buckets';
import { newestExemplar } from './exemplars';
import { addExponentials } from './exponential';
import type { FamilyType, HistogramSeries, MetricFamily, ValueSeries } from './family';
import type { Warnings } from './warnings';

/** What a metric brings to its family. */
export interface FamilyClaim {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  /** The words of the unit as a name has them; empty where there is none. */
  readonly unit: string;
  /** How people know the metric: its OTel name. */
  readonly origin: string;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A family that is being collected. Series are found again by their label text. */
interface OpenFamily {
  readonly name: string;
  readonly type: FamilyType;
  help: string;
  unit: string;
  readonly values: Map<string, Mutable<ValueSeries>>;
  readonly histograms: Map<string, Mutable<HistogramSeries>>;
}

/** The names under which a family's lines appear: no other family may use one of them. */
const SAMPLE_SUFFIXES: Readonly<Record<FamilyType, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count'],
  info: [''],
};

/**
 * Gathers the metrics of all scopes into families, so that each has one HELP and one TYPE and no series comes twice
 * ("Metric Metadata" of the specification): a metric whose type conflicts with the family's is dropped, of help texts
 * that differ the first is kept, and either is told once.
 */
export class FamilyCollector {
  readonly #warnings: Warnings;
  readonly #families: OpenFamily[] = [];
  readonly #ownerOfName = new Map<string, OpenFamily>();

  constructor(warnings: Warnings) {
    this.#warnings = warnings;
  }

  /** The family of a metric; undefined when the metric has to be dropped. */
  claim(claim: FamilyClaim): OpenFamily | undefined {
    const names = SAMPLE_SUFFIXES[claim.type].map((suffix) => claim.name + suffix);
    const owner = this.#ownerOfName.get(claim.name);
    if (owner?.name === claim.name && owner.type === claim.type) return this.#joined(owner, claim);
    const other = names.map((name) => this.#ownerOfName.get(name)).find((family) => family !== undefined);
    if (other !== undefined) {
      this.#warnings.once(
        `type ${claim.name} ${claim.type}`,
        `the metric ${claim.origin} is not exposed: as ${claim.type} ${claim.name} it conflicts with the ${other.type} ${other.name}; rename one of the two instruments`,
      );
      return undefined;
    }
    const family: OpenFamily = {
      name: claim.name,
      type: claim.type,
      help: claim.help,
      unit: unitInName(claim),
      values: new Map(),
      histograms: new Map(),
    };
    for (const name of names) this.#ownerOfName.set(name, family);
    this.#families.push(family);
    return family;
  }

  /** What was gathered, by name, so that it reads the same in every scrape. Families without a series are left out. */
  finish(): readonly MetricFamily[] {
    const families = this.#families.map(closed).filter(({ series }) => series.length > 0);
    return families.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #joined(family: OpenFamily, claim: FamilyClaim): OpenFamily {
    const { name, help, origin } = claim;
    if (family.unit === '') family.unit = unitInName(claim);
    if (family.help === '') family.help = help;
    if (help !== '' && help !== family.help) {
      this.#warnings.once(
        `help ${name}`,
        `the metric ${origin} has another description than the rest of ${name}; the first is shown`,
      );
    }
    return family;
  }
}

/**
 * Adds a value; where the same labels were there before, sums are added up and of gauges the last one stays. What was
 * added up began with the earliest of its parts.
 */
export function addValue(family: OpenFamily, series: ValueSeries, additive: boolean): void {
  const before = family.values.get(series.labels.text);
  if (before === undefined) {
    family.values.set(series.labels.text, series);
    return;
  }
  before.value = additive ? before.value + series.value : series.value;
  before.createdMs = earliest(before.createdMs, series.createdMs);
  before.exemplar = newestExemplar([before.exemplar, series.exemplar]);
}

/** Adds a histogram to the family, or to the histogram that has the same labels. */
export function addHistogram(family: OpenFamily, series: HistogramSeries): void {
  const before = family.histograms.get(series.labels.text);
  if (before === undefined) {
    family.histograms.set(series.labels.text, series);
    return;
  }
  before.histogram = addHistograms(before.histogram, series.histogram);
  before.createdMs = earliest(before.createdMs, series.createdMs);
  before.exemplars = [...before.exemplars, ...series.exemplars];
  const { exponential } = before;
  const both = exponential !== undefined && series.exponential !== undefined;
  before.exponential = both ? addExponentials(exponential, series.exponential) : undefined;
}

/** Where one start is unknown it may be the earlier one, so that of both is unknown too. */
function earliest(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : Math.min(a, b);
}

/** The unit where the name ends in it (before `_total`): elsewhere OpenMetrics does not allow it to be told. */
function unitInName({ name, type, unit }: FamilyClaim): string {
  if (unit === '' || type === 'info') return '';
  const base = type === 'counter' && name.endsWith('_total') ? name.slice(0, -'_total'.length) : name;
  return base.endsWith(`_${unit}`) ? unit : '';
}

function closed({ name, help, unit, type, values, histograms }: OpenFamily): MetricFamily {
  if (type === 'histogram') return { name, help, unit, type, series: [...histograms.values()] };
  return { name, help, unit, type, series: [...values.values()] };
}
