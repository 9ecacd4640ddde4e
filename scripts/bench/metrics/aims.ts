import { formatTable } from '../support/table';

/** Something that was aimed at, and what came of it. */
export interface Aim {
  readonly aim: string;
  readonly measured: string;
  readonly met: boolean;
}

/** What one part of the benchmark found. */
export interface PartReport {
  readonly text: string;
  readonly aims: readonly Aim[];
}

/** The aims as a table. */
export function aimTable(aims: readonly Aim[]): string {
  return formatTable([
    ['aim', 'measured', ''],
    ...aims.map(({ aim, measured, met }) => [aim, measured, met ? 'met' : 'NOT MET']),
  ]);
}
