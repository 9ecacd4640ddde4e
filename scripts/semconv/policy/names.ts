import {
  attributeConstant,
  errorTypeKey,
  eventConstant,
  metricConstant,
  spanConstant,
  valueConstant,
  valuesConstant,
} from '../constant-names';
import { type AttributeGroup, attributeReferences, type Definition, type Member } from '../definition';
import { errorTypeListName, membersOf, memberValue } from '../model';
import type { RegistryFile } from '../registry';
import { owners, type Problem, type Rule, repeated } from './rule';

/** Lower case, at least two segments joined by dots, words in a segment joined by single underscores. */
function followsNamingRule(name: string): boolean {
  const segments = name.split('.');
  return (
    segments.length > 1 && segments.every((segment) => segment.split('_').every(isWord)) && !isDigit(name[0])
  );
}

const isWord = (word: string) => /^[a-z0-9]+$/.test(word);
const isDigit = (character: string | undefined) =>
  character !== undefined && character >= '0' && character <= '9';

const NAMING_RULE = 'must be lower-case segments joined by dots, words in them joined by underscores';

interface Named {
  readonly file: string;
  readonly subject: string;
  readonly kind: 'attribute' | 'metric' | 'event' | 'span' | 'group';
}

function namesIn({ file, definition }: RegistryFile): readonly Named[] {
  const { attributes = [], metrics = [], events = [], spans = [], attribute_groups = [] } = definition;
  return [
    ...attributes.map(({ key }) => ({ file, subject: key, kind: 'attribute' as const })),
    ...metrics.map(({ name }) => ({ file, subject: name, kind: 'metric' as const })),
    ...events.map(({ name }) => ({ file, subject: name, kind: 'event' as const })),
    ...spans.map(({ type }) => ({ file, subject: type, kind: 'span' as const })),
    ...attribute_groups.map(({ id }) => ({ file, subject: id, kind: 'group' as const })),
  ];
}

/** Names follow the naming rule; the exceptions say why, and are exceptions. */
export const namesFollowRule: Rule = {
  name: 'names follow the naming rule',
  check: ({ registry, attributes }) =>
    registry.files.flatMap(namesIn).flatMap(({ file, subject, kind }): readonly Problem[] => {
      const reason = kind === 'attribute' && attributes.get(subject)?.annotations?.cardlink?.naming_exception;
      const follows = followsNamingRule(subject);
      if (follows && reason)
        return [{ file, subject, message: 'is listed as a naming exception but follows the rule' }];
      return follows || reason ? [] : [{ file, subject, message: NAMING_RULE }];
    }),
};

/** Metrics, events and groups are CardLink's: their names say so. */
export const signalsAreOurs: Rule = {
  name: 'signals begin with cardlink.',
  check: ({ registry }) =>
    registry.files
      .flatMap(namesIn)
      .filter(({ kind }) => kind === 'metric' || kind === 'event' || kind === 'group')
      .filter(({ subject }) => !subject.startsWith('cardlink.'))
      .map(({ file, subject }) => ({ file, subject, message: 'must begin with cardlink.' })),
};

/** Nothing official is defined again. */
export const officialNotRedefined: Rule = {
  name: 'nothing official is redefined',
  check: ({ registry, official }) => {
    const taken = {
      attribute: official.attributes,
      metric: official.metrics,
      event: official.events,
    };
    return registry.files.flatMap(namesIn).flatMap(({ file, subject, kind }): readonly Problem[] => {
      const isTaken = kind in taken && taken[kind as keyof typeof taken].has(subject);
      return isTaken
        ? [{ file, subject, message: `is an official ${kind}: refer to it, do not define it` }]
        : [];
    });
  },
};

/** No name, reference or value occurs twice where it must be unique. */
export const nothingTwice: Rule = {
  name: 'nothing is defined twice',
  check: ({ registry }) => {
    const named = registry.files.flatMap(namesIn);
    const keys = named.map(({ kind, subject }) => `${kind} ${subject}`);
    const twice = repeated(keys).map((key) => {
      const last = named.findLast(({ kind, subject }) => `${kind} ${subject}` === key);
      return {
        file: last?.file ?? '',
        subject: last?.subject ?? key,
        message: `is defined twice (${last?.kind})`,
      };
    });
    const references = owners(registry).flatMap(({ file, subject, references: list }) =>
      repeated(list.map(({ ref }) => ref)).map((ref) => ({
        file,
        subject,
        message: `refers to ${ref} twice`,
      })),
    );
    return [...twice, ...references, ...registry.files.flatMap(membersTwice)];
  },
};

function membersTwice({ file, definition }: RegistryFile): readonly Problem[] {
  return enumerationsIn(definition).flatMap(({ subject, members }) => {
    const twice = new Set([...repeated(members.map(memberValue)), ...repeated(members.map(({ id }) => id))]);
    return [...twice].map((member) => ({ file, subject, message: `has the member ${member} twice` }));
  });
}

interface Enumeration {
  readonly subject: string;
  readonly members: readonly Member[];
}

/** The attributes with a closed set of values, and the lists of error types. */
function enumerationsIn({ attributes = [], attribute_groups = [] }: Definition): readonly Enumeration[] {
  return [
    ...attributes.map(({ key, type }) => ({ subject: key, members: membersOf(type) })),
    ...attribute_groups.map((group) => ({ subject: group.id, members: groupMembers(group) })),
  ];
}

function groupMembers(group: AttributeGroup): readonly Member[] {
  return attributeReferences(group).flatMap(({ annotations }) => annotations?.cardlink?.members ?? []);
}

/** No two generated constants have one name (`a.b_c` and `a.b.c` would). */
export const constantsDistinct: Rule = {
  name: 'constants are distinct',
  check: ({ registry }) => {
    // One name defined twice is `nothingTwice`'s to report.
    const all = registry.files.flatMap(constantsOf);
    const constants = [...new Map(all.map((one) => [`${one.subject} ${one.constant}`, one])).values()];
    return repeated(constants.map(({ constant }) => constant)).map((constant) => {
      const last = constants.findLast((one) => one.constant === constant);
      return {
        file: last?.file ?? '',
        subject: last?.subject ?? '',
        message: `would be generated as ${constant}, which is taken`,
      };
    });
  },
};

interface Constant {
  readonly file: string;
  readonly subject: string;
  readonly constant: string;
}

function constantsOf({ file, definition }: RegistryFile): readonly Constant[] {
  const { attributes = [], metrics = [], events = [], spans = [], attribute_groups = [] } = definition;
  const make = (subject: string, ...constants: readonly string[]) =>
    constants.map((constant) => ({ file, subject, constant }));
  return [
    ...attributes.flatMap(({ key, type }) => {
      const members = membersOf(type);
      const values =
        members.length === 0 ? [] : [valuesConstant(key), ...members.map(({ id }) => valueConstant(key, id))];
      return make(key, attributeConstant(key), ...values);
    }),
    ...metrics.flatMap(({ name }) => make(name, metricConstant(name))),
    ...events.flatMap(({ name }) => make(name, eventConstant(name))),
    ...spans.flatMap(({ type }) => make(type, spanConstant(type))),
    ...attribute_groups.flatMap((group) => {
      const name = errorTypeListName(group.id);
      if (name === undefined) return [];
      const key = errorTypeKey(name);
      return make(
        group.id,
        valuesConstant(key),
        ...groupMembers(group).map(({ id }) => valueConstant(key, id)),
      );
    }),
  ];
}
