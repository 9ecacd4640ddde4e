import {
  assembleLabels,
  concatenateLabels,
  type LabelSet,
  type LabelSource,
  type LabelUse,
  labelSources,
} from './labels';
import { mayCollide, type ScopeLabels } from './scope-labels';
import type { NameTranslator } from './translation';

type Attributes = Readonly<Record<string, unknown>>;

/** Labels as they were rendered last, with all that they depend on. */
interface Rendered {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
  /** The labels of the attributes alone. */
  readonly own: LabelSet;
  readonly scopeText: string;
  /** Together with the scope's. */
  readonly labels: LabelSet;
}

/**
 * Renders the labels of a series once and keeps them with its attribute object, which the SDK holds on to as long as it
 * holds the series. The cache ends with the object, so it is never larger than what is collected; and it is asked
 * whether the object still says the same, since an application may reuse and change it.
 */
export class LabelCache {
  readonly #labelName: NameTranslator['labelName'];
  readonly #rendered: Readonly<Record<LabelUse, WeakMap<Attributes, Rendered>>> = {
    value: new WeakMap(),
    histogram: new WeakMap(),
  };

  constructor(labelName: NameTranslator['labelName']) {
    this.#labelName = labelName;
  }

  /** The labels of a series with these attributes in this scope. */
  labels(attributes: Attributes, scope: ScopeLabels, use: LabelUse): LabelSet {
    const cache = this.#rendered[use];
    const known = cache.get(attributes);
    const current = known !== undefined && unchanged(known, attributes) ? known : undefined;
    if (current?.scopeText === scope.labels.text) return current.labels;
    const sources = (): LabelSource[] => labelSources(attributes, use, '', this.#labelName);
    const rendered = render(attributes, scope, sources, current);
    cache.set(attributes, rendered);
    return rendered.labels;
  }
}

function render(
  attributes: Attributes,
  scope: ScopeLabels,
  sources: () => LabelSource[],
  current: Rendered | undefined,
): Rendered {
  const own = current?.own ?? assembleLabels(sources());
  const labels = mayCollide(
    own.pairs.map(([name]) => name),
    scope,
  )
    ? assembleLabels([...scope.sources, ...sources()])
    : concatenateLabels(own, scope.labels);
  const keys = Object.keys(attributes);
  return {
    keys,
    values: keys.map((key) => attributes[key]),
    own,
    scopeText: scope.labels.text,
    labels,
  };
}

/** Whether the object still holds the same primitives; of an array or object nobody knows what changed inside. */
function unchanged({ keys, values }: Rendered, attributes: Attributes): boolean {
  let index = 0;
  for (const key in attributes) {
    const value = attributes[key];
    if (keys[index] !== key || values[index] !== value || typeof value === 'object') return false;
    index += 1;
  }
  return index === keys.length;
}
