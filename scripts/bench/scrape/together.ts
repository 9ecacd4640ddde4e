import { spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { median } from '../support/statistics';
import { comparedTable, endpointsOf, OURS } from './compared';
import { requireSameLines, type ScrapedServer, withServers } from './field';
import { shapeOfLines } from './shape';

interface Amounts {
  readonly rounds: number;
  readonly warmUp: number;
  readonly times: number;
}

const FULL: Amounts = { rounds: 3, warmUp: 10, times: 15 };
const BRIEF: Amounts = { rounds: 1, warmUp: 1, times: 3 };

const LINES = 10_000;
const AT_ONCE = 10;
const MAX_MS = 100;

const LONGEST = 'the last of ten is there, ms';
const SLOWEST = 'the slowest time, ms';
const CPU = 'processor time of the ten, ms';
const BLOCK = 'longest block of the loop, ms';
const MEASURES = [LONGEST, SLOWEST, CPU, BLOCK];

/** Ten scrapes at once. */
export async function togetherPart(scale: Scale): Promise<PartReport> {
  const amounts = scale.brief ? BRIEF : FULL;
  const shape = shapeOfLines(LINES);
  const results = new Results();
  for (let round = 0; round < amounts.rounds; round += 1) {
    await withServers(endpointsOf(scale), shape, {}, async (servers) => {
      await requireSameLines(servers, shape);
      for (const server of rotated(servers, round)) await measureOne(server, amounts, results);
    });
  }
  const lastMs = results.of(LONGEST, OURS);
  return {
    text: [
      `together: ${AT_ONCE} scrapes of ${LINES.toLocaleString('en')} lines at once, ${amounts.times} times in each of`,
      `${amounts.rounds} rounds; medians (least to most).`,
      '',
      comparedTable(
        `${AT_ONCE} at once`,
        MEASURES.map((title) => ({ title, digits: 1, of: (endpoint) => results.of(title, endpoint) })),
      ),
    ].join('\n'),
    aims: [
      {
        aim: `ten scrapes at once of ${LINES.toLocaleString('en')} lines: the last within ${MAX_MS} ms, medians`,
        measured: `${spreadCell(lastMs, 0)}; slowest time ${spreadCell(results.of(SLOWEST, OURS), 0)}`,
        met: Math.max(...lastMs) < MAX_MS,
      },
    ],
  };
}

async function measureOne(
  server: ScrapedServer,
  { warmUp, times }: Amounts,
  results: Results,
): Promise<void> {
  const longestMs: number[] = [];
  const cpuMs: number[] = [];
  const blockMs: number[] = [];
  for (let time = -warmUp; time < times; time += 1) {
    const { tookMs, cost } = await server.scrape({ atOnce: AT_ONCE });
    if (time < 0) continue;
    longestMs.push(Math.max(...tookMs));
    cpuMs.push(cost.cpuMs);
    blockMs.push(cost.longestBlockMs);
  }
  results.add(LONGEST, server.name, median(longestMs));
  results.add(SLOWEST, server.name, Math.max(...longestMs));
  results.add(CPU, server.name, median(cpuMs));
  results.add(BLOCK, server.name, Math.max(...blockMs));
}
