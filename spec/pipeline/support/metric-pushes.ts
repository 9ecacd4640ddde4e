import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { OtlpProtocol } from '../../../lib/pipeline/delivery';

/** Over what and where to. */
export interface PushTask {
  readonly protocol: OtlpProtocol;
  readonly url: string;
}

/** What became of the pushes, one after the other: each is made when the one before it succeeded. */
export interface MetricPushes {
  /** Ours with an exemplar, ours without, the stock exporter's without. */
  readonly succeeded: readonly [boolean, boolean, boolean];
  /** What our exporter counted about itself: the points that it exported. */
  readonly exported: readonly { readonly value: unknown; readonly attributes: object }[];
}

/**
 * Pushes sample metrics to a backend, in a process of its own, which has ended by itself when this resolves. The stock
 * HTTP transport needs one in a spec: it loads Node's modules by `import()`, which Jest's own module system refuses.
 */
export async function pushMetrics(task: PushTask): Promise<MetricPushes> {
  const child = fork(join(__dirname, 'metric-exporter-child.ts'), {
    execArgv: ['--require', 'tsx/cjs'],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let pushes: MetricPushes | undefined;
  child.once('message', (message) => {
    pushes = message as MetricPushes;
  });
  child.send(task);
  const [code] = await once(child, 'exit');
  if (pushes === undefined) throw new Error(`the child ended with ${code} and said nothing`);
  return pushes;
}
