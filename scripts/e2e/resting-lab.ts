import { join } from 'node:path';
import { eventually } from '../../spec/support/eventually';
import { type LabFigures, LabProcess } from '../../spec/system/support/lab-process';
import { expectNone } from './checks';
import type { Protocol } from './collector';

/** What a lab is to do. */
export interface LabTask {
  readonly folder: string;
  readonly protocol: Protocol;
  readonly endpoint: string;
  readonly cards: number;
  readonly sessions: number;
  readonly seed: number;
  /** Settings beside. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Often, so that what a resting lab has to say is soon pushed. */
const PUSH_INTERVAL = '1s';
/** Generous: how fast a shutdown is belongs to other checks. */
const SHUTDOWN_TIMEOUT = '30s';
const REST_WITHIN_MS = 120_000;
/** How long a figure may take from the lab through a push or a scrape to where it is looked up. */
const ARRIVES_WITHIN_MS = 30_000;

/** Starts a lab of so many cards and sessions. */
export function startLab({
  folder,
  protocol,
  endpoint,
  cards,
  sessions,
  seed,
  env = {},
}: LabTask): Promise<LabProcess> {
  const numbers = { cards, sessions, seed, rate: 0 };
  return LabProcess.start({
    args: [
      ...Object.entries(numbers).flatMap(([name, value]) => [`--${name}`, String(value)]),
      ...['--psk-file', join(folder, 'lab.psk')],
    ],
    env: {
      GP_OTLP_ENDPOINT: endpoint,
      GP_OTLP_PROTOCOL: protocol,
      GP_METRICS_INTERVAL: PUSH_INTERVAL,
      // Checks of health at that interval would ask the database as often as the run happens to last.
      GP_HEALTH_INTERVAL: '0',
      GP_SHUTDOWN_TIMEOUT: SHUTDOWN_TIMEOUT,
      ...env,
    },
  });
}

/**
 * Waits until the cards have held their sessions (each was held, refused in its handshake, or its trigger failed) and the
 * lab has put them into its database and asked it about them.
 */
export async function untilAtRest(lab: LabProcess, sessions: number): Promise<LabFigures> {
  return eventually(
    () => {
      const { figures } = lab;
      if (!figures || figures.sessions.active > 0) return undefined;
      const { active: _active, ...ended } = figures.sessions;
      if (figures.database?.written !== sum(ended)) return undefined;
      const refused = sum(figures.handshakes.failed) + figures.triggers.failed;
      return sum({ ...figures.sessions }) + refused === sessions ? figures : undefined;
    },
    { withinMs: REST_WITHIN_MS, what: `the end of ${sessions} sessions` },
  );
}

/** The sum of figures by name. */
export function sum(figures: Readonly<Record<string, number>>): number {
  return Object.values(figures).reduce((total, figure) => total + figure, 0);
}

/** Waits until there are no problems left; fails with those that stay. */
export async function untilNothing(what: string, problems: () => Promise<readonly string[]>): Promise<void> {
  await eventually(
    async () => {
      expectNone(await problems(), 'still');
      return true;
    },
    { withinMs: ARRIVES_WITHIN_MS, what: `the wait ${what}` },
  );
}
