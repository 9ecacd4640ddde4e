import { join } from 'node:path';
import { type HttpBackend, startHttpBackend, stopBackends } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { holdSessions } from './support/cards-process';
import { endChildren } from './support/child';
import { counts, scrape, total } from './support/exposition';
import { LabProcess, temporaryFolder, writePskFile } from './support/lab-process';
import { logRecordsIn, type OtlpLogRecord, type OtlpSpan, spansIn } from './support/otlp';
import type { Tally } from './support/wire-tally';

const CARDS = 40;
const SESSIONS_PER_CARD = 8;
/** Far less than the sessions have, and enough for twice of it to hold every failed one. */
const SPANS_PER_SECOND = 60;

describe('a server that samples adaptively, with 40 cards at full speed', () => {
  const folder = temporaryFolder();
  let backend: HttpBackend;
  let tally: Tally;
  let ended: readonly OtlpLogRecord[];
  let traces: ReadonlyMap<string, readonly OtlpSpan[]>;
  let decisions: Record<string, number>;

  beforeAll(async () => {
    backend = await startHttpBackend();
    const pskFile = join(folder.path, 'lab.psk');
    writePskFile(pskFile, CARDS);
    const lab = await LabProcess.start({
      args: ['--cards', '0', '--psk-file', pskFile],
      env: {
        GP_TRACE_SAMPLER: 'adaptive',
        GP_TRACE_SPANS_PER_SECOND: String(SPANS_PER_SECOND),
        GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
        GP_OTLP_PROTOCOL: 'http/protobuf',
      },
    });
    tally = await holdSessions({
      port: lab.start.port,
      pskFile,
      sessionsPerCard: SESSIONS_PER_CARD,
      seed: 11,
    });
    const metrics = await eventually(
      async () => {
        const exposition = await scrape(lab.start.metricsUrl);
        return total(exposition, 'cardlink_sessions_total') >= tally.connections ? exposition : undefined;
      },
      { withinMs: 30_000, what: 'the end of every session' },
    );
    decisions = counts(metrics, 'cardlink_trace_sampled_total', 'trace_sampling_decision');
    await lab.stop();
    const names = new Map<string, OtlpSpan[]>();
    for (const span of spansIn(backend.requests)) {
      names.set(span.traceId, [...(names.get(span.traceId) ?? []), span]);
    }
    traces = names;
    ended = logRecordsIn(backend.requests).filter(({ eventName }) => eventName === 'cardlink.session.ended');
  }, 180_000);

  afterAll(async () => {
    await endChildren();
    await stopBackends();
    folder.remove();
  });

  const failedSessions = () => ended.filter(({ attributes }) => attributes['session.status'] !== 'completed');
  const spanCounts = (spans: readonly OtlpSpan[] = []) => ({
    sessions: spans.filter(({ name }) => name === 'ota.session').length,
    handshakes: spans.filter(({ name }) => name === 'tls.handshake').length,
    apdus: spans.filter(({ name }) => name.startsWith('apdu.')).length,
  });

  test('keeps every failed session, complete: its handshake and each of its commands', () => {
    const failed = failedSessions();
    expect(failed.length).toBe((tally.sessions.failed ?? 0) + (tally.sessions.timeout ?? 0));
    expect(failed.length).toBeGreaterThan(5);
    for (const { traceId, attributes } of failed) {
      const apdus = Number(attributes['session.apdu.count'] ?? 0);
      expect(spanCounts(traces.get(traceId))).toEqual({ sessions: 1, handshakes: 1, apdus });
    }
  });

  test('keeps every failed handshake', () => {
    const sessions = new Set(ended.map(({ traceId }) => traceId));
    const alone = [...traces].filter(([traceId]) => !sessions.has(traceId));
    const failures = Object.values(tally.failedHandshakes).reduce((sum, count) => sum + count, 0);
    expect(alone.filter(([, [span]]) => span?.name === 'tls.handshake')).toHaveLength(failures);
  });

  test('keeps some of the successful sessions, each as a whole, and drops the others', () => {
    const completed = ended.filter(({ attributes }) => attributes['session.status'] === 'completed');
    const kept = completed.filter(({ traceId }) => traces.has(traceId));
    expect(kept.length).toBeGreaterThan(0);
    expect(kept.length).toBeLessThan(completed.length);
    for (const { traceId, attributes } of kept) {
      const apdus = Number(attributes['session.apdu.count'] ?? 0);
      expect(spanCounts(traces.get(traceId))).toEqual({ sessions: 1, handshakes: 1, apdus });
    }
  });

  test('counts what it decided', () => {
    const failedHandshakes = Object.values(tally.failedHandshakes).reduce((sum, count) => sum + count, 0);
    expect(decisions.kept_failed).toBe(failedSessions().length + failedHandshakes);
    expect(decisions.dropped_failed ?? 0).toBe(0);
    expect((decisions.kept ?? 0) + (decisions.dropped ?? 0)).toBeGreaterThanOrEqual(
      tally.sessions.completed ?? 0,
    );
    expect(decisions.dropped).toBeGreaterThan(0);
  });
});
