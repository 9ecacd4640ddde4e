import { MeterProvider } from '@opentelemetry/sdk-metrics';
import type { Contestant, ContestantOptions } from './contestant';
import { createReaders, OtelContestant, type Push } from './otel';

/** The stock SDK with one reader, or with a second one that pushes. */
export function createStock(push: Push, { limit }: ContestantOptions): Contestant {
  const readers = createReaders(push, limit);
  const provider = new MeterProvider({
    readers: [readers.pull, ...(readers.push ? [readers.push] : [])],
  });
  return new OtelContestant(provider, readers);
}
