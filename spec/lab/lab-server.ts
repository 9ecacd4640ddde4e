import { randomBytes } from 'node:crypto';
import { observePskTlsServer } from '../../lib';
import type { CardCredentials, ServerAddress } from '../../lib/lab/cards';
import { createRandom } from '../../lib/lab/cards/random';
import { AdminServer } from '../../lib/lab/server/admin-server';
import { Campaign } from '../../lib/lab/server/campaign';
import type { TaskFactory } from '../../lib/lab/server/tasks';
import { type TestObservability, testObservability } from '../../lib/testing';

/** An admin server of the lab on any free port, observed by an instance of its own. */
export interface ObservedServer {
  readonly admin: AdminServer;
  readonly address: ServerAddress;
  readonly obs: TestObservability;
  readonly credentials: CardCredentials;
  stop(): Promise<void>;
}

/** Starts a server that runs these tasks with everyone who knows the one identity. */
export async function startObservedServer(
  tasks: readonly TaskFactory[],
  answerTimeoutMs = 5_000,
): Promise<ObservedServer> {
  const obs = testObservability();
  const credentials = { identity: 'lab-0001', key: randomBytes(16) };
  const admin = new AdminServer({
    keyOf: (identity) => (identity === credentials.identity ? credentials.key : undefined),
    campaignFor: () => new Campaign(tasks, createRandom(1)),
    answerTimeoutMs: () => answerTimeoutMs,
  });
  const undo = observePskTlsServer(admin.server, { observability: obs });
  const address = await admin.listen('localhost', 0);
  return {
    admin,
    address,
    obs,
    credentials,
    stop: async () => {
      await admin.close();
      undo();
      await obs.shutdown();
    },
  };
}
