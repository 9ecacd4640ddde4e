import { prometheusLabelName } from '../../../lib/prometheus';
import type { AttributeDefinition, Event, Metric, Span } from '../../semconv/definition';
import {
  type AttributeUse,
  type Domain,
  membersOf,
  memberValue,
  type SignalModel,
} from '../../semconv/model';
import { anchor, code, codes, document, paragraph, section, table } from './markdown';

const OFFICIAL_REFERENCE = 'https://opentelemetry.io/docs/specs/semconv/registry/attributes';

/** The reference page of one domain. */
export function domainPage(domain: Domain): string {
  return document([
    `<!-- Generated from registry/${domain.name}.yaml by \`npm run generate\`. Do not edit. -->`,
    '',
    `# Semantic conventions: ${domain.name}`,
    '',
    ...paragraph(domain.introduction),
    '[All pages](README.md)',
    '',
    ...section('## Metrics', metrics(domain)),
    ...section(
      '## Spans',
      domain.spans.flatMap((span) => spanSection(span, domain)),
    ),
    ...section(
      '## Events',
      domain.events.flatMap((event) => eventSection(event, domain)),
    ),
    ...section('## Attributes', attributes(domain)),
    ...section("## OpenTelemetry's attributes", officialAttributes(domain)),
    ...section('## Error types', domain.errorTypes.flatMap(errorTypes)),
    ...section('## Deliberate exceptions', exceptionsTable(domain.attributes)),
  ]);
}

/** Which attributes deliberately break a rule of ours or stand beside an official one, and why. */
export function exceptionsTable(definitions: readonly AttributeDefinition[]): readonly string[] {
  const rows = definitions.flatMap(({ key, annotations }) => {
    const { exception, naming_exception } = annotations?.cardlink ?? {};
    return [exception, naming_exception]
      .filter((reason) => reason !== undefined)
      .map((reason) => [code(key), reason]);
  });
  return table(['Name', 'Why'], rows);
}

function metrics({ name, metrics: all, importedMetrics }: Domain): readonly string[] {
  const rows = all.map(({ definition: { name: metric, instrument, unit, annotations } }) => [
    `[${code(metric)}](${anchor(metric)})`,
    code(annotations?.cardlink?.prometheus ?? ''),
    instrumentWords(instrument, annotations?.cardlink?.observable),
    unitWord(unit),
  ]);
  return [
    ...table(['OTel name', 'Prometheus name', 'Kind', 'Unit'], rows),
    ...paragraph(
      importedMetrics.length === 0
        ? undefined
        : `OpenTelemetry's own metrics are used under their official names: ${codes(importedMetrics)}.`,
    ),
    ...all.flatMap((metric) => metricSection(metric, name)),
  ];
}

function metricSection(
  { definition, attributes: uses }: SignalModel<Metric>,
  page: string,
): readonly string[] {
  const { prometheus = '', buckets, formerly, observable } = definition.annotations?.cardlink ?? {};
  const labels = uses.map((use) => [
    attributeLink(use, page),
    code(prometheusLabelName(use.key)),
    code(use.short ?? prometheusLabelName(use.key)),
    requirement(use),
    valueList(use, page),
  ]);
  return [
    `### ${code(definition.name)}`,
    '',
    ...paragraph(definition.brief),
    ...paragraph(definition.note),
    `- Prometheus: ${code(prometheus)}${formerly ? ` (formerly ${codes(formerly)})` : ''}`,
    `- ${capitalised(instrumentWords(definition.instrument, observable))}, unit ${unitWord(definition.unit)}`,
    ...(buckets ? [`- Buckets: ${buckets.join(', ')}`] : []),
    ...(labels.length === 0 ? ['- No labels'] : []),
    '',
    ...table(['Attribute', 'Label', 'Short label', 'Requirement', 'Values'], labels),
  ];
}

