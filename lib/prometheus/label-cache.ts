import { assembleLabels, concatenateLabels, type LabelSet, type LabelUse, labelSources } from './labels';
import { SCOPE_LABEL_PREFIX, type ScopeLabels } from './scope-labels';

type Attributes = Readonly<Record<string, unknown>>;

/** Labels as they were rendered last, with all that they depend on. */
interface Rendered {
  readonly keys: readonly string[];
  readonly values: readonly unknown[];
  /** The labels of the attributes alone. */
  readonly own: LabelSet;
  readonly mayCollideWithScope: boolean;
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
  readonly #rendered: Readonly<Record<LabelUse, WeakMap<Attributes, Rendered>>> = {
    value: new WeakMap(),
    histogram: new WeakMap(),
  };

  /** The labels of a series with these attributes in this scope. */
  labels(attributes: Attributes, scope: ScopeLabels, use: LabelUse): LabelSet {
    const cache = this.#rendered[use];
    const known = cache.get(attributes);
    const current = known !== undefined && unchanged(known, attributes) ? known : undefined;
    if (current?.scopeText === scope.labels.text) return current.labels;
    const rendered = render(attributes, scope, use, current);
    cache.set(attributes, rendered);
    return rendered.labels;
  }
}

function render(
  attributes: Attributes,
  scope: ScopeLabels,
  use: LabelUse,
  current: Rendered | undefined,
): Rendered {
  const own = current?.own ?? assembleLabels(labelSources(attributes, use));
  const mayCollideWithScope =
    current?.mayCollideWithScope ?? own.pairs.some(([name]) => name.startsWith(SCOPE_LABEL_PREFIX));
  const labels = mayCollideWithScope
    ? assembleLabels([...scope.sources, ...labelSources(attributes, use)])
    : concatenateLabels(own, scope.labels);
  const keys = Object.keys(attributes);
  return {
    keys,
    values: keys.map((key) => attributes[key]),
    own,
    mayCollideWithScope,
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
