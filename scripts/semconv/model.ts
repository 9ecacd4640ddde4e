import {
  type AttributeDefinition,
  type AttributeReference,
  type AttributeType,
  attributeReferences,
  type Event,
  type Member,
  type Metric,
  type RequirementLevel,
  type Span,
} from './definition';
import type { OfficialConventions } from './official';
import type { Registry, RegistryFile } from './registry';

/** The registry with its references resolved: what generators read. Only made of a registry that passed the policy. */
export interface Model {
  readonly domains: readonly Domain[];
  readonly officialAttributes: readonly OfficialAttribute[];
}

/** An official attribute that our signals use. */
export interface OfficialAttribute {
  readonly key: string;
  /** The name of its official constant, as `ATTR_CLIENT_ADDRESS`. */
  readonly constant: string;
  /** What it says on our signals. */
  readonly brief: string;
}

export interface Domain {
  readonly name: string;
  readonly introduction: string;
  /** Wildcards of official metrics that belong to the domain. */
  readonly importedMetrics: readonly string[];
  readonly attributes: readonly AttributeDefinition[];
  /** Official attributes that the domain describes for all. */
  readonly officialAttributes: readonly OfficialAttribute[];
  readonly errorTypes: readonly ErrorTypeList[];
  readonly metrics: readonly SignalModel<Metric>[];
  readonly spans: readonly SignalModel<Span>[];
  readonly events: readonly SignalModel<Event>[];
}

/** The values `error.type` takes in one domain. */
export interface ErrorTypeList {
  /** The attribute group that holds the list, as `cardlink.tls.error_types`. */
  readonly group: string;
  /** The domain that defines it. */
  readonly domain: string;
  /** What stands before `error_types`, as `tls`. */
  readonly name: string;
  readonly brief: string;
  readonly note?: string;
  readonly members: readonly Member[];
}

export interface SignalModel<T> {
  readonly definition: T;
  readonly attributes: readonly AttributeUse[];
}

/** One attribute on one signal. */
export interface AttributeUse {
  readonly key: string;
  readonly official: boolean;
  /** The domain that defines it; undefined for official attributes. */
  readonly domain?: string;
  readonly brief: string;
  readonly requirement: 'required' | 'recommended' | 'opt_in';
  /** When it is there, where that depends. */
  readonly condition?: string;
  readonly short?: string;
  readonly values: ValueSource;
}

/** Where the values of an attribute on a signal come from. */
export type ValueSource =
  | { readonly from: 'anything' }
  | { readonly from: 'members'; readonly values: readonly string[] }
  | { readonly from: 'error-types'; readonly list: ErrorTypeList; readonly values: readonly string[] }
  | { readonly from: 'reference'; readonly values: readonly string[] };

/** The members of an attribute's type; empty where it is no enumeration. */
export function membersOf(type: AttributeType): readonly Member[] {
  return typeof type === 'string' ? [] : type.members;
}

/** The value of an enumeration's member, which is its id where none is given. */
export function memberValue(member: Member): string {
  return String(member.value ?? member.id);
}

/** `cardlink.tls.error_types` to `tls`; undefined for the id of any other group. */
export function errorTypeListName(groupId: string): string | undefined {
  return /^cardlink\.([a-z_]+)\.error_types$/.exec(groupId)?.[1];
}

/** The attribute group that says what official attributes mean on our signals. */
export const OFFICIAL_GROUP = 'cardlink.opentelemetry';

