import {
  type AttributeDefinition,
  type AttributeGroup,
  type AttributeReference,
  attributeReferences,
  type Definition,
} from '../definition';
import type { OfficialConventions } from '../official';
import type { Registry } from '../registry';

/** What a rule found wrong, for a person: where, and what to do. */
export interface Problem {
  readonly file: string;
  /** The attribute, group or signal it is about. */
  readonly subject: string;
  readonly message: string;
}

export interface PolicyContext {
  readonly registry: Registry;
  readonly official: OfficialConventions;
  /** Every attribute the registry defines, by key. */
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
  /** Every attribute group, by id. */
  readonly groups: ReadonlyMap<string, AttributeGroup>;
}

export interface Rule {
  readonly name: string;
  check(context: PolicyContext): readonly Problem[];
}

/** What owns attribute references: a signal or an attribute group. */
export interface Owner {
  readonly file: string;
  readonly subject: string;
  readonly kind: 'metric' | 'span' | 'event' | 'group';
  readonly references: readonly AttributeReference[];
}

/** Gathers what the rules look up. */
export function policyContext(registry: Registry, official: OfficialConventions): PolicyContext {
  const attributes = registry.files.flatMap(({ definition }) => definition.attributes ?? []);
  const groups = registry.files.flatMap(({ definition }) => definition.attribute_groups ?? []);
  return {
    registry,
    official,
    attributes: new Map(attributes.map((attribute) => [attribute.key, attribute])),
    groups: new Map(groups.map((group) => [group.id, group])),
  };
}

/** Every signal and group of the registry with the attributes it refers to. */
export function owners({ files }: Registry): readonly Owner[] {
  return files.flatMap(({ file, definition }) => ownersIn(definition).map((owner) => ({ file, ...owner })));
}

function ownersIn({ metrics, spans, events, attribute_groups }: Definition): readonly Omit<Owner, 'file'>[] {
  return [
    ...(metrics ?? []).map((metric) => ({
      kind: 'metric' as const,
      subject: metric.name,
      references: attributeReferences(metric),
    })),
    ...(spans ?? []).map((span) => ({
      kind: 'span' as const,
      subject: span.type,
      references: attributeReferences(span),
    })),
    ...(events ?? []).map((event) => ({
      kind: 'event' as const,
      subject: event.name,
      references: attributeReferences(event),
    })),
    ...(attribute_groups ?? []).map((group) => ({
      kind: 'group' as const,
      subject: group.id,
      references: attributeReferences(group),
    })),
  ];
}

/** The values that occur more than once, each once. */
export function repeated<T>(values: readonly T[]): readonly T[] {
  const seen = new Set<T>();
  const again = new Set<T>();
  for (const value of values) {
    if (seen.has(value)) again.add(value);
    seen.add(value);
  }
  return [...again];
}
