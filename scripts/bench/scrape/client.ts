/** The process that scrapes, so that reading the answers takes nothing of those who give them. */
import { Agent, get, type IncomingMessage } from 'node:http';
import { answerParent } from '../support/answer-parent';

/** Something to scrape. */
export interface ScrapeQuestion {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** How many at the same time, each on a connection of its own. */
  readonly atOnce?: number;
}

/** How scraping went. */
export interface ScrapeAnswer {
  /** From the request to the last byte, of each of those that were made at once. */
  readonly tookMs: readonly number[];
  readonly bytes: number;
  readonly contentType: string;
  readonly contentEncoding: string;
}

/** What an exposition in text says. */
export interface Inspection {
  /** Without comments and target_info. */
  readonly lines: number;
  /** Of the values of all lines. */
  readonly sum: number;
}

const agent = new Agent({ keepAlive: true });

answerParent({
  scrape: async ({ url, headers = {}, atOnce = 1 }: ScrapeQuestion): Promise<ScrapeAnswer> => {
    const scrapes = await Promise.all(Array.from({ length: atOnce }, () => scrapeOnce(url, headers)));
    const [first] = scrapes;
    if (first === undefined) throw new Error('nothing was scraped');
    return { ...first, tookMs: scrapes.map(({ tookMs }) => tookMs) };
  },

  inspect: async ({ url }: ScrapeQuestion): Promise<Inspection> => {
    const pieces: Buffer[] = [];
    await request(url, {}, (piece) => pieces.push(piece));
    const samples = Buffer.concat(pieces)
      .toString()
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#') && !line.startsWith('target_info'));
    return {
      lines: samples.length,
      sum: samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0),
    };
  },
});

async function scrapeOnce(url: string, headers: Readonly<Record<string, string>>) {
  let bytes = 0;
  const startedMs = performance.now();
  const response = await request(url, headers, (piece) => {
    bytes += piece.byteLength;
  });
  const tookMs = performance.now() - startedMs;
  const { 'content-type': contentType = '', 'content-encoding': contentEncoding = '' } = response.headers;
  return { tookMs, bytes, contentType, contentEncoding };
}

function request(
  url: string,
  headers: Readonly<Record<string, string>>,
  onPiece: (piece: Buffer) => void,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = get(url, { agent, headers }, (response) => {
      response.on('data', onPiece);
      response.once('error', reject);
      response.once('end', () => {
        if (response.statusCode === 200) resolve(response);
        else reject(new Error(`${url} answered ${response.statusCode}`));
      });
    });
    sent.once('error', reject);
  });
}
