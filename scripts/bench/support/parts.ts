import { type Aim, aimTable } from './aims';
import type { Benchmark, Scale } from './scale';

/** What one part of a benchmark found. */
export interface PartReport {
  readonly text: string;
  readonly aims: readonly Aim[];
}

/** Measures one part of a benchmark. */
export type Part = (scale: Scale) => Promise<PartReport>;

/** A benchmark that has parts: all of them, or those that were asked for, and then what became of their aims. */
export function benchmarkOfParts(benchmark: string, parts: ReadonlyMap<string, Part>): Benchmark {
  return async (scale) => {
    const names = scale.parts ?? [...parts.keys()];
    const reports: PartReport[] = [];
    for (const name of names) {
      const part = parts.get(name);
      if (!part)
        throw new Error(`${benchmark} has no part ${name}: there are ${[...parts.keys()].join(', ')}`);
      reports.push(await part(scale));
    }
    const texts = reports.map(({ text }) => text.trimEnd());
    return [benchmark, ...texts, aimTable(reports.flatMap(({ aims }) => aims))].join('\n\n');
  };
}
