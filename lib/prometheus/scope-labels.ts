import { attributeText } from './attribute-text';
import { assembleLabels, type LabelSet, type LabelSource, labelSources } from './labels';
import type { NameTranslator } from './translation';

/** An instrumentation scope. The SDK's type does not have attributes yet; OTLP and other producers do. */
export interface Scope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
}

/** What all series of a scope bear, and what it came from for the case that an attribute of a series collides with it. */
export interface ScopeLabels {
  readonly labels: LabelSet;
  readonly sources: readonly LabelSource[];
}

/** Every label of a scope begins so. */
const SCOPE_LABEL_PREFIX = 'otel_scope_';

export const NO_SCOPE_LABELS: ScopeLabels = { labels: assembleLabels([]), sources: [] };

/**
 * `otel_scope_name`, `otel_scope_version`, `otel_scope_schema_url` and the scope's attributes as `otel_scope_*`
 * ("Instrumentation Scope" of the specification, which also drops an attribute that collides with one of the three).
 */
export function scopeLabels(scope: Scope, labelName: NameTranslator['labelName']): ScopeLabels {
  const own: readonly LabelSource[] = [
    source('name', scope.name),
    source('version', scope.version),
    source('schema_url', scope.schemaUrl),
  ];
  const names = new Set(own.map(({ name }) => name));
  const attributes = labelSources(scope.attributes ?? {}, 'value', SCOPE_LABEL_PREFIX, labelName);
  const sources = [...own, ...attributes.filter(({ name }) => !names.has(name))].filter(
    ({ value }) => value !== '',
  );
  return { labels: assembleLabels(sources), sources };
}

/** The labels of a scope, and others that all its series have. */
export function withSources(scope: ScopeLabels, others: readonly LabelSource[]): ScopeLabels {
  if (others.length === 0) return scope;
  const sources = [...scope.sources, ...others];
  return { labels: assembleLabels(sources), sources };
}

/**
 * Whether labels of a series may be the scope's as well. Under an escaping scheme the labels of a scope's attributes need
 * not begin as the others do.
 */
export function mayCollide(labelNames: readonly string[], { labels }: ScopeLabels): boolean {
  const scopeNames = labels.pairs.map(([name]) => name);
  return labelNames.some((name) => name.startsWith(SCOPE_LABEL_PREFIX) || scopeNames.includes(name));
}

function source(field: string, value: unknown): LabelSource {
  const name = `${SCOPE_LABEL_PREFIX}${field}`;
  return { key: name, name, value: attributeText(value) };
}
