import { isAttributeReference } from '../definition';
import { errorTypeListName, OFFICIAL_GROUP } from '../model';
import { owners, type Problem, type Rule } from './rule';

const ERROR_TYPE = 'error.type';

/** Every `ref` names an attribute of the registry or an official one. Groups are not expanded, so none is referred to. */
export const referencesResolve: Rule = {
  name: 'references resolve',
  check: ({ registry, attributes, official }) =>
    registry.files.flatMap(({ file, definition }) => {
      const { metrics = [], spans = [], events = [], attribute_groups = [] } = definition;
      const entries = [
        ...metrics.map(({ name, attributes: list }) => ({ subject: name, list })),
        ...spans.map(({ type, attributes: list }) => ({ subject: type, list })),
        ...events.map(({ name, attributes: list }) => ({ subject: name, list })),
        ...attribute_groups.map(({ id, attributes: list }) => ({ subject: id, list })),
      ];
      return entries.flatMap(({ subject, list = [] }) =>
        list.flatMap((entry): readonly Problem[] => {
          if (!isAttributeReference(entry)) {
            const message = `refers to the group ${entry.ref_group}: list its attributes, groups are not expanded`;
            return [{ file, subject, message }];
          }
          if (attributes.has(entry.ref) || official.attributes.has(entry.ref)) return [];
          const message = `refers to ${entry.ref}, which is neither in the registry nor an official attribute`;
          return [{ file, subject, message }];
        }),
      );
    }),
};

/** Every wildcard under `imports` meets at least one official metric. */
export const importsMatch: Rule = {
  name: 'imports match',
  check: ({ registry, official }) =>
    registry.files.flatMap(({ file, definition }) =>
      (definition.imports?.metrics ?? [])
        .filter((wildcard) => ![...official.metrics].some((name) => matches(wildcard, name)))
        .map((wildcard) => ({ file, subject: wildcard, message: 'imports no official metric' })),
    ),
};

function matches(wildcard: string, name: string): boolean {
  return wildcard.endsWith('*') ? name.startsWith(wildcard.slice(0, -1)) : name === wildcard;
}

/** Every attribute that is defined is on some signal. */
export const attributesUsed: Rule = {
  name: 'attributes are used',
  check: ({ registry }) => {
    const signals = owners(registry).filter(({ kind }) => kind !== 'group');
    const used = new Set(signals.flatMap(({ references }) => references.map(({ ref }) => ref)));
    return registry.files.flatMap(({ file, definition }) =>
      (definition.attributes ?? [])
        .filter(({ key }) => !used.has(key))
        .map(({ key }) => ({ file, subject: key, message: 'is on no metric, span or event' })),
    );
  },
};

/** Every official attribute on a signal is described in the group of official attributes, and no other is. */
export const officialDescribed: Rule = {
  name: 'official attributes are described',
  check: ({ registry, official, attributes }) => {
    const groups = owners(registry).filter(({ subject }) => subject === OFFICIAL_GROUP);
    const signals = owners(registry).filter(({ kind }) => kind !== 'group');
    const described = new Set(groups.flatMap(({ references }) => references.map(({ ref }) => ref)));
    const used = new Set(signals.flatMap(({ references }) => references.map(({ ref }) => ref)));
    return [
      ...signals.flatMap(({ file, subject, references }) =>
        references
          .filter(({ ref }) => official.attributes.has(ref) && !attributes.has(ref) && !described.has(ref))
          .map(({ ref }) => ({
            file,
            subject,
            message: `uses ${ref}, which ${OFFICIAL_GROUP} does not describe`,
          })),
      ),
      ...groups.flatMap(({ file, subject, references }) =>
        references.flatMap(({ ref, brief }) => {
          if (brief === undefined) return [{ file, subject, message: `describes ${ref} without a brief` }];
          if (used.has(ref) && official.attributes.has(ref)) return [];
          return [{ file, subject, message: `describes ${ref}, which is on no signal or not official` }];
        }),
      ),
    ];
  },
};

/** Every `error.type` on a signal names the list of its values, and only `error.type` does. */
export const errorTypesBounded: Rule = {
  name: 'error types are bounded',
  check: ({ registry, groups }) =>
    owners(registry)
      .filter(({ kind }) => kind !== 'group')
      .flatMap(({ file, subject, references }) =>
        references.flatMap(({ ref, annotations }): readonly Problem[] => {
          const list = annotations?.cardlink?.values_of;
          if (ref !== ERROR_TYPE) {
            return list === undefined
              ? []
              : [{ file, subject, message: `${ref} has values_of; only ${ERROR_TYPE} may` }];
          }
          if (list === undefined) {
            return [{ file, subject, message: `${ERROR_TYPE} has no values_of: name its list of values` }];
          }
          if (groups.has(list) && errorTypeListName(list) !== undefined) return [];
          return [
            {
              file,
              subject,
              message: `${ERROR_TYPE} takes its values from ${list}, which is no list of them`,
            },
          ];
        }),
      ),
};

/** Every list of error types is one list of `error.type`, and ends with `_OTHER` unless it says why it is closed. */
export const errorTypesEndWithOther: Rule = {
  name: 'error types end with _OTHER',
  check: ({ registry }) =>
    owners(registry)
      .filter(({ kind, subject }) => kind === 'group' && errorTypeListName(subject) !== undefined)
      .flatMap(({ file, subject, references }): readonly Problem[] => {
        const [reference] = references;
        const { members = [], closed } = reference?.annotations?.cardlink ?? {};
        if (references.length !== 1 || reference?.ref !== ERROR_TYPE || members.length === 0) {
          return [{ file, subject, message: `must hold ${ERROR_TYPE} alone, with its members` }];
        }
        const others = members.filter(({ id }) => id === '_OTHER').length;
        if (closed !== undefined) {
          return others === 0 ? [] : [{ file, subject, message: 'is closed and yet holds _OTHER' }];
        }
        if (others === 1 && members.at(-1)?.id === '_OTHER') return [];
        return [
          {
            file,
            subject,
            message: 'must end with _OTHER, or say under `closed` why nothing else can occur',
          },
        ];
      }),
};