function spanSection(
  { definition, attributes: uses }: SignalModel<Span>,
  { name }: Domain,
): readonly string[] {
  const { name: pattern = '', errors } = definition.annotations?.cardlink ?? {};
  return [
    `### ${code(pattern)}`,
    '',
    ...paragraph(definition.brief),
    ...paragraph(definition.note),
    `- Name: ${definition.name.note}`,
    `- Kind: ${definition.kind}`,
    ...(errors ? [`- Errors: ${errors}`] : []),
    '',
    ...useTable(uses, name),
  ];
}

function eventSection(
  { definition, attributes: uses }: SignalModel<Event>,
  { name }: Domain,
): readonly string[] {
  return [
    `### ${code(definition.name)}`,
    '',
    ...paragraph(definition.brief),
    ...paragraph(definition.note),
    `- Severity: ${definition.annotations?.cardlink?.severity}`,
    '',
    ...useTable(uses, name),
  ];
}

function useTable(uses: readonly AttributeUse[], page: string): readonly string[] {
  const rows = uses.map((use) => [
    attributeLink(use, page),
    requirement(use),
    valueList(use, page),
    use.brief,
  ]);
  return table(['Attribute', 'Requirement', 'Values', 'What it says'], rows);
}

function attributes(domain: Domain): readonly string[] {
  const own = domain.attributes.map(({ key, type, brief, examples }) => [
    `<a id="${anchor(`attribute-${key}`).slice(1)}"></a>${code(key)}`,
    typeof type === 'string' ? type : 'string',
    membersOf(type).length > 0 ? codes(membersOf(type).map(memberValue)) : exampleList(examples),
    brief,
  ]);
  return [
    ...table(['Key', 'Type', 'Values', 'What it says'], own),
    ...domain.attributes.flatMap(attributeNotes),
  ];
}

function attributeNotes({ key, note, type }: AttributeDefinition): readonly string[] {
  const members = membersOf(type).filter(({ brief }) => brief !== undefined);
  if (note === undefined && members.length === 0) return [];
  return [
    `### ${code(key)}`,
    '',
    ...paragraph(note),
    ...table(
      ['Value', 'Meaning'],
      members.map((member) => [code(memberValue(member)), member.brief ?? '']),
    ),
  ];
}

function officialAttributes({ officialAttributes: all }: Domain): readonly string[] {
  return table(
    ['Key', 'What it says on our signals'],
    all.map(({ key, brief }) => [`[${code(key)}](${officialLink(key)})`, brief]),
  );
}

function errorTypes({ name, brief, note, members }: Domain['errorTypes'][number]): readonly string[] {
  return [
    `### ${code('error.type')}: ${name}`,
    '',
    ...paragraph(brief),
    ...paragraph(note),
    ...table(
      ['Value', 'Meaning'],
      members.map((member) => [code(memberValue(member)), member.brief ?? '']),
    ),
  ];
}

function attributeLink({ key, official, domain }: AttributeUse, page: string): string {
  const own = `${domain === page ? '' : `${domain}.md`}${anchor(`attribute-${key}`)}`;
  return `[${code(key)}](${official ? officialLink(key) : own})`;
}

function officialLink(key: string): string {
  return `${OFFICIAL_REFERENCE}/${key.split('.')[0]}/`;
}

function valueList({ values }: AttributeUse, page: string): string {
  if (values.from === 'error-types') {
    const { name, domain: home } = values.list;
    return `[${name}](${home === page ? '' : `${home}.md`}${anchor(`errortype ${name}`)})`;
  }
  if (values.from === 'anything') return '';
  return codes(values.values);
}

function requirement({ requirement: level, condition }: AttributeUse): string {
  const words = level === 'opt_in' ? 'opt-in' : level;
  return condition ?? words;
}

function exampleList(examples: unknown): string {
  const list = Array.isArray(examples) ? examples : examples === undefined ? [] : [examples];
  return list.length === 0 ? '' : `such as ${codes(list.map(String))}`;
}

function instrumentWords(instrument: string, observable: boolean | undefined): string {
  const words = instrument === 'updowncounter' ? 'up-down counter' : instrument;
  return observable ? `observable ${words}` : words;
}

const unitWord = (unit: string) => (unit === '' ? 'none' : code(unit));
const capitalised = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);
