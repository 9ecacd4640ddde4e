import { dirname, join } from 'node:path';
import type { Counter } from '@opentelemetry/api';
import { PACKAGE } from '../../support/paths';
import type { Contestant, ContestantOptions } from './contestant';
import { createReaders, OtelContestant, type Push } from './otel';

type Metrics = typeof import('../../../../lib/metrics/public');

/** Our MeterProvider, as it is published, with one reader, or with a second one that pushes. */
export function createOurs(push: Push, { limit, exemplars }: ContestantOptions): Contestant {
  const { MeterProvider, bind } = require(join(dirname(PACKAGE), 'metrics', 'public.js')) as Metrics;
  const readers = createReaders(push, limit);
  const provider = new MeterProvider({
    readers: [readers.pull, ...(readers.push ? [readers.push] : [])],
    exemplarFilter: exemplars === false ? 'always_off' : 'trace_based',
  });
  return new OtelContestant(provider, readers, (instrument, labels) => bind(instrument as Counter, labels));
}
