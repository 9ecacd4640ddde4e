import { median, pairwise, spreadOf } from '../support/statistics';
import { formatSpread, formatTable, NOTHING } from '../support/table';
import type { Measurement, Measurements } from './measurement';
import { UNINSTRUMENTED, type Variant } from './variants';

/** What was measured, as two tables: each variant, and what each one adds to the one it is compared with. */
export function sessionReport(variants: readonly Variant[], measurements: Measurements): string {
  const of = (name: string): readonly Measurement[] => measurements.get(name) ?? [];
  return [variantTable(variants, of), additionTable(variants, of)].join('\n\n');
}

type Lookup = (name: string) => readonly Measurement[];

function variantTable(variants: readonly Variant[], of: Lookup): string {
  const bare = of(UNINSTRUMENTED);
  const rows = variants.map(({ name, observed }) => {
    const measured = of(name);
    const ratios = pairwise(measured, bare, (one, other) => one.sessionsPerSecond / other.sessionsPerSecond);
    return [
      name,
      formatSpread(spreadOf(measured.map(({ sessionsPerSecond }) => sessionsPerSecond)), 0),
      observed ? formatSpread(spreadOf(ratios), 2) : NOTHING,
      formatSpread(spreadOf(measured.map((one) => one.cpuMicrosecondsPerSession)), 0),
      median(measured.map(({ utilization }) => utilization)).toFixed(2),
      median(measured.map(({ spansPerSession }) => spansPerSession)).toFixed(1),
      String(measured.reduce((sum, { dropped }) => sum + dropped, 0)),
    ];
  });
  return formatTable([
    [
      'server',
      'sessions/s',
      'ratio to uninstrumented',
      'CPU µs a session',
      'loop busy',
      'spans a session',
      'dropped',
    ],
    ...rows,
  ]);
}

function additionTable(variants: readonly Variant[], of: Lookup): string {
  const rows = variants.flatMap(({ name, adds, comparedWith, alsoComparedWith }) => {
    if (adds === undefined || comparedWith === undefined) return [];
    const row = (other: string, what: string): string[] => {
      const added = pairwise(of(name), of(other), (one, base) => cpuOf(one) - cpuOf(base));
      const shares = pairwise(of(name), of(other), (one, base) => 100 * (cpuOf(one) / cpuOf(base) - 1));
      return [what, formatSpread(spreadOf(added), 0), formatSpread(spreadOf(shares), 0)];
    };
    const further = alsoComparedWith ? [row(alsoComparedWith.name, alsoComparedWith.adds)] : [];
    return [row(comparedWith, adds), ...further];
  });
  return formatTable([['CPU added by', 'µs a session', '%'], ...rows]);
}

const cpuOf = ({ cpuMicrosecondsPerSession }: Measurement): number => cpuMicrosecondsPerSession;
