import type { Benchmark, Scale } from '../support/scale';
import { aimTable, type PartReport } from './aims';
import { allocationPart } from './allocation';
import { collectingPart } from './collecting';
import { limitPart } from './limit';
import { memoryPart } from './memory';
import { recordingPart } from './recording';
import { surroundingsPart } from './surroundings';

const PARTS: ReadonlyMap<string, (scale: Scale) => Promise<PartReport>> = new Map([
  ['recording', recordingPart],
  ['surroundings', surroundingsPart],
  ['limit', limitPart],
  ['memory', memoryPart],
  ['allocation', allocationPart],
  ['collecting', collectingPart],
]);

/** What the storage of metrics takes in time and memory, beside the stock SDK and prom-client. */
export const metricsBenchmark: Benchmark = async (scale) => {
  const names = scale.parts ?? [...PARTS.keys()];
  const reports: PartReport[] = [];
  for (const name of names) {
    const part = PARTS.get(name);
    if (!part) throw new Error(`metrics has no part ${name}: there are ${[...PARTS.keys()].join(', ')}`);
    reports.push(await part(scale));
  }
  const texts = reports.map(({ text }) => text.trimEnd());
  return ['metrics', ...texts, aimTable(reports.flatMap(({ aims }) => aims))].join('\n\n');
};
