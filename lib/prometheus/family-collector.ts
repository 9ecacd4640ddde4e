import type { FamilyType, HistogramSeries, MetricFamily, SeriesList, ValueSeries } from './family';
import { type HistogramPart, mergedHistograms, mergedValues, type ValuePart } from './merged-series';
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

/** A family that is being collected, to which each of its metrics adds a part. */
export interface OpenFamily {
  readonly name: string;
  readonly type: FamilyType;
  readonly values: ValuePart[];
  readonly histograms: HistogramPart[];
}

type Described = OpenFamily & { help: string; unit: string };

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
  readonly #families: Described[] = [];
  readonly #ownerOfName = new Map<string, Described>();

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
    const family: Described = {
      name: claim.name,
      type: claim.type,
      help: claim.help,
      unit: unitInName(claim),
      values: [],
      histograms: [],
    };
    for (const name of names) this.#ownerOfName.set(name, family);
    this.#families.push(family);
    return family;
  }

  /**
   * What was gathered, by name, so that it reads the same in every scrape. Families without a series are left out. It
   * takes its time where there are many, or series have to be put together, and lets others run at each `yield`.
   */
  *finish(): Generator<undefined, readonly MetricFamily[]> {
    const families: MetricFamily[] = [];
    for (const family of this.#families) {
      const closed = yield* close(family);
      if (closed.series.length > 0) families.push(closed);
      yield;
    }
    return families.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #joined(family: Described, claim: FamilyClaim): OpenFamily {
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

function* close({
  name,
  help,
  unit,
  type,
  values,
  histograms,
}: Described): Generator<undefined, MetricFamily> {
  if (type === 'histogram') {
    const series = onlyDistinct<HistogramSeries>(histograms) ?? (yield* mergedHistograms(histograms));
    return { name, help, unit, type, series };
  }
  const series = onlyDistinct<ValueSeries>(values) ?? (yield* mergedValues(values));
  return { name, help, unit, type, series };
}

/** The series as they are, where they come from one metric and no two of them can have the same labels. */
function onlyDistinct<Series>(
  parts: readonly { readonly series: Iterable<Series>; readonly distinct?: SeriesList<Series> | undefined }[],
): SeriesList<Series> | undefined {
  return parts.length === 1 ? parts[0]?.distinct : undefined;
}

/** The unit where the name ends in it (before `_total`): elsewhere OpenMetrics does not allow it to be told. */
function unitInName({ name, type, unit }: FamilyClaim): string {
  if (unit === '' || type === 'info') return '';
  const base = type === 'counter' && name.endsWith('_total') ? name.slice(0, -'_total'.length) : name;
  return base.endsWith(`_${unit}`) ? unit : '';
}
