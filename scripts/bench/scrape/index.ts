import { benchmarkOfParts } from '../support/parts';
import { allocationPart } from './allocation';
import { formatsPart } from './formats';
import { memoryPart } from './memory';
import { scrapingPart } from './scraping';
import { togetherPart } from './together';

/** What `/metrics` takes in time and memory, beside the stock exporter and prom-client. */
export const scrapeBenchmark = benchmarkOfParts(
  'scrape',
  new Map([
    ['scraping', scrapingPart],
    ['together', togetherPart],
    ['formats', formatsPart],
    ['allocation', allocationPart],
    ['memory', memoryPart],
  ]),
);
