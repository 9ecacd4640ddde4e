import type { DbPoolFigures } from '../../../lib';
import type { TestObservability } from '../../../lib/testing';
import { type Checks, expectEqual } from '../checks';

/** A driver's pool of connections. */
export interface ObservedPool {
  readonly limit: number;
  /** Takes a connection, as soon as one is free; resolves with what gives it back. */
  readonly take: () => Promise<() => unknown>;
  /** How the pool stands, as the driver says it. */
  readonly read: () => DbPoolFigures;
}

const WAITING = 3;

/** Uses a pool up, has some wait, and looks at what the metrics say meanwhile and after that. */
export async function checkPool(
  checks: Checks,
  obs: TestObservability,
  product: string,
  { limit, take, read }: ObservedPool,
): Promise<void> {
  await checks.check(
    `${product}: the pool's limit, its connections in use and those who wait are metrics`,
    async () => {
      const undo = obs.db.observePool(read);
      const figures = async () => ({
        active: await obs.metric('cardlink_db_connections_active'),
        limit: await obs.metric('cardlink_db_connections_limit'),
        waiting: await obs.metric('cardlink_db_connections_waiting'),
      });
      const taken = async () => {
        const giveBack = await take();
        obs.db.changeConnections(1);
        return () => {
          obs.db.changeConnections(-1);
          return giveBack();
        };
      };
      try {
        const held = await Promise.all(Array.from({ length: limit }, taken));
        const waiting = Array.from({ length: WAITING }, taken);
        expectEqual(await figures(), { active: limit, limit, waiting: WAITING }, 'while it is used up');
        for (const giveBack of held) await giveBack();
        // One by one: a small pool has fewer connections than there are that wait.
        for (const giveBack of waiting) await (await giveBack)();
        expectEqual(await figures(), { active: 0, limit, waiting: 0 }, 'when all is given back');
      } finally {
        undo();
      }
      expectEqual(
        await obs.metric('cardlink_db_connections_limit'),
        undefined,
        'the limit, once the pool is observed no more',
      );
    },
  );
}
