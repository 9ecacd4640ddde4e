import { spawnSync } from 'node:child_process';
import type { ExposedSample, Exposition } from '../../lib/prometheus';
import { METRICS } from '../../lib/semconv';
import { total } from '../../spec/system/support/exposition';
import type { LabEnd } from '../../spec/system/support/lab-process';
import { linkProblems, traceProblems } from '../../spec/system/support/whole-traces';
import { expectEqual, expectNone } from './checks';
import { countBy, type Exports, traceSpan, zipkinTraceSpan } from './exports';
import type { PrometheusServer, StoredSample } from './prometheus-server';
import { sum } from './resting-lab';

/**
 * Warnings of promtool's linter that are meant to be, by their text, with the reason. One that is not listed fails the
 * check, and so does one that no longer comes.
 */
const JUSTIFIED_LINT: Readonly<Record<string, string>> = {};

/** `promtool check metrics` accepts the text, with no other warnings than the justified ones. */
export function checkWithPromtool(promtool: string, text: string): void {
  const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], {
    input: text,
    encoding: 'utf8',
  });
  const warnings = `${stdout}${stderr}`.split('\n').filter((line) => line.trim() !== '');
  expectNone(
    warnings.filter((warning) => !(warning in JUSTIFIED_LINT)),
    `promtool ended with ${status} and says what is not justified`,
  );
  expectNone(
    Object.keys(JUSTIFIED_LINT).filter((warning) => !warnings.includes(warning)),
    'these warnings are justified, but promtool does not give them any more',
  );
  if (warnings.length === 0) expectEqual(status, 0, 'promtool failed without saying why');
}

/** The lab's figures as Prometheus tells them, in the lab's own form. */
export async function figuresFromPrometheus(prometheus: PrometheusServer) {
  const [sessions, commands, errors, succeeded, failed, triggers, triggersFailed] = await Promise.all([
    prometheus.queryBy('sum by (session_status) (cardlink_sessions_total)', 'session_status'),
    prometheus.queryOne('sum(cardlink_apdu_commands_total)'),
    prometheus.queryOne('sum(cardlink_apdu_errors_total)'),
    prometheus.queryOne('sum(cardlink_tls_handshakes_total{tls_handshake_result="success"})'),
    prometheus.queryBy(
      'sum by (error_type) (cardlink_tls_handshakes_total{tls_handshake_result="failed"}) > 0',
      'error_type',
    ),
    prometheus.queryBy('sum by (trigger_type) (cardlink_triggers_sent_total)', 'trigger_type'),
    prometheus.queryOne('sum(cardlink_trigger_failures_total)'),
  ]);
  const active = await prometheus.queryOne('sum(cardlink_sessions_active)');
  return {
    sessions: { active, ...sessions },
    apdu: { commands, errors },
    handshakes: { succeeded, failed },
    triggers: { ...triggers, failed: triggersFailed },
  };
}

/** The lab's own figures in the same form: what depends on the machine's speed is left out. */
export function figuresOfLab({ sessions, apdu: { commands, errors }, handshakes, triggers }: LabEnd) {
  return { sessions, apdu: { commands, errors }, handshakes, triggers };
}

/** Metrics that move by being looked at: those of the scrapes, and how many series there are of those. */
const OF_SCRAPES = 'cardlink.scrape.';
const OF_SERIES = 'cardlink.metric.series';

/** Metrics of a process and a machine, which never are at rest. */
const OF_PROCESS = ['cardlink.process.', 'cardlink.system.', 'cardlink.uptime'];

/** The lab's database is closed before the last push. */
const OF_DATABASE = 'cardlink.db.connections.active';

/** Whether a metric, by its OTel or Prometheus name, moves while nothing happens. */
export function movesByItself(name: string): boolean {
  const dotted = name.replaceAll('_', '.');
  return [OF_SCRAPES, ...OF_PROCESS].some((prefix) => dotted.startsWith(prefix));
}

/** Whether a sample stays as it is once the lab is at rest: all that is CardLink's, but what moves by itself. */
export function isAtRest({ name, labels }: Pick<ExposedSample, 'name' | 'labels'>): boolean {
  if (!name.startsWith('cardlink_') || movesByItself(name)) return false;
  return !(labels.otel_metric_name ?? '').startsWith(OF_SCRAPES);
}

/** Every series at rest that /metrics showed and Prometheus did not keep with the same value. */
export function notStored(stored: readonly StoredSample[], shown: Exposition): readonly string[] {
  const values = new Map(stored.map(({ labels, value }) => [keyOf(labels), value]));
  return shown.families
    .flatMap((family) => family.samples)
    .filter(isAtRest)
    .map(({ name, labels, value }) => ({ key: keyOf({ ...labels, __name__: name }), value }))
    .filter(({ key, value }) => values.get(key) !== value)
    .map(({ key, value }) => `${key} is ${value} on /metrics, ${values.get(key)} in Prometheus`);
}

