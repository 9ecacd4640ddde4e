import type { PartReport } from '../support/parts';
import { Results } from '../support/results';
import type { Scale } from '../support/scale';
import { median } from '../support/statistics';
import { comparedTable, endpointsOf } from './compared';
import { type ScrapedServer, withServers } from './field';
import { shapeOfLines } from './shape';

interface Amounts {
  readonly warmUp: number;
  readonly scrapes: number;
  readonly lines: readonly number[];
}

const FULL: Amounts = { warmUp: 14, scrapes: 5, lines: [1_000, 10_000, 100_000] };
const BRIEF: Amounts = { warmUp: 2, scrapes: 3, lines: [1_000] };

/** Room for all that a scrape allocates, so that nothing of it is freed before it is counted. */
const SEMI_SPACE_MEGABYTES = 1_024;
const NODE_ARGUMENTS = [
  '--expose-gc',
  `--min-semi-space-size=${SEMI_SPACE_MEGABYTES}`,
  `--max-semi-space-size=${SEMI_SPACE_MEGABYTES}`,
];

/** The bytes that a scrape allocates, on the heap and in buffers. */
export async function allocationPart(scale: Scale): Promise<PartReport> {
  const amounts = scale.brief ? BRIEF : FULL;
  const results = new Results();
  for (const lines of amounts.lines) {
    const shape = shapeOfLines(lines);
    await withServers(endpointsOf(scale), shape, { nodeArguments: NODE_ARGUMENTS }, async (servers) => {
      for (const server of servers) {
        results.add(caseName(lines), server.name, await allocatedBytes(server, amounts));
      }
    });
  }
  return {
    text: [
      'allocation: what a scrape allocates, on the heap and in buffers, in a process whose young generation is so large',
      'that no garbage is collected in it; bytes that the sockets of Node copy for the system are not in it.',
      '',
      comparedTable(
        'MB a scrape',
        amounts.lines.map((lines) => ({
          title: caseName(lines),
          digits: 2,
          of: (endpoint) => results.of(caseName(lines), endpoint).map((bytes) => bytes / 1e6),
        })),
      ),
    ].join('\n'),
    aims: [],
  };
}

async function allocatedBytes(server: ScrapedServer, { warmUp, scrapes }: Amounts): Promise<number> {
  const bytes: number[] = [];
  for (let scrape = -warmUp; scrape < scrapes; scrape += 1) {
    const { cost } = await server.scrapeInCleanHeap();
    if (scrape >= 0) bytes.push(cost.grownBytes);
  }
  return median(bytes);
}

function caseName(lines: number): string {
  return `${lines.toLocaleString('en')} lines`;
}
