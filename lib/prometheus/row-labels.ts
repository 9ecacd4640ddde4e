import type { KeyFacts, MetricRows } from '../metrics';
import { escapeQuoted, labelNameText } from './escaping';
import { type LabelPair, type LabelSet, type LabelUse, labelFor } from './labels';
import { mayCollide, type ScopeLabels } from './scope-labels';
import type { NameTranslator } from './translation';

/** The key of the series that sums what is beyond a limit ("Overflow attribute" of the metrics SDK). */
const OVERFLOW_KEY = 'otel.metric.overflow';

/**
 * Values whose text as `String` has it is that of their label (`attributeText`), and another for every other value of the
 * same type; but not of another: 1 and "1" are the same text.
 */
const PLAIN_KINDS: ReadonlySet<string> = new Set(['string', 'number', 'boolean']);

const { hasOwn } = Object;

/** One label of a metric's series. */
interface Column {
  readonly key: string;
  readonly name: string;
  /** What the text of the label begins with: `name="`. */
  readonly open: string;
}

/** The labels of a metric's rows. */
export interface RowLabels {
  of(row: number): LabelSet;
}

/**
 * The labels of a metric's rows, where each row has its own: no two keys become one label, no value is as good as none
 * or needs changing, and the scope has no label that an attribute could have too. Otherwise undefined: series may have to
 * be put together then.
 *
 * The text of a row's own labels is rendered once and stays with the row in the storage, under `owner`.
 */
export function rowLabels(
  rows: MetricRows,
  scope: ScopeLabels,
  use: LabelUse,
  labelName: NameTranslator['labelName'],
  owner: object,
): RowLabels | undefined {
  const { keys } = rows;
  if (!keys.every(hasPlainValues)) return undefined;
  const columns = columnsOf([...keys.map(({ key }) => key), OVERFLOW_KEY], use, labelName);
  const names = columns.map(({ name }) => name);
  if (new Set(names).size < names.length || mayCollide(names, scope)) return undefined;
  return new PlainRowLabels(rows, columns, scope.labels, rows.texts(owner));
}

function hasPlainValues({ types }: KeyFacts): boolean {
  return types.size === 1 && [...types].every((kind) => PLAIN_KINDS.has(kind));
}

/** In the order in which labels are written: that of their names. */
function columnsOf(
  keys: readonly string[],
  use: LabelUse,
  labelName: NameTranslator['labelName'],
): readonly Column[] {
  return keys
    .map((key) => ({ key, name: labelFor(key, use, labelName) }))
    .map(({ key, name }) => ({ key, name, open: `${labelNameText(name)}="` }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

class PlainRowLabels implements RowLabels {
  readonly #rows: MetricRows;
  readonly #columns: readonly Column[];
  readonly #scope: LabelSet;
  readonly #texts: (string | undefined)[];

  constructor(rows: MetricRows, columns: readonly Column[], scope: LabelSet, texts: (string | undefined)[]) {
    this.#rows = rows;
    this.#columns = columns;
    this.#scope = scope;
    this.#texts = texts;
  }

  of(row: number): LabelSet {
    return new LabelsOfRow(this, row);
  }

  text(row: number): string {
    const own = this.#texts[row] ?? this.#render(row);
    const scope = this.#scope.text;
    if (own === '') return scope;
    return scope === '' ? own : `${own},${scope}`;
  }

  pairs(row: number): readonly LabelPair[] {
    const attributes = this.#rows.attributes(row);
    const own = this.#columns
      .filter(({ key }) => hasOwn(attributes, key))
      .map(({ key, name }): LabelPair => [name, String(attributes[key])]);
    return [...own, ...this.#scope.pairs];
  }

  /** Joined and not added up, so that what is kept is one piece in memory. */
  #render(row: number): string {
    const attributes = this.#rows.attributes(row);
    const pieces: string[] = [];
    for (const { key, open } of this.#columns) {
      if (!hasOwn(attributes, key)) continue;
      pieces.push(pieces.length === 0 ? open : `",${open}`, escapeQuoted(String(attributes[key])));
    }
    if (pieces.length > 0) pieces.push('"');
    const text = pieces.join('');
    this.#texts[row] = text;
    return text;
  }
}

/** Text or pairs are read when they are asked for: no format needs both. */
class LabelsOfRow implements LabelSet {
  readonly #labels: PlainRowLabels;
  readonly #row: number;

  constructor(labels: PlainRowLabels, row: number) {
    this.#labels = labels;
    this.#row = row;
  }

  get text(): string {
    return this.#labels.text(this.#row);
  }

  get pairs(): readonly LabelPair[] {
    return this.#labels.pairs(this.#row);
  }
}
