import type { Aim } from '../support/aims';
import { judge, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { median, quantile } from '../support/statistics';
import { comparedTable, endpointsOf, OURS, PROM_CLIENT, STOCK } from './compared';
import type { EndpointName } from './endpoints';
import { requireSameLines, type Scrape, type ScrapedServer, withServers } from './field';
import { shapeOfLines } from './shape';

/** How many scrapes of an endpoint with so many lines there are. */
interface Amount {
  readonly lines: number;
  /** After the first, which counts by itself: until then code is being compiled, ours for about a dozen scrapes. */
  readonly warmUp: number;
  readonly scrapes: number;
}

const FULL_ROUNDS = 3;
const FULL: readonly Amount[] = [
  { lines: 1_000, warmUp: 100, scrapes: 60 },
  { lines: 10_000, warmUp: 30, scrapes: 40 },
  { lines: 100_000, warmUp: 14, scrapes: 20 },
];
const BRIEF_ROUNDS = 1;
const BRIEF: readonly Amount[] = [{ lines: 10_000, warmUp: 2, scrapes: 5 }];

/** What is taken down of each round. */
const MEASURES = {
  'time to the last byte, ms': (scrapes) => median(scrapes.map(tookMs)),
  'of them 95 % within, ms': (scrapes) => quantile(scrapes.map(tookMs), 0.95),
  'processor time, ms': (scrapes) => median(scrapes.map(({ cost }) => cost.cpuMs)),
  'longest block of the loop, median, ms': (scrapes) => median(scrapes.map(blockMs)),
  'longest block of the loop, of all, ms': (scrapes) => Math.max(...scrapes.map(blockMs)),
} as const satisfies Readonly<Record<string, (scrapes: readonly Scrape[]) => number>>;

type Measure = keyof typeof MEASURES;
const TIME: Measure = 'time to the last byte, ms';
const CPU: Measure = 'processor time, ms';
const BLOCK: Measure = 'longest block of the loop, of all, ms';
const FIRST = 'the first scrape, ms';
const BYTES = 'megabytes';
const ROWS: readonly string[] = [FIRST, ...Object.keys(MEASURES), BYTES];

/** Fewer lines are measured to see what a request takes by itself. */
const AIMED_FROM_LINES = 10_000;

/** Ours is to be so many times faster. */
const AIMED: Readonly<Record<string, number>> = { [PROM_CLIENT]: 3, [STOCK]: 6 };
const MAX_BLOCK_MS = 25;

/** What a scrape takes, in text 0.0.4, and how long it keeps everybody else waiting. */
export async function scrapingPart(scale: Scale): Promise<PartReport> {
  const { brief, profileDirectory } = scale;
  const rounds = brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const amounts = brief ? BRIEF : FULL;
  const results = new Results();
  for (let round = 0; round < rounds; round += 1) {
    for (const amount of amounts) {
      const shape = shapeOfLines(amount.lines);
      await withServers(endpointsOf(scale), shape, { profileDirectory }, async (servers) => {
        const turn = rotated(servers, round);
        for (const server of turn) results.add(caseName(amount, FIRST), server.name, await first(server));
        await requireSameLines(servers, shape);
        await measureInTurn(turn, amount, results);
      });
    }
  }
  return {
    text: [
      `scraping: ${rounds} rounds, each endpoint in a process of its own and the client in another; in a round all are`,
      'scraped in turn, and all values change before each scrape. Medians of the rounds (least to most); ratios are those',
      'of the other to ours, round by round. Half of the lines are counters’, half those of histograms, 3 or 4 labels.',
      '',
      ...amounts.map((amount) => `${table(results, amount)}\n`),
    ].join('\n'),
    aims: amounts
      .filter(({ lines }) => lines >= AIMED_FROM_LINES)
      .flatMap((amount) => aimsOf(results, amount)),
  };
}

function tookMs({ tookMs: [only = Number.NaN] }: Scrape): number {
  return only;
}

function blockMs({ cost }: Scrape): number {
  return cost.longestBlockMs;
}

async function first(server: ScrapedServer): Promise<number> {
  return tookMs(await server.scrape());
}

async function measureInTurn(
  servers: readonly ScrapedServer[],
  amount: Amount,
  results: Results,
): Promise<void> {
  const scrapes = new Map<EndpointName, Scrape[]>(servers.map(({ name }) => [name, []]));
  for (let scrape = -amount.warmUp; scrape < amount.scrapes; scrape += 1) {
    for (const server of rotated(servers, Math.max(0, scrape))) {
      const scraped = await server.scrape();
      if (scrape >= 0) scrapes.get(server.name)?.push(scraped);
    }
  }
  for (const [name, taken] of scrapes) {
    for (const [measure, of] of Object.entries(MEASURES)) {
      results.add(caseName(amount, measure), name, of(taken));
    }
    results.add(caseName(amount, BYTES), name, median(taken.map(({ bytes }) => bytes)) / 1e6);
  }
}

function caseName({ lines }: Amount, measure: string): string {
  return `${lines.toLocaleString('en')} lines, ${measure}`;
}

function table(results: Results, amount: Amount): string {
  return comparedTable(
    `${amount.lines.toLocaleString('en')} lines`,
    ROWS.map((measure) => ({
      title: measure,
      digits: 1,
      of: (endpoint) => results.of(caseName(amount, measure), endpoint),
    })),
  );
}

function aimsOf(results: Results, amount: Amount): readonly Aim[] {
  const blocksMs = results.of(caseName(amount, BLOCK), OURS);
  return [
    ...[PROM_CLIENT, STOCK].flatMap((peer) =>
      [TIME, CPU].map((measure) =>
        judge(results, {
          aim: `${caseName(amount, measure)}: ${peer} / ours`,
          cases: [caseName(amount, measure)],
          ours: OURS,
          peer,
          atLeast: AIMED[peer] ?? 1,
        }),
      ),
    ),
    {
      aim: `${caseName(amount, BLOCK)}: at most ${MAX_BLOCK_MS} ms`,
      measured: spreadCell(blocksMs, 1),
      met: Math.max(...blocksMs) <= MAX_BLOCK_MS,
    },
  ];
}
