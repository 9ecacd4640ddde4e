import { addHistograms, type CumulativeHistogram } from './buckets';
import type { FamilyType, HistogramSeries, MetricFamily, ValueSeries } from './family';
import type { LabelSet } from './labels';
import type { Warnings } from './warnings';

/** What a metric brings to its family. */
export interface FamilyClaim {
  readonly name: string;
  readonly type: FamilyType;
  readonly help: string;
  /** How people know the metric: its OTel name. */
  readonly origin: string;
  /** Whether no other metric may join the family. */
  readonly sole?: boolean;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** A family that is being collected. Series are found again by their label text. */
interface OpenFamily {
  readonly name: string;
  readonly type: FamilyType;
  readonly sole: boolean;
  help: string;
  readonly values: Map<string, Mutable<ValueSeries>>;
  readonly histograms: Map<string, Mutable<HistogramSeries>>;
}

/** The names under which a family's lines appear: no other family may use one of them. */
const SAMPLE_SUFFIXES: Readonly<Record<FamilyType, readonly string[]>> = {
  counter: [''],
  gauge: [''],
  histogram: ['', '_bucket', '_sum', '_count'],
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
    if (owner?.name === claim.name && owner.type === claim.type && !owner.sole)
      return this.#withHelp(owner, claim);
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
      sole: claim.sole ?? false,
      help: claim.help,
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

  #withHelp(family: OpenFamily, { name, help, origin }: FamilyClaim): OpenFamily {
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

/** Adds a value; where the same labels were there before, sums are added up and of gauges the last one stays. */
export function addValue(family: OpenFamily, labels: LabelSet, value: number, additive: boolean): void {
  const before = family.values.get(labels.text);
  if (before === undefined) family.values.set(labels.text, { labels, value });
  else before.value = additive ? before.value + value : value;
}

/** Adds a histogram to the family, or to the histogram that has the same labels. */
export function addHistogram(family: OpenFamily, labels: LabelSet, histogram: CumulativeHistogram): void {
  const before = family.histograms.get(labels.text);
  if (before === undefined) family.histograms.set(labels.text, { labels, histogram });
  else before.histogram = addHistograms(before.histogram, histogram);
}

function closed({ name, help, type, values, histograms }: OpenFamily): MetricFamily {
  if (type === 'histogram') return { name, help, type, series: [...histograms.values()] };
  return { name, help, type, series: [...values.values()] };
}