/** Resolves every reference of a registry. Throws where one has no target, which the policy reports before. */
export function resolveModel(registry: Registry, official: OfficialConventions): Model {
  const lists = registry.files.flatMap(errorTypeLists);
  const officialAttributes = registry.files.flatMap((file) => officialAttributesIn(file, official));
  const resolve = referenceResolver(registry, officialAttributes, lists);
  const domains = registry.files.map((file): Domain => {
    const { domain, introduction, definition } = file;
    const withAttributes = <T extends Metric | Span | Event>(signal: T): SignalModel<T> => ({
      definition: signal,
      attributes: attributeReferences(signal).map(resolve),
    });
    return {
      name: domain,
      introduction,
      importedMetrics: definition.imports?.metrics ?? [],
      attributes: definition.attributes ?? [],
      officialAttributes: officialAttributesIn(file, official),
      errorTypes: lists.filter(({ group }) => definition.attribute_groups?.some(({ id }) => id === group)),
      metrics: (definition.metrics ?? []).map(withAttributes),
      spans: (definition.spans ?? []).map(withAttributes),
      events: (definition.events ?? []).map(withAttributes),
    };
  });
  return { domains, officialAttributes };
}

function errorTypeLists({ domain, definition }: RegistryFile): readonly ErrorTypeList[] {
  return (definition.attribute_groups ?? []).flatMap((group) => {
    const name = errorTypeListName(group.id);
    if (name === undefined) return [];
    const members = attributeReferences(group)[0]?.annotations?.cardlink?.members ?? [];
    const { id, brief = '', note } = group;
    return [{ group: id, domain, name, brief, members, ...(note === undefined ? {} : { note }) }];
  });
}

function referenceResolver(
  registry: Registry,
  officialAttributes: readonly OfficialAttribute[],
  lists: readonly ErrorTypeList[],
): (reference: AttributeReference) => AttributeUse {
  const own = new Map(
    registry.files.flatMap(({ domain, definition }) =>
      (definition.attributes ?? []).map((attribute) => [attribute.key, { domain, attribute }] as const),
    ),
  );
  const briefs = new Map(officialAttributes.map(({ key, brief }) => [key, brief]));
  return (reference) => {
    const target = own.get(reference.ref);
    const officialTarget = briefs.get(reference.ref);
    if (target === undefined && officialTarget === undefined) {
      throw new Error(`${reference.ref} is neither in the registry nor an official attribute`);
    }
    const { short } = reference.annotations?.cardlink ?? {};
    const brief = reference.brief ?? target?.attribute.brief ?? officialTarget ?? '';
    return {
      key: reference.ref,
      official: target === undefined,
      ...(target === undefined ? {} : { domain: target.domain }),
      brief,
      ...requirementOf(reference.requirement_level),
      ...(short === undefined ? {} : { short }),
      values: valueSource(reference, target?.attribute, lists),
    };
  };
}

function requirementOf(
  level: RequirementLevel = 'recommended',
): Pick<AttributeUse, 'requirement' | 'condition'> {
  if (typeof level === 'string') return { requirement: level };
  if ('opt_in' in level) return { requirement: 'opt_in', condition: level.opt_in };
  const condition = 'recommended' in level ? level.recommended : level.conditionally_required;
  return { requirement: 'recommended', condition };
}

function valueSource(
  reference: AttributeReference,
  attribute: AttributeDefinition | undefined,
  lists: readonly ErrorTypeList[],
): ValueSource {
  const { values, values_of } = reference.annotations?.cardlink ?? {};
  if (values) return { from: 'reference', values };
  if (values_of) {
    const list = lists.find(({ group }) => group === values_of);
    if (list === undefined) throw new Error(`${values_of} is no list of error types`);
    return { from: 'error-types', list, values: list.members.map(memberValue) };
  }
  const members = attribute ? membersOf(attribute.type) : [];
  return members.length > 0 ? { from: 'members', values: members.map(memberValue) } : { from: 'anything' };
}

function officialAttributesIn(
  { definition }: RegistryFile,
  official: OfficialConventions,
): readonly OfficialAttribute[] {
  const group = definition.attribute_groups?.find(({ id }) => id === OFFICIAL_GROUP);
  return attributeReferences(group ?? {}).map(({ ref, brief = '' }) => ({
    key: ref,
    constant: official.attributes.get(ref) ?? '',
    brief,
  }));
}
