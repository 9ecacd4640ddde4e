import { formatTable } from './table';

/** Something that was aimed at, and what came of it. */
export interface Aim {
  readonly aim: string;
  readonly measured: string;
  readonly met: boolean;
}

/** The aims as a table. */
export function aimTable(aims: readonly Aim[]): string {
  return formatTable([
    ['aim', 'measured', ''],
    ...aims.map(({ aim, measured, met }) => [aim, measured, met ? 'met' : 'NOT MET']),
  ]);
}
