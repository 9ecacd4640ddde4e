import { benchmarkOfParts } from '../support/parts';
import { allocationPart } from './allocation';
import { collectingPart } from './collecting';
import { limitPart } from './limit';
import { memoryPart } from './memory';
import { recordingPart } from './recording';
import { surroundingsPart } from './surroundings';

/** What the storage of metrics takes in time and memory, beside the stock SDK and prom-client. */
export const metricsBenchmark = benchmarkOfParts(
  'metrics',
  new Map([
    ['recording', recordingPart],
    ['surroundings', surroundingsPart],
    ['limit', limitPart],
    ['memory', memoryPart],
    ['allocation', allocationPart],
    ['collecting', collectingPart],
  ]),
);
