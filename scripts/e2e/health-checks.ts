import { eventually } from '../../spec/support/eventually';
import type { LabProcess } from '../../spec/system/support/lab-process';
import { type Checks, expectEqual } from './checks';
import { Collector, type Protocol } from './collector';
import { startLab } from './resting-lab';
import type { Tools } from './tools';

const PROTOCOL: Protocol = 'http/protobuf';
const TASK = { cards: 2, sessions: 10, seed: 3 };
/** A push comes each second; a retry after a failure within some ten. */
const SEEN_WITHIN_MS = 60_000;

/** A Collector is stopped and started anew: health degrades and recovers with it, and the lab stays in service. */
export async function checkHealthOfExport(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const collector = await Collector.start(tools.otelcol, folder);
  const endpoint = collector.endpoint(PROTOCOL);
  const lab = await startLab({ ...TASK, folder, protocol: PROTOCOL, endpoint });

  await checks.check('health: with a Collector the exporters are healthy', () =>
    untilExporters(lab, 'healthy'),
  );
  await collector.stop();
  await checks.check('health: without it they degrade the lab, which stays ready', () =>
    untilExporters(lab, 'degraded'),
  );
  await checks.check('health: without it the lab is alive', async () => {
    const { status } = await fetch(`${lab.start.healthUrl}/live`);
    expectEqual(status, 200, 'the status');
  });
  await collector.restart();
  await checks.check('health: they recover with the Collector', () => untilExporters(lab, 'healthy'));

  await lab.stop();
  await collector.stop();
}

interface Health {
  readonly status: string;
  readonly checks: readonly { readonly name: string; readonly status: string }[];
}

/** Until readiness as a whole, and its check of the exporters, are as said; the lab is in service all the time. */
async function untilExporters(lab: LabProcess, status: string): Promise<void> {
  const answered = new Set<number>();
  await eventually(
    async () => {
      const response = await fetch(`${lab.start.healthUrl}/ready`);
      answered.add(response.status);
      const health = (await response.json()) as Health;
      const exporters = health.checks.find(({ name }) => name === 'exporters')?.status;
      expectEqual({ whole: health.status, exporters }, { whole: status, exporters: status }, 'the health');
      return true;
    },
    { withinMs: SEEN_WITHIN_MS, what: `the exporters to be ${status}` },
  );
  expectEqual([...answered], [200], 'readiness was answered with');
}
