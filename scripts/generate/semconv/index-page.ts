import type { Domain, Model } from '../../semconv/model';
import type { OfficialConventions } from '../../semconv/official';
import { exceptionsTable } from './domain-page';
import { anchor, code, codes, document, section, table } from './markdown';

/** The index of the reference pages: how to read them, every metric, older names, exceptions. */
export function indexPage({ domains }: Model, official: OfficialConventions): string {
  return document([
    '<!-- Generated from registry/ by `npm run generate`. Do not edit. -->',
    '',
    '# Semantic conventions of CardLink',
    '',
    "Every metric, span, event and attribute that CardLink reports, beside OpenTelemetry's own. The source is",
    "`registry/*.yaml`, in the `definition/2` form of OpenTelemetry's weaver. From it `npm run generate` writes these",
    'pages and `lib/semconv`; `npm run generate:check` holds the registry against the schema and the policy, and what',
    'was generated against the registry.',
    '',
    '## Pages',
    '',
    ...table(['Page', 'Metrics', 'Spans', 'Events', 'About'], domains.map(pageRow)),
    "Those who come from CardLink's Python collector find each operation, metric and label of it in",
    '[migration.md](migration.md).',
    '',
    '## How to read them',
    '',
    '- The OTel name is what an instrument is created with and what OTLP carries. The Prometheus name follows from it',
    '  and the unit, on a direct scrape as in what went over OTLP to Prometheus.',
    '- The label of an attribute is its key with underscores for dots. With `GP_METRICS_LABELS=short`, CardLink records',
    '  its own instruments under the short label in the first place, so that a scrape and OTLP still agree.',
    '- An opt-in attribute is recorded only for those who ask for it.',
    '- Outcomes of sessions, reasons of failures and directions start at 0 when the recorder of their domain is first',
    '  asked for, so that `rate()` sees the first failure. A domain that nobody uses has no series.',
    '- `error.type` takes its values from one short list in each domain.',
    `- Official attributes are those of OpenTelemetry's semantic conventions ${official.version}. None is redefined.`,
    '',
    ...section(
      '## All metrics',
      table(['Prometheus name', 'OTel name', 'What it says'], metricRows(domains)),
    ),
    ...section("## OpenTelemetry's own metrics", importedMetrics(domains)),
    ...section('## Older names', table(['Before', 'Now'], olderNames(domains))),
    ...section('## Deliberate exceptions', exceptionsTable(domains.flatMap(({ attributes }) => attributes))),
    '## Changing a signal',
    '',
    'Edit the file of its domain in `registry/`, run `npm run generate`, and commit both. What the schema has no field',
    'for stands under `annotations.cardlink`:',
    '',
    ...table(['On', 'Key', 'What it says'], ANNOTATIONS),
    'The comment at the head of a file is the introduction of its page. `registry_manifest.yaml` names the official',
    'conventions for those who run weaver itself: `weaver registry check -r semconv`.',
  ]);
}

const ANNOTATIONS: readonly (readonly string[])[] = [
  ['metric', '`prometheus`', 'Name after translation; checked against the translator.'],
  ['metric', '`buckets`', "Upper bounds of a histogram's buckets, in its unit."],
  ['metric', '`observable`', 'Read when metrics are collected, rather than recorded when something happens.'],
  ['metric', '`formerly`', "Prometheus names that CardLink's dashboards knew it by before."],
  ['attribute of a metric', '`short`', 'Label under `GP_METRICS_LABELS=short`.'],
  [
    'attribute of a signal',
    '`values`',
    'The values that occur there, where they are fewer than the attribute has.',
  ],
  ['`error.type` of a signal', '`values_of`', 'The attribute group that lists its values.'],
  [
    '`error.type` of a group',
    '`members`, `closed`',
    'The list; why it needs no `_OTHER`, where it has none.',
  ],
  ['attribute', '`exception`', 'Why it stands beside an official one.'],
  ['attribute', '`naming_exception`', 'Why its key breaks the naming rule.'],
  ['span', '`name`, `errors`', 'Its name, with what varies in braces; how an error shows.'],
  ['event', '`severity`', '`info`, `warn` or `error`.'],
];

function pageRow({ name, introduction, metrics, spans, events }: Domain): readonly string[] {
  const counts = [metrics, spans, events].map(({ length }) => String(length));
  return [`[${name}](${name}.md)`, ...counts, introduction];
}

function metricRows(domains: readonly Domain[]): readonly (readonly string[])[] {
  const rows = domains.flatMap(({ name: page, metrics }) =>
    metrics.map(({ definition: { name, brief, annotations } }) => [
      code(annotations?.cardlink?.prometheus ?? ''),
      `[${code(name)}](${page}.md${anchor(name)})`,
      brief,
    ]),
  );
  return rows.sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
}

function importedMetrics(domains: readonly Domain[]): readonly string[] {
  const wildcards = domains.flatMap((domain) => domain.importedMetrics);
  if (wildcards.length === 0) return [];
  return [
    `The pipeline and Node.js are described by OpenTelemetry's own metrics under their official names: ${codes(wildcards)}.`,
    '',
  ];
}

function olderNames(domains: readonly Domain[]): readonly (readonly string[])[] {
  const now = new Map<string, string[]>();
  for (const { metrics } of domains) {
    for (const { definition } of metrics) {
      const { formerly = [], prometheus = '' } = definition.annotations?.cardlink ?? {};
      for (const before of formerly) now.set(before, [...(now.get(before) ?? []), prometheus]);
    }
  }
  return [...now].sort(([a], [b]) => (a < b ? -1 : 1)).map(([before, names]) => [code(before), codes(names)]);
}
