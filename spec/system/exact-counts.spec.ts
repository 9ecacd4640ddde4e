import { join } from 'node:path';
import type { Exposition } from '../../lib/prometheus';
import { eventually } from '../support/eventually';
import { holdSessions } from './support/cards-process';
import { endChildren } from './support/child';
import { counts, scrape, total } from './support/exposition';
import { LabProcess, temporaryFolder, writePskFile } from './support/lab-process';
import type { Counts, Tally } from './support/wire-tally';

const CARDS = 50;
const SESSIONS_PER_CARD = 6;

describe('50 cards at full speed, in another process than the server', () => {
  const folder = temporaryFolder();
  let tally: Tally;
  let metrics: Exposition;
  let lab: LabProcess;

  beforeAll(async () => {
    const pskFile = join(folder.path, 'lab.psk');
    writePskFile(pskFile, CARDS);
    lab = await LabProcess.start({ args: ['--cards', '0', '--psk-file', pskFile] });
    tally = await holdSessions({
      port: lab.start.port,
      pskFile,
      sessionsPerCard: SESSIONS_PER_CARD,
      seed: 20,
    });
    // The server learns of a link that is gone a moment after its card.
    metrics = await eventually(
      async () => {
        const exposition = await scrape(lab.start.metricsUrl);
        return total(exposition, 'cardlink_sessions_total') >= tally.connections ? exposition : undefined;
      },
      { withinMs: 30_000, what: 'the end of every session' },
    );
  }, 180_000);

  afterAll(async () => {
    await endChildren();
    folder.remove();
  });

  const sumOf = (figures: Counts) => Object.values(figures).reduce((sum, count) => sum + count, 0);

  test('hold the sessions they were asked to, some of them broken, slow or refused', () => {
    expect(tally.connections + sumOf(tally.failedHandshakes)).toBe(CARDS * SESSIONS_PER_CARD);
    expect(Object.keys(tally.sessions).sort()).toEqual(['completed', 'failed', 'timeout']);
    expect(Object.keys(tally.failedHandshakes).sort()).toEqual(['unknown_identity', 'wrong_key']);
    expect(tally.apduErrors).toBeGreaterThan(0);
  });

  test('have every session counted under its status, and none left open', () => {
    expect(counts(metrics, 'cardlink_sessions_total', 'session_status')).toEqual(tally.sessions);
    expect(total(metrics, 'cardlink_sessions_active')).toBe(0);
    expect(counts(metrics, 'cardlink_session_duration_seconds_count', 'session_status')).toEqual(
      tally.sessions,
    );
  });

  test('have every handshake counted, the failed ones under their reason', () => {
    expect(counts(metrics, 'cardlink_tls_handshakes_total', 'tls_handshake_result', 'error_type')).toEqual({
      'success ': tally.connections,
      ...Object.fromEntries(
        Object.entries(tally.failedHandshakes).map(([reason, count]) => [`failed ${reason}`, count]),
      ),
    });
    expect(total(metrics, 'cardlink_tls_connection_duration_seconds_count')).toBe(tally.connections);
    expect(total(metrics, 'cardlink_tls_connections_active')).toBe(0);
    expect(total(metrics, 'cardlink_tls_probes_total')).toBe(0);
  });

  test('have every command counted under its type', () => {
    expect(counts(metrics, 'cardlink_apdu_commands_total', 'apdu_command_type')).toEqual(tally.commands);
  });

  test('have every response counted under its status word and category', () => {
    const labels = ['apdu_status_word', 'apdu_status_category'];
    expect(counts(metrics, 'cardlink_apdu_responses_total', ...labels)).toEqual(tally.responses);
  });

  test('have every error counted, unanswered commands among them', () => {
    expect(total(metrics, 'cardlink_apdu_errors_total')).toBe(tally.apduErrors);
  });

  test('have every byte of every APDU counted', () => {
    expect(counts(metrics, 'cardlink_apdu_bytes_total', 'apdu_direction')).toEqual({
      sent: tally.commandBytes,
      received: tally.responseBytes,
    });
  });

  test('have every script counted with its commands', () => {
    expect(total(metrics, 'cardlink_script_commands_count')).toBe(tally.scripts);
    expect(total(metrics, 'cardlink_script_commands_sum')).toBe(sumOf(tally.commands));
  });

  test('are what the lab itself says at its end', async () => {
    const { sessions, apdu, handshakes } = await lab.stop();

    expect(sessions).toEqual({ active: 0, completed: 0, failed: 0, timeout: 0, ...tally.sessions });
    expect(apdu).toMatchObject({ commands: sumOf(tally.commands), errors: tally.apduErrors });
    expect(handshakes).toEqual({ succeeded: tally.connections, failed: tally.failedHandshakes });
  }, 30_000);
});
