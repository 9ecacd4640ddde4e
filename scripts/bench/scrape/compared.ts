import { medianCell, ratios, spreadCell } from '../support/comparison';
import type { Scale } from '../support/scale';
import { formatTable } from '../support/table';
import type { EndpointName } from './endpoints';

export const OURS = 'ours';
export const PROM_CLIENT = 'prom-client';
export const STOCK = 'stock';

/** What ours is compared with. */
const OTHERS: readonly EndpointName[] = [PROM_CLIENT, STOCK, 'ours on stock'];

/** The endpoints that every part measures, those without aims not when it is to be brief. */
export function endpointsOf({ brief }: Scale): readonly EndpointName[] {
  return brief ? [OURS, PROM_CLIENT, STOCK] : [OURS, ...OTHERS];
}

/** One thing that was measured of all endpoints. */
export interface ComparedRow {
  readonly title: string;
  readonly digits: number;
  /** The figures of an endpoint, round by round. */
  of(endpoint: EndpointName): readonly number[];
}

/** The figures of ours beside those of the others, and how often ours goes into each of them. */
export function comparedTable(title: string, rows: readonly ComparedRow[]): string {
  return formatTable([
    [title, OURS, ...OTHERS.flatMap((name) => [name, 'ratio'])],
    ...rows.map((row) => [
      row.title,
      spreadCell(row.of(OURS), row.digits),
      ...OTHERS.flatMap((name) => [
        medianCell(row.of(name), row.digits),
        spreadCell(ratios(row.of(name), row.of(OURS)), 1),
      ]),
    ]),
  ]);
}
