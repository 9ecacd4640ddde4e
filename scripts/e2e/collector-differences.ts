/**
 * Where the Collector's `prometheus` exporter and ours differ on the same OTLP data, and why. A difference that is not
 * in these lists fails the check, and so does an entry that nothing needs any more.
 */
import type { Aspect } from './metric-facts';

export type Side = 'ours' | 'collector';

/** A label that one side has otherwise than the other. */
export interface LabelRule {
  readonly side: Side;
  readonly applies: (label: string, value: string, family: string) => boolean;
  /** Under which name it is compared; undefined leaves it out. */
  readonly as?: string;
  /** Whether the lab's metrics meet it too, and not only those that were made to be odd. */
  readonly inLab?: true;
  readonly reason: string;
}

/** A series: its name and its labels. */
export interface Series {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Something that one of them says, and the other not, or otherwise. */
export interface Difference {
  readonly family: string;
  /** `presence` where one of them has no such series at all. */
  readonly aspect: Aspect | 'presence';
  readonly ours?: string | undefined;
  readonly collector?: string | undefined;
}

export interface KnownDifference {
  readonly applies: (difference: Difference) => boolean;
  readonly reason: string;
}

/** A family's name whatever the translation strategy makes of dots, and of the suffix of a counter. */
const isNamed = (family: string, name: string): boolean =>
  family.replace(/[^a-z0-9:]+/gi, '_').replace(/_total$/, '') === name;

const isAbout =
  (aspect: Difference['aspect'], ...names: readonly string[]) =>
  (difference: Difference): boolean =>
    difference.aspect === aspect && names.some((name) => isNamed(difference.family, name));

const isExponential = (family: string): boolean => /^exponential[._]|^exemplars[._]native$/.test(family);

export const LABEL_RULES: readonly LabelRule[] = [
  {
    side: 'collector',
    applies: (label, value) =>
      (label === 'job' && /^(e2e\/compared|cardlink-lab)$/.test(value)) ||
      (label === 'instance' && /^(1|[0-9a-f-]{36})$/.test(value)),
    inLab: true,
    reason:
      'the Collector makes job and instance from the resource, since it speaks for many targets; on a scrape of one Prometheus adds its own',
  },
  {
    side: 'ours',
    applies: (label, _value, family) =>
      family === 'target_info' && /^service[._](name|namespace|instance[._]id)$/.test(label),
    inLab: true,
    reason:
      'service.name, service.namespace and service.instance.id are not on the Collector’s target_info, which has them as job and instance',
  },
  {
    side: 'collector',
    applies: (_label, value) => value === '',
    inLab: true,
    reason:
      'the Collector writes labels with empty values; to Prometheus they are the same as none, and we write none',
  },
  {
    side: 'collector',
    applies: (label, _value, family) => label === 'le' && isNamed(family, 'histogram_labels'),
    as: 'exported_le',
    reason:
      'an attribute `le` of a histogram would be a second `le` of its buckets, for which Prometheus refuses a scrape',
  },
  {
    side: 'collector',
    applies: (label) => label === 'two__dots',
    as: 'two_dots',
    reason:
      'the specification asks for one underscore in place of several in labels; the Collector keeps them by default',
  },
];

export const KNOWN_DIFFERENCES: readonly KnownDifference[] = [
  {
    applies: ({ aspect, collector }) => aspect === 'unit' && collector === '',
    reason: 'the Collector tells no unit beside the name',
  },
  {
    applies: isAbout('presence', 'labels_colliding', 'labels_scope'),
    reason:
      'the Collector drops a metric whose labels collide; the specification asks for the values to be joined with `;`',
  },
  {
    applies: isAbout('presence', 'labels_target'),
    reason:
      'attributes job and instance collide with the labels that the Collector makes, and it drops the metric; Prometheus renames ours to exported_job and exported_instance',
  },
  {
    applies: isAbout('presence', 'labels_underscores'),
    reason: 'the Collector drops a metric with a label that begins with `__`; we make one underscore of them',
  },
  {
    applies: isAbout('presence', 'exponential_scale_minus5'),
    reason:
      'an exponential histogram with a scale below -4 has no native form: the Collector drops it, we show its fixed buckets',
  },
  {
    applies: ({ aspect, family, collector }) =>
      aspect === 'buckets' && isExponential(family) && collector === undefined,
    reason: 'we show fixed buckets beside native ones, for scrapers that do not take those',
  },
  {
    applies: isAbout('exemplars', 'exemplars_native'),
    reason: 'those fixed buckets have exemplars too',
  },
  {
    applies: isAbout('exemplars', 'exemplars_filtered'),
    reason:
      'the Collector leaves out of exemplars the attributes that a View filtered; the specification has them there',
  },
  {
    applies: isAbout('native', 'exponential_without_sum'),
    reason:
      'a native histogram has a sum; where there is none the Collector says 0, and we leave the native one out',
  },
  {
    applies: isAbout('sum', 'exponential_without_sum', 'histogram_without_sum'),
    reason:
      'a sum that nobody knows is not 0; in protobuf, where a sum left out would be one of 0, we say NaN',
  },
  {
    applies: isAbout('value', 'c_a', 'c_has_seconds'),
    reason:
      'two metrics whose names are the same after translation are one series twice: the Collector drops one of them, we add counters up',
  },
  {
    applies: ({ aspect, family }) => aspect === 'presence' && /^unit\d+_counted_s_+total$/.test(family),
    reason:
      'of a unit that ends in an underscore the Collector’s translator makes two before `_total`; the specification asks for one',
  },
];

/** A series as it is compared, of whichever side; remembers which rules it took. */
export function comparedLabels(
  side: Side,
  { name, labels }: Series,
  used: Set<LabelRule | KnownDifference>,
): string {
  const compared = Object.entries(labels).flatMap(([label, value]) => {
    const rule = LABEL_RULES.find((each) => each.side === side && each.applies(label, value, name));
    if (rule !== undefined) used.add(rule);
    if (rule !== undefined && rule.as === undefined) return [];
    return [`${rule?.as ?? label}=${JSON.stringify(value)}`];
  });
  return `{${compared.sort().join(',')}}`;
}
