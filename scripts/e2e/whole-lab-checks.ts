import type { LabProcess } from '../../spec/system/support/lab-process';
import { countedBy, countProblems } from '../../spec/system/support/whole-counts';
import { type HeldLab, holdWholeLab } from '../../spec/system/support/whole-lab';
import { exemplarProblems, type SeenExemplar, traceProblems } from '../../spec/system/support/whole-traces';
import type { Counts } from '../../spec/system/support/wire-tally';
import { type Checks, expectEqual, expectNone } from './checks';
import { Collector, type Protocol } from './collector';
import { countBy, readExports, traceSpan } from './exports';
import { PrometheusServer, scrapeOf } from './prometheus-server';
import { sum, untilNothing } from './resting-lab';
import type { Tools } from './tools';

const PROTOCOL: Protocol = 'grpc';
const TASK = { cards: 20, sessionsPerCard: 12, seed: 28 };

/**
 * Cards in a process of their own call a lab that a real Prometheus scrapes and that pushes to a real Collector: what
 * they counted on their wires is what Prometheus shows, every trace is whole, and Prometheus's exemplars lead into them.
 */
export async function checkWholeLab(checks: Checks, tools: Tools, folder: string): Promise<void> {
  const sinceSeconds = Date.now() / 1_000;
  const collector = await Collector.start(tools.otelcol, folder);
  let prometheus: PrometheusServer | undefined;
  const held = await holdWholeLab({
    ...TASK,
    folder,
    env: {
      GP_OTLP_ENDPOINT: collector.endpoint(PROTOCOL),
      GP_OTLP_PROTOCOL: PROTOCOL,
      GP_SHUTDOWN_TIMEOUT: '30s',
      // A check of health asks the database outside any trace.
      GP_HEALTH_INTERVAL: '0',
    },
    onStart: async (lab) => {
      prometheus = await startPrometheus(tools, folder, lab);
    },
  });
  if (!prometheus) throw new Error('Prometheus was not started');
  await checkCounts(checks, prometheus, held);
  const exemplars = await exemplarsFrom(prometheus, sinceSeconds);
  await prometheus.stop();
  const end = await held.lab.stop();
  await collector.stop();
  const spans = readExports(folder).spans.map(traceSpan);
  console.log(
    `      ${spans.length} spans in the Collector's file, ${exemplars.length} exemplars in Prometheus`,
  );

  await checks.check('whole lab: no exporter and no database lost anything', () =>
    expectEqual(
      { dropped: end.exporters.map(({ dropped }) => dropped), lost: end.database?.lost },
      { dropped: [0, 0, 0], lost: 0 },
      'lost',
    ),
  );
  await checks.check('whole lab: every span that the Collector has is in its place and time', () =>
    expectNone(traceProblems(spans), 'these are not'),
  );
  await checks.check(
    'whole lab: the Collector has a span of each session, command, handshake and operation',
    () =>
      expectEqual(
        countBy(spans, ({ name }) => kindOf(name)),
        spansOf(held),
        'the spans differ',
      ),
  );
  await checks.check("whole lab: Prometheus's exemplars lead to the spans in which was measured", () => {
    expectNone(exemplarProblems(exemplars, spans), 'these do not');
    expectEqual(
      Object.keys(countBy(exemplars, ({ metric }) => metric.split('_')[1] ?? '')),
      ['apdu', 'db', 'script', 'session', 'sessions', 'tls'],
      'exemplars of other families',
    );
  });
}

function startPrometheus(tools: Tools, folder: string, lab: LabProcess): Promise<PrometheusServer> {
  return PrometheusServer.start({
    binary: tools.prometheus,
    folder,
    scrapes: [scrapeOf(lab.start.metricsUrl)],
    flags: ['--enable-feature=exemplar-storage'],
  });
}

async function checkCounts(checks: Checks, prometheus: PrometheusServer, held: HeldLab): Promise<void> {
  const read = async (metric: string, ...labels: readonly string[]): Promise<Counts> => {
    const by = labels.length > 0 ? ` by (${labels.join(', ')})` : '';
    const samples = await prometheus.query(`sum${by} (${metric})`);
    return Object.fromEntries(
      samples.map((sample) => [labels.map((label) => sample.labels[label] ?? '').join(' '), sample.value]),
    );
  };
  for (const counted of countedBy(held.tally, held.operations)) {
    await checks.check(
      `whole lab: Prometheus shows the ${counted.what} that the cards and the lab counted`,
      () => untilNothing('for the last scrape', () => countProblems([counted], read)),
    );
  }
}

/** Every exemplar that Prometheus has of the lab's own metrics. */
async function exemplarsFrom(
  prometheus: PrometheusServer,
  sinceSeconds: number,
): Promise<readonly SeenExemplar[]> {
  const stored = await prometheus.queryExemplars('{__name__=~"cardlink_.+"}', sinceSeconds);
  return stored.map(({ series: { __name__: metric = '', ...labels }, labels: { trace_id, span_id } }) => ({
    metric,
    labels,
    traceId: trace_id ?? '',
    spanId: span_id ?? '',
  }));
}

/** `apdu.SELECT` and its like are one kind. */
function kindOf(name: string): string {
  return /^(apdu|db)\./.exec(name)?.[1] ?? name;
}

function spansOf({ tally, operations }: HeldLab): Readonly<Record<string, number>> {
  return {
    apdu: sum(tally.commands),
    db: sum(operations),
    'lab.write': operations.BEGIN ?? 0,
    'ota.session': tally.connections,
    'tls.handshake': tally.connections + sum(tally.failedHandshakes),
  };
}
