import { ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { median } from '../support/statistics';
import { formatTable } from '../support/table';
import type { EndpointName } from './endpoints';
import { type ScrapedServer, withServers } from './field';
import { shapeOfLines } from './shape';

interface Amounts {
  readonly warmUp: number;
  readonly scrapes: number;
  readonly lines: readonly number[];
}

const FULL: Amounts = { warmUp: 6, scrapes: 5, lines: [1_000, 10_000, 100_000] };
const BRIEF: Amounts = { warmUp: 2, scrapes: 3, lines: [1_000] };

const OURS = 'ours';
const ENDPOINTS: readonly EndpointName[] = [OURS, 'prom-client', 'stock', 'ours on stock'];

/** Room for all that a scrape allocates, so that nothing of it is freed before it is counted. */
const SEMI_SPACE_MEGABYTES = 1_024;
const NODE_ARGUMENTS = [
  '--expose-gc',
  `--min-semi-space-size=${SEMI_SPACE_MEGABYTES}`,
  `--max-semi-space-size=${SEMI_SPACE_MEGABYTES}`,
];

/** The bytes that a scrape allocates, on the heap and in buffers. */
export async function allocationPart({ brief }: Scale): Promise<PartReport> {
  const amounts = brief ? BRIEF : FULL;
  const results = new Results();
  for (const lines of amounts.lines) {
    const shape = shapeOfLines(lines);
    await withServers(ENDPOINTS, shape, { nodeArguments: NODE_ARGUMENTS }, async (servers) => {
      for (const server of rotated(servers, 0)) {
        results.add(caseName(lines), server.name, await allocatedBytes(server, amounts));
      }
    });
  }
  return {
    text: [
      'allocation: what a scrape allocates, on the heap and in buffers, in a process whose young generation is so large',
      'that no garbage is collected in it; bytes that the sockets of Node copy for the system are not in it.',
      '',
      table(results, amounts.lines),
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

function table(results: Results, sizes: readonly number[]): string {
  return formatTable([
    ['MB a scrape', ...ENDPOINTS.flatMap((name) => (name === OURS ? [name] : [name, 'ratio']))],
    ...sizes.map((lines) => {
      const of = (name: EndpointName) => results.of(caseName(lines), name).map((bytes) => bytes / 1e6);
      return [
        caseName(lines),
        ...ENDPOINTS.flatMap((name) =>
          name === OURS
            ? [spreadCell(of(name), 2)]
            : [spreadCell(of(name), 2), spreadCell(ratios(of(name), of(OURS)), 1)],
        ),
      ];
    }),
  ]);
}