/** Prometheus adds job and instance, and writes the bounds of buckets as floats: `1` becomes `1.0`. */
function keyOf({ job, instance, ...labels }: Readonly<Record<string, string>>): string {
  const le = labels.le === undefined ? {} : { le: String(Number(labels.le.replace('+Inf', 'Infinity'))) };
  return JSON.stringify(Object.entries({ ...labels, ...le }).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The spans that the Collector wrote are those of the lab's sessions, each in its place, its sessions linked to their triggers. */
export function checkSpans(exports: Exports, end: LabEnd): void {
  checkSpanCounts(exports, end);
  const traces = exports.spans.map(traceSpan);
  expectNone(traceProblems(traces), OUT_OF_PLACE);
  expectNone(linkProblems(traces), 'these sessions do not link to their trigger');
}

/** The same of spans that came from Zipkin, which has no word for links. */
export function checkZipkinSpans(exports: Exports, end: LabEnd): void {
  checkSpanCounts(exports, end);
  expectNone(traceProblems(exports.spans.map(zipkinTraceSpan)), OUT_OF_PLACE);
}

const OUT_OF_PLACE = 'these spans are not in their place and time';

function checkSpanCounts({ spans }: Exports, end: LabEnd): void {
  const { sessions, apdu, handshakes, triggers, database } = end;
  const { active, ...ended } = sessions;
  const operations = database?.operations ?? {};
  const writes = operations.BEGIN ?? 0;
  const named = (test: (name: string) => boolean) => spans.filter(({ name }) => test(name)).length;
  expectEqual(
    {
      sessions: named((name) => name === 'ota.session'),
      commands: named((name) => name.startsWith('apdu.')),
      handshakes: named((name) => name === 'tls.handshake'),
      triggers: named((name) => name === 'ota.trigger'),
      operations: named((name) => name.startsWith('db.')),
      writes: named((name) => name === 'lab.write'),
      active,
      all: spans.length,
    },
    {
      sessions: sum(ended),
      commands: apdu.commands,
      handshakes: handshakes.succeeded + sum(handshakes.failed),
      triggers: sum(triggers),
      operations: sum(operations),
      writes,
      active: 0,
      all:
        sum(ended) +
        apdu.commands +
        handshakes.succeeded +
        sum(handshakes.failed) +
        sum(triggers) +
        sum(operations) +
        writes,
    },
    'the spans are not those of the sessions',
  );
}

/** The log records that the Collector wrote are the events of the lab's sessions, triggers and failed handshakes. */
export function checkLogRecords({ logRecords }: Exports, { sessions, handshakes, triggers }: LabEnd): void {
  const { active: _active, ...ended } = sessions;
  const { failed, ...sent } = triggers;
  const expected = {
    'cardlink.session.ended': sum(ended),
    'cardlink.observability.configured': 1,
    'cardlink.observability.started': 1,
    'cardlink.observability.stopped': 1,
    'cardlink.session.started': sum(ended),
    'cardlink.tls.handshake.failed': sum(handshakes.failed),
    'cardlink.trigger.failed': failed,
    'cardlink.trigger.sent': sum(sent),
  };
  expectEqual(
    countBy(logRecords, ({ eventName }) => eventName ?? ''),
    Object.fromEntries(Object.entries(expected).filter(([, count]) => count > 0)),
    'the log records are not the events',
  );
}

/** The metrics as they were pushed last have the totals of /metrics, metric for metric; none was left out. */
export function checkMetricTotals({ values }: Exports, shown: Exposition): void {
  const pushed = new Set(values.map(({ metric }) => metric));
  const names = new Map(
    METRICS.map(({ name, kind, prometheusName }) => [
      name,
      kind === 'histogram' ? `${prometheusName}_count` : prometheusName,
    ]),
  );
  const compared = [...names].filter(([name]) => pushed.has(name));
  expectNone(
    compared
      .filter(([name]) => !movesByItself(name) && name !== OF_SERIES && name !== OF_DATABASE)
      .map(([name, prometheusName]) => ({
        name,
        pushed: sum(Object.fromEntries(valuesOf(values, name).map((value, index) => [index, value]))),
        shown: total(shown, prometheusName),
      }))
      .filter((totals) => totals.pushed !== totals.shown)
      .map((totals) => JSON.stringify(totals)),
    'these totals differ',
  );
  const missing = shown.families
    .map(({ name }) => name)
    .filter((family) => family.startsWith('cardlink_'))
    .filter(
      (family) => !compared.some(([, prometheusName]) => prometheusName.replace(/_count$/, '') === family),
    );
  expectNone(missing, 'these families are on /metrics and were not pushed');
}

function valuesOf(values: Exports['values'], name: string): readonly number[] {
  return values.filter(({ metric }) => metric === name).map(({ value }) => value);
}
