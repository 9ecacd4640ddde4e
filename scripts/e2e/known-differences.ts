/**
 * Where the series that the Collector's `prometheus` exporter renders from OTLP differ from those on /metrics, and why.
 * A difference that is not in these lists fails the check, and so does an entry that nothing needs any more.
 */

/** A series: its name and its labels. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Labels that one side has and the other has not. */
export interface LabelDifference {
  readonly label: string;
  readonly applies: (series: Series) => boolean;
  readonly reason: string;
}

const isTargetInfo = ({ name }: Series) => name === 'target_info';

/** Labels that the Collector adds by itself. */
export const ADDED_LABELS: readonly LabelDifference[] = [
  {
    label: 'job',
    applies: ({ labels }) => labels.job === 'cardlink-lab',
    reason: 'made from service.name; on a scrape Prometheus itself adds the job of its own configuration',
  },
  {
    label: 'instance',
    applies: ({ labels }) => /^[0-9a-f-]{36}$/.test(labels.instance ?? ''),
    reason: 'made from service.instance.id; on a scrape Prometheus itself adds the address that it scraped',
  },
  {
    label: 'otel_scope_schema_url',
    applies: ({ labels }) => labels.otel_scope_schema_url === '',
    reason: 'written even when a scope has none; to Prometheus an empty label is no label',
  },
];

/** Labels that /metrics has and the Collector leaves out. */
export const OWN_LABELS: readonly LabelDifference[] = [
  {
    label: 'service_name',
    applies: isTargetInfo,
    reason: 'the Collector has it as `job` already and does not repeat it on target_info',
  },
  {
    label: 'service_instance_id',
    applies: isTargetInfo,
    reason: 'the Collector has it as `instance` already and does not repeat it on target_info',
  },
];
