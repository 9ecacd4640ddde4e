import type { Aim } from '../support/aims';
import { ratios, spreadCell } from '../support/comparison';
import type { PartReport } from '../support/parts';
import { Results, rotated } from '../support/results';
import type { Scale } from '../support/scale';
import { median } from '../support/statistics';
import { comparedTable, endpointsOf, OURS, PROM_CLIENT } from './compared';
import type { EndpointName } from './endpoints';
import { type ScrapedServer, withServers } from './field';
import { type Shape, seriesOf, shapeOfLines } from './shape';

interface NamedShape {
  readonly name: string;
  readonly shape: Shape;
  /** What is held and scraped before the first measurement. */
  readonly before: Shape;
}

/** From a process that has compiled what it needs, since compiled code is no memory of a series. */
const LARGE: NamedShape = {
  name: '100,000 lines',
  shape: shapeOfLines(100_000),
  before: shapeOfLines(10_000),
};
/**
 * From a process that has done little, as one sees it grow from outside. Half of the series are histograms of 13 lines:
 * the harder reading of "10,000 series".
 */
const TEN_THOUSAND: NamedShape = {
  name: '10,000 series',
  shape: { counterSeries: 5_000, histogramSeries: 5_000 },
  before: shapeOfLines(1_000),
};

interface Amounts {
  readonly rounds: number;
  readonly shapes: readonly NamedShape[];
  readonly scrapesBefore: number;
  readonly scrapesAfter: number;
}

const FULL: Amounts = { rounds: 3, shapes: [LARGE, TEN_THOUSAND], scrapesBefore: 30, scrapesAfter: 6 };
const BRIEF: Amounts = { rounds: 1, shapes: [TEN_THOUSAND], scrapesBefore: 3, scrapesAfter: 2 };

const MAX_SHARE = 0.5;
const MAX_GROWTH_MEGABYTES = 50;

const HEAP = 'heap and buffers, bytes a series';
const RSS = 'resident, bytes a series';
const GROWTH = 'resident after collecting garbage, MB';
const PEAK = 'resident on the way at most, MB';
const MEASURES = [HEAP, RSS, GROWTH, PEAK];

/** What series occupy that have been scraped. */
export async function memoryPart(scale: Scale): Promise<PartReport> {
  const amounts = scale.brief ? BRIEF : FULL;
  const { rounds, shapes } = amounts;
  const results = new Results();
  for (let round = 0; round < rounds; round += 1) {
    for (const named of shapes) {
      for (const endpoint of rotated(endpointsOf(scale), round)) {
        await measureOne(endpoint, named, amounts, results);
      }
    }
  }
  return {
    text: [
      `memory: ${rounds} rounds, a process for each figure: by how much it grows when these series are made and scraped`,
      `${amounts.scrapesAfter} times. It has served others before: 10,000 lines, or 1,000 where it is 10,000 series. A histogram of`,
      '13 lines is one series. The label values are there before. Medians (least to most).',
      '',
      ...shapes.map((named) => `${table(results, named)}\n`),
    ].join('\n'),
    aims: shapes.flatMap((named) => aimsOf(results, named)),
  };
}

async function measureOne(
  endpoint: EndpointName,
  { name, shape, before: held }: NamedShape,
  { scrapesBefore, scrapesAfter }: Amounts,
  results: Results,
): Promise<void> {
  await withServers([endpoint], held, { nodeArguments: ['--expose-gc'] }, async ([server]) => {
    if (server === undefined) throw new Error('no server was started');
    await scrapeTimes(server, scrapesBefore);
    await server.prepare(shape);
    const before = await server.occupied();
    await server.grow();
    await scrapeTimes(server, scrapesAfter);
    const after = await server.occupied();
    const series = seriesOf(shape);
    results.add(caseName(name, HEAP), endpoint, (after.bytes - before.bytes) / series);
    results.add(caseName(name, RSS), endpoint, (after.rssBytes - before.rssBytes) / series);
    results.add(caseName(name, GROWTH), endpoint, (after.rssBytes - before.rssBytes) / 1e6);
    results.add(caseName(name, PEAK), endpoint, (after.maxRssBytes - before.rssBytes) / 1e6);
  });
}

async function scrapeTimes(server: ScrapedServer, times: number): Promise<void> {
  for (let scrape = 0; scrape < times; scrape += 1) await server.scrape();
}

function caseName(shape: string, measure: string): string {
  return `${shape}, ${measure}`;
}

function table(results: Results, { name, shape }: NamedShape): string {
  const { counterSeries, histogramSeries } = shape;
  return comparedTable(
    `${name}: ${counterSeries.toLocaleString('en')} of counters, ${histogramSeries.toLocaleString('en')} of histograms`,
    MEASURES.map((measure) => ({
      title: measure,
      digits: 0,
      of: (endpoint) => results.of(caseName(name, measure), endpoint),
    })),
  );
}

function aimsOf(results: Results, named: NamedShape): readonly Aim[] {
  const of = (measure: string, endpoint: EndpointName) => results.of(caseName(named.name, measure), endpoint);
  if (named === LARGE) {
    const shares = ratios(of(HEAP, OURS), of(HEAP, PROM_CLIENT));
    return [
      {
        aim: `memory of a series, ${named.name}: at most ${MAX_SHARE} of prom-client's`,
        measured: spreadCell(shares, 2),
        met: median(shares) <= MAX_SHARE,
      },
    ];
  }
  const growth = of(GROWTH, OURS);
  return [
    {
      aim: `resident memory grows by less than ${MAX_GROWTH_MEGABYTES} MB for ${named.name}`,
      measured: `${spreadCell(growth, 0)}; on the way ${spreadCell(of(PEAK, OURS), 0)}`,
      met: Math.max(...growth) < MAX_GROWTH_MEGABYTES,
    },
  ];
}
