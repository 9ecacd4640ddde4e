import { join } from 'node:path';
import { Child } from '../support/child';
import type { Benchmark } from '../support/scale';
import type { Load } from './cards';
import type { Measurement } from './measurement';
import { sessionReport } from './report';
import type { ServerStart, Usage } from './server';
import { UNINSTRUMENTED, VARIANTS, type Variant } from './variants';

interface Amounts {
  readonly rounds: number;
  readonly sessions: number;
  /** Sessions before the first round: until then the server's code is being compiled. */
  readonly warmUpSessions: number;
}

const FULL: Amounts = { rounds: 7, sessions: 3_000, warmUpSessions: 4_000 };
const BRIEF: Amounts = { rounds: 2, sessions: 200, warmUpSessions: 200 };
const CONCURRENCY = 16;

interface Candidate {
  readonly variant: Variant;
  readonly server: Child;
  readonly port: number;
  readonly measurements: Measurement[];
}

/**
 * What observing costs a server that is saturated with sessions: each variant of the server in a process of its own,
 * measured in turn, round after round, so that what drifts drifts for all.
 */
export const sessionBenchmark: Benchmark = async ({ brief, profileDirectory }) => {
  const { rounds, sessions, warmUpSessions } = brief ? BRIEF : FULL;
  const sink = Child.start(join(__dirname, 'sink.ts'));
  const cards = Child.start(join(__dirname, 'cards.ts'));
  const candidates: Candidate[] = [];
  try {
    const endpoints = await sink.ask<ServerStart['endpoints']>('start');
    for (const variant of VARIANTS) {
      const server = Child.start(join(__dirname, 'server.ts'), { profileDirectory });
      const start: ServerStart = { variant, endpoints };
      const candidate = { variant, server, port: await server.ask<number>('start', start), measurements: [] };
      candidates.push(candidate);
      await measure(candidate, cards, warmUpSessions);
    }
    for (let round = 0; round < rounds; round += 1) {
      for (const candidate of candidates) {
        candidate.measurements.push(await measure(candidate, cards, sessions));
      }
    }
  } finally {
    await Promise.all([sink, cards, ...candidates.map(({ server }) => server)].map((child) => child.stop()));
  }
  const measured = new Map(candidates.map(({ variant, measurements }) => [variant.name, measurements]));
  return [
    `session: ${rounds} rounds of ${sessions} sessions, ${CONCURRENCY} at a time; median (least to most).`,
    `A ratio or a difference is taken within a round. ${UNINSTRUMENTED} is the same server, not observed.`,
    '',
    sessionReport(VARIANTS, measured),
  ].join('\n');
};

async function measure({ server, port }: Candidate, cards: Child, sessions: number): Promise<Measurement> {
  await server.ask('begin');
  const load: Load = { port, sessions, concurrency: CONCURRENCY };
  const tookMs = await cards.ask<number>('run', load);
  const usage = await server.ask<Usage>('end');
  return {
    sessionsPerSecond: sessions / (tookMs / 1_000),
    cpuMicrosecondsPerSession: usage.cpuMicroseconds / sessions,
    utilization: usage.utilization,
    spansPerSession: usage.spans / sessions,
    dropped: usage.dropped,
  };
}
