/** A process with one endpoint that holds many series, and says what scraping it took. */
import { answerParent } from '../support/answer-parent';
import { occupiedBytes } from '../support/occupied-bytes';
import { createEndpoint, type Endpoint, type EndpointName } from './endpoints';
import { type PreparedInstrument, prepareRecordings, Recordings } from './recordings';
import { type ScrapeCost, ScrapeWatch } from './scrape-watch';
import type { Shape } from './shape';

/** What the process serves. */
export interface ServerStart {
  readonly endpoint: EndpointName;
  readonly shape: Shape;
}

/** What the process occupies. */
export interface Occupied {
  /** The heap and what hangs on it, after collecting garbage. */
  readonly bytes: number;
  readonly rssBytes: number;
  /** The most that was ever resident. */
  readonly maxRssBytes: number;
}

interface Running {
  readonly endpoint: Endpoint;
  readonly recordings: Recordings;
  readonly watch: ScrapeWatch;
}

let running: Running | undefined;
let prepared: readonly PreparedInstrument[] = [];

function required(): Running {
  if (!running) throw new Error('the process was not started');
  return running;
}

answerParent({
  /** Where the metrics are. */
  start: ({ endpoint: name, shape }: ServerStart): Promise<string> => {
    const endpoint = createEndpoint(name);
    const recordings = new Recordings(endpoint.contestant);
    recordings.add(prepareRecordings('scraped', shape));
    running = { endpoint, recordings, watch: new ScrapeWatch() };
    return endpoint.listen();
  },

  /** The label values of more series, of instruments of their own. */
  prepare: (shape: Shape): void => {
    prepared = prepareRecordings('grown', shape);
  },

  /** Makes the series that were prepared. */
  grow: (): void => required().recordings.add(prepared),

  /** Changes the values of all series. */
  change: (): void => required().recordings.change(),

  /** The same without garbage: what is allocated from here on is the scrape's. */
  changeAndCollectGarbage: async (): Promise<void> => {
    required().recordings.change();
    await occupiedBytes();
  },

  cost: (): ScrapeCost => required().watch.take(),

  occupied: async (): Promise<Occupied> => ({
    bytes: await occupiedBytes(),
    rssBytes: process.memoryUsage.rss(),
    maxRssBytes: process.resourceUsage().maxRSS * 1_024,
  }),
});
