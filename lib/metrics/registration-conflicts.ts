import type { InstrumentationScope } from '@opentelemetry/core';
import type { InstrumentDescriptor } from './descriptor';
import type { Reporter } from './reporter';

/** What distinguishes two metrics of the same name, and what is to be done about it; the first that applies is told. */
const DIFFERENCES = [
  { key: 'type', remedy: 'rename one by a View that selects it by its instrumentType' },
  {
    key: 'unit',
    remedy: 'give both the same unit, or rename one by a View that selects it by its instrumentUnit',
  },
  { key: 'valueType', remedy: 'give both the same valueType, or rename one' },
] as const;

/** Tells that two metrics of a meter go out under one name (OTel metrics SDK, "Duplicate instrument registration"). */
export function warnOfConflict(
  reporter: Reporter,
  scope: InstrumentationScope,
  known: InstrumentDescriptor,
  added: InstrumentDescriptor,
): void {
  const difference = DIFFERENCES.find(({ key }) => known[key] !== added[key]);
  const reason =
    difference === undefined
      ? 'from the same instrument by different Views: give one of these Views a name of its own'
      : `with different ${difference.key} (${known[difference.key]} and ${added[difference.key]}): ${difference.remedy}`;
  reporter.warn(
    `conflict ${scope.name} ${added.name.toLowerCase()} ${difference?.key ?? 'view'}`,
    `${added.name} of meter "${scope.name}" is registered twice ${reason}. Both are exported, under one name.`,
  );
}

/** Tells that one instrument was described in two ways. */
export function warnOfDescription(
  reporter: Reporter,
  scope: InstrumentationScope,
  name: string,
  known: string,
  added: string,
): void {
  reporter.warn(
    `description ${scope.name} ${name.toLowerCase()}`,
    `${name} of meter "${scope.name}" has been given two descriptions, "${known}" and "${added}": the longer is used. ` +
      'Describe it alike in both places, or in a View.',
  );
}

/** Tells that an instrument was asked for again with something else in it, and that the first holds. */
export function warnOfSecond(
  reporter: Reporter,
  scope: InstrumentationScope,
  name: string,
  what: string,
): void {
  reporter.warn(
    `second ${scope.name} ${name.toLowerCase()} ${what}`,
    `${name} of meter "${scope.name}" was made again with ${what}: the first holds.`,
  );
}
