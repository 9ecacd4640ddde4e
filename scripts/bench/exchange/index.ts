import { benchmarkOfParts } from '../support/parts';
import { costPart } from './cost';
import { survivalPart } from './survival';

/** What recording an exchange takes: ours beside the same by hand on the stock SDK and on prom-client. */
export const exchangeBenchmark = benchmarkOfParts(
  'exchange',
  new Map([
    ['cost', costPart],
    ['survival', survivalPart],
  ]),
);
