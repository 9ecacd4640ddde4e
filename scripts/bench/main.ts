/**
 * Measures the package in `dist/`:
 *
 *     npm run bench                         everything
 *     npm run bench -- startup              one benchmark
 *     npm run bench -- --brief              few iterations, to see that it works
 *     npm run bench -- session --profile /tmp/profiles
 *     npm run bench -- metrics --part memory --part collecting
 *     npm run bench -- scrape --part scraping
 *
 * What it prints are figures of the machine it runs on; nothing is asserted.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { domainBenchmark } from './domain';
import { exchangeBenchmark } from './exchange';
import { loggingBenchmark } from './logging';
import { metricsBenchmark } from './metrics';
import { redactionBenchmark } from './redaction';
import { samplingBenchmark } from './sampling';
import { scrapeBenchmark } from './scrape';
import { sessionBenchmark } from './session';
import { startupBenchmark } from './startup';
import type { Benchmark } from './support/scale';
import { tracingBenchmark } from './tracing';

const BENCHMARKS: ReadonlyMap<string, Benchmark> = new Map([
  ['startup', startupBenchmark],
  ['session', sessionBenchmark],
  ['exchange', exchangeBenchmark],
  ['metrics', metricsBenchmark],
  ['scrape', scrapeBenchmark],
  ['redaction', redactionBenchmark],
  ['domain', domainBenchmark],
  ['tracing', tracingBenchmark],
  ['logging', loggingBenchmark],
  ['sampling', samplingBenchmark],
]);

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      brief: { type: 'boolean', default: false },
      profile: { type: 'string' },
      part: { type: 'string', multiple: true },
    },
  });
  const names = positionals.length > 0 ? positionals : [...BENCHMARKS.keys()];
  const unknown = names.filter((name) => !BENCHMARKS.has(name));
  if (unknown.length > 0) {
    throw new Error(
      `unknown benchmark ${unknown.join(', ')}: there are ${[...BENCHMARKS.keys()].join(', ')}`,
    );
  }
  const processors = cpus();
  console.log(`Node ${process.version}, ${processors.length} × ${processors[0]?.model.trim() ?? 'CPU'}\n`);
  for (const name of names) {
    const report = await BENCHMARKS.get(name)?.({
      brief: values.brief,
      profileDirectory: values.profile,
      parts: values.part,
    });
    console.log(`${report}\n`);
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
