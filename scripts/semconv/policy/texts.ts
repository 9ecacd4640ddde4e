import type { Definition } from '../definition';
import type { OfficialConventions } from '../official';
import type { Registry } from '../registry';
import type { Problem, Rule } from './rule';

interface Annotated {
  readonly subject: string;
  readonly brief?: string;
  readonly annotations?: { readonly cardlink?: object };
  /** The keys that `annotations.cardlink` may have here. */
  readonly known: readonly string[];
}

const KNOWN = {
  attribute: ['exception', 'naming_exception'],
  reference: ['short', 'values', 'values_of', 'members', 'closed'],
  metric: ['prometheus', 'buckets', 'observable', 'formerly'],
  span: ['name', 'errors'],
  event: ['severity'],
} as const;

function annotatedIn(definition: Definition): readonly Annotated[] {
  const { attributes = [], metrics = [], spans = [], events = [], attribute_groups = [] } = definition;
  const signals = [
    ...metrics.map((metric) => ({ ...metric, subject: metric.name, known: KNOWN.metric })),
    ...spans.map((span) => ({ ...span, subject: span.type, known: KNOWN.span })),
    ...events.map((event) => ({ ...event, subject: event.name, known: KNOWN.event })),
    ...attribute_groups.map((group) => ({ ...group, subject: group.id, known: [] })),
  ];
  const references = signals.flatMap(({ subject, attributes: list = [] }) =>
    list.flatMap((entry) =>
      'ref' in entry ? [{ ...entry, subject: `${subject}, ${entry.ref}`, known: KNOWN.reference }] : [],
    ),
  );
  return [
    ...attributes.map((one) => ({ ...one, subject: one.key, known: KNOWN.attribute })),
    ...signals,
    ...references,
  ];
}

function everywhere(
  registry: Registry,
  check: (annotated: Annotated) => readonly string[],
): readonly Problem[] {
  return registry.files.flatMap(({ file, definition }) =>
    annotatedIn(definition).flatMap((annotated) =>
      check(annotated).map((message) => ({ file, subject: annotated.subject, message })),
    ),
  );
}

/** `annotations.cardlink` holds nothing that no generator reads: a misspelt key would be lost without a word. */
export const annotationsKnown: Rule = {
  name: 'annotations are known',
  check: ({ registry }) =>
    everywhere(registry, ({ annotations, known }) =>
      Object.keys(annotations?.cardlink ?? {})
        .filter((key) => !known.includes(key))
        .map((key) => `has the annotation ${key}, which nothing reads here`),
    ),
};

/** Briefs become HELP texts and table cells: one line that ends with a full stop. */
export const briefsAreSentences: Rule = {
  name: 'briefs are sentences',
  check: ({ registry }) =>
    everywhere(registry, ({ brief }) =>
      brief === undefined || (brief.endsWith('.') && !brief.includes('\n'))
        ? []
        : ['has a brief that is not one line ending with a full stop'],
    ),
};

/** A span says its name, an event its severity. */
export const signalsComplete: Rule = {
  name: 'spans have names and events severities',
  check: ({ registry }) =>
    registry.files.flatMap(({ file, definition: { spans = [], events = [] } }): readonly Problem[] => [
      ...spans
        .filter(({ annotations }) => !annotations?.cardlink?.name)
        .map(({ type }) => ({ file, subject: type, message: 'has no name annotation' })),
      ...events
        .filter(({ annotations }) => !isSeverity(annotations?.cardlink?.severity))
        .map(({ name }) => ({ file, subject: name, message: 'needs the severity info, warn or error' })),
    ]),
};

const isSeverity = (severity: unknown) => severity === 'info' || severity === 'warn' || severity === 'error';

/** The manifest names, for weaver, the conventions that references are checked against here. */
export const manifestMatches: Rule = {
  name: 'the manifest names the installed conventions',
  check: ({ registry, official }) => manifestProblems(registry, official),
};

function manifestProblems(registry: Registry, official: OfficialConventions): readonly Problem[] {
  if (registry.officialVersion === official.version) return [];
  const message = `names version ${registry.officialVersion ?? 'none'} of the official conventions; ${official.version} is installed`;
  return [{ file: 'registry_manifest.yaml', subject: 'dependencies', message }];
}
