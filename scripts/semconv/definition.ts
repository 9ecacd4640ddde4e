/**
 * The parts of weaver's `definition/2` form that this registry uses. `schema.ts` checks the form itself; these types
 * say what the rest of the scripts may rely on afterwards.
 */

export type RequirementLevel =
  | 'required'
  | 'recommended'
  | 'opt_in'
  | { readonly conditionally_required: string }
  | { readonly recommended: string }
  | { readonly opt_in: string };

export interface Member {
  readonly id: string;
  readonly value?: string | number | boolean;
  readonly brief?: string;
}

export type AttributeType = string | { readonly members: readonly Member[] };

/** What the schema has no field for, under `annotations.cardlink` of an attribute's definition. */
export interface AttributeAnnotations {
  /** Why this attribute stands beside an official one. */
  readonly exception?: string;
  /** Why its key breaks the naming rule. */
  readonly naming_exception?: string;
}

export interface AttributeDefinition {
  readonly key: string;
  readonly type: AttributeType;
  readonly brief: string;
  readonly note?: string;
  readonly examples?: unknown;
  readonly annotations?: { readonly cardlink?: AttributeAnnotations };
}

/** Under `annotations.cardlink` of a reference. */
export interface ReferenceAnnotations {
  /** The label under `GP_METRICS_LABELS=short`; it belongs to the pair of metric and attribute. */
  readonly short?: string;
  /** The values that occur here, where they are fewer than the attribute knows, or where it is an official one. */
  readonly values?: readonly string[];
  /** For `error.type`: the attribute group that lists its values here. */
  readonly values_of?: string;
  /** For `error.type` in a group of error types: its values. */
  readonly members?: readonly Member[];
  /** For a list of error types without `_OTHER`: why nothing else can occur. */
  readonly closed?: string;
}

export interface AttributeReference {
  readonly ref: string;
  readonly brief?: string;
  readonly note?: string;
  readonly requirement_level?: RequirementLevel;
  readonly sampling_relevant?: boolean;
  readonly annotations?: { readonly cardlink?: ReferenceAnnotations };
}

export interface GroupReference {
  readonly ref_group: string;
}

export interface AttributeGroup {
  readonly id: string;
  readonly brief?: string;
  readonly note?: string;
  readonly attributes?: readonly (AttributeReference | GroupReference)[];
}

/** Under `annotations.cardlink` of a metric. */
export interface MetricAnnotations {
  /** The name after the OTel to Prometheus translation, checked against the translator. */
  readonly prometheus?: string;
  /** Upper bounds of a histogram's buckets, ascending, in the metric's unit. */
  readonly buckets?: readonly number[];
  /** Whether it is read when metrics are collected, rather than recorded when something happens. */
  readonly observable?: boolean;
  /** Prometheus names that CardLink's dashboards knew it by before. */
  readonly formerly?: readonly string[];
}

interface Signal {
  readonly brief: string;
  readonly note?: string;
  readonly attributes?: readonly (AttributeReference | GroupReference)[];
}

export interface Metric extends Signal {
  readonly name: string;
  readonly instrument: 'counter' | 'updowncounter' | 'gauge' | 'histogram';
  readonly unit: string;
  readonly annotations?: { readonly cardlink?: MetricAnnotations };
}

/** Under `annotations.cardlink` of a span. */
export interface SpanAnnotations {
  /** The span's name, with what varies in braces. */
  readonly name?: string;
  /** How an error shows on the span. */
  readonly errors?: string;
}

export interface Span extends Signal {
  readonly type: string;
  readonly kind: 'internal' | 'client' | 'server' | 'producer' | 'consumer';
  readonly name: { readonly note: string };
  readonly annotations?: { readonly cardlink?: SpanAnnotations };
}

export interface Event extends Signal {
  readonly name: string;
  readonly annotations?: { readonly cardlink?: { readonly severity?: 'info' | 'warn' | 'error' } };
}

export interface Definition {
  readonly file_format: string;
  readonly imports?: { readonly metrics?: readonly string[] };
  readonly attributes?: readonly AttributeDefinition[];
  readonly attribute_groups?: readonly AttributeGroup[];
  readonly metrics?: readonly Metric[];
  readonly spans?: readonly Span[];
  readonly events?: readonly Event[];
}

/** Whether an attribute list's entry names an attribute (and not a group). */
export function isAttributeReference(
  entry: AttributeReference | GroupReference,
): entry is AttributeReference {
  return 'ref' in entry;
}

/** The attribute references of a signal or group. */
export function attributeReferences(owner: {
  readonly attributes?: readonly (AttributeReference | GroupReference)[];
}): readonly AttributeReference[] {
  return (owner.attributes ?? []).filter(isAttributeReference);
}
