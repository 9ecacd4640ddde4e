import { prometheusLabelName } from '../../../lib/prometheus';
import type { Model } from '../../semconv/model';
import { anchor, code, codes, document, table } from './markdown';
import { OLDER_OPERATIONS } from './operations';

/** How each operation, metric and label of the earlier Python collector is called here. */
export function migrationPage(model: Model): string {
  return document([
    '<!-- Generated from registry/ and scripts/generate/semconv/operations.ts by `npm run generate`. Do not edit. -->',
    '',
    "# Coming from CardLink's Python collector",
    '',
    'What was recorded there, and how it is recorded and called here. [All pages](README.md),',
    '[differences in behaviour](../docs/differences.md).',
    '',
    '## Operations',
    '',
    "The left columns list what the earlier collector's methods did, not how they were called: its source is not part of",
    'this project. A plain method records one figure; where there is a scoped form, it does the whole job in one call',
    '(metrics, span and event), and the plain ones of its row are not called beside it.',
    '',
    ...table(
      ['Domain', 'Operation', 'Plain method', 'Scoped form'],
      OLDER_OPERATIONS.map(({ domain, operation, plain, scoped }) => [
        domain,
        operation,
        codes(plain),
        scoped === undefined ? '' : code(scoped),
      ]),
    ),
    '## Metrics and labels',
    '',
    'Where there is no older name, none is known. The short labels are those that older dashboards use;',
    '`GP_METRICS_LABELS=short` records under them.',
    '',
    ...table(['Older name', 'Metric now', 'Short label', 'Label now'], metricRows(model)),
  ]);
}

/** One row a label; the names stand in the first of a metric. */
function metricRows({ domains }: Model): readonly (readonly string[])[] {
  return domains.flatMap(({ name: page, metrics }) =>
    metrics.flatMap(({ definition, attributes }) => {
      const { prometheus = '', formerly = [] } = definition.annotations?.cardlink ?? {};
      const labels = attributes.filter(({ short }) => short !== undefined);
      if (formerly.length === 0 && labels.length === 0) return [];
      const names = [codes(formerly), `[${code(prometheus)}](${page}.md${anchor(definition.name)})`];
      if (labels.length === 0) return [[...names, '', '']];
      return labels.map(({ key, short = '' }, index) => [
        ...(index === 0 ? names : ['', '']),
        code(short),
        code(prometheusLabelName(key)),
      ]);
    }),
  );
}
