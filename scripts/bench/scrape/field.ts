import { join } from 'node:path';
import { Child } from '../support/child';
import type { Inspection, ScrapeAnswer, ScrapeQuestion } from './client';
import type { EndpointName } from './endpoints';
import type { ScrapeCost } from './scrape-watch';
import type { Occupied, ServerStart } from './server';
import { linesOf, type Shape } from './shape';

/** How the processes of an endpoint are started. */
export interface FieldOptions {
  readonly nodeArguments?: readonly string[];
  readonly profileDirectory?: string | undefined;
}

/** One scrape, or several at once, from both sides. */
export interface Scrape extends ScrapeAnswer {
  readonly cost: ScrapeCost;
}

/** An endpoint in a process of its own, and the process that scrapes it. */
export class ScrapedServer {
  readonly name: EndpointName;
  readonly #server: Child;
  readonly #client: Child;
  readonly #url: string;

  constructor(name: EndpointName, server: Child, client: Child, url: string) {
    this.name = name;
    this.#server = server;
    this.#client = client;
    this.#url = url;
  }

  /** Scrapes, after all values have changed. */
  async scrape(options: Omit<ScrapeQuestion, 'url'> = {}): Promise<Scrape> {
    await this.#server.ask('change');
    return this.#scrape(options);
  }

  /** The same, but nothing is left in the heap for the garbage collector. */
  async scrapeInCleanHeap(): Promise<Scrape> {
    await this.#server.ask('changeAndCollectGarbage');
    return this.#scrape({});
  }

  /** What is served, without any change before. */
  inspect(): Promise<Inspection> {
    return this.#client.ask<Inspection>('inspect', { url: this.#url });
  }

  /** Makes the label values of more series, which are no memory of theirs. */
  prepare(shape: Shape): Promise<void> {
    return this.#server.ask('prepare', shape);
  }

  /** Makes the series that were prepared. */
  grow(): Promise<void> {
    return this.#server.ask('grow');
  }

  occupied(): Promise<Occupied> {
    return this.#server.ask('occupied');
  }

  async #scrape(options: Omit<ScrapeQuestion, 'url'>): Promise<Scrape> {
    const answer = await this.#client.ask<ScrapeAnswer>('scrape', { url: this.#url, ...options });
    return { ...answer, cost: await this.#server.ask<ScrapeCost>('cost') };
  }
}

/**
 * Starts an endpoint each in a process of its own, and one that scrapes; has them measured, and ends them.
 *
 * @throws Error when any of that fails
 */
export async function withServers<T>(
  names: readonly EndpointName[],
  shape: Shape,
  options: FieldOptions,
  measure: (servers: readonly ScrapedServer[]) => Promise<T>,
): Promise<T> {
  const client = Child.start(join(__dirname, 'client.ts'));
  const children = names.map(() => Child.start(join(__dirname, 'server.ts'), options));
  try {
    const servers = await Promise.all(
      names.map(async (name, index) => {
        const child = children[index] as Child;
        const start: ServerStart = { endpoint: name, shape };
        return new ScrapedServer(name, child, client, await child.ask<string>('start', start));
      }),
    );
    return await measure(servers);
  } finally {
    await Promise.all([client, ...children].map((child) => child.stop()));
  }
}

/** Sums are added up in different orders. */
const TOLERANCE = 1e-9;

/**
 * Looks whether all serve the same lines with the same values.
 *
 * @throws Error when one does not: what it does instead would be compared in vain
 */
export async function requireSameLines(servers: readonly ScrapedServer[], shape: Shape): Promise<void> {
  const inspections: Inspection[] = [];
  for (const server of servers) inspections.push(await server.inspect());
  const sum = inspections[0]?.sum ?? 0;
  inspections.forEach((inspection, index) => {
    const name = servers[index]?.name;
    if (inspection.lines !== linesOf(shape)) {
      throw new Error(`${name} serves ${inspection.lines} lines, not ${linesOf(shape)}`);
    }
    if (!(Math.abs(inspection.sum - sum) <= TOLERANCE * Math.abs(sum))) {
      throw new Error(`the values of ${name} add up to ${inspection.sum}, not to ${sum}`);
    }
  });
}
