/** What cards counted on their own wires, as the figures that a backend of the lab must show for it. */
import type { Counts, Tally } from './wire-tally';

/** Reads the values of a metric, summed by the values of labels (joined by a space); those that are 0 are left out. */
export type ReadCounts = (metric: string, ...labels: readonly string[]) => Promise<Counts> | Counts;

const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, count) => sum + count, 0);

/** The counts in a form that does not depend on their order, without those that are 0. */
function sorted(counts: Counts): Counts {
  const entries = Object.entries(counts).filter(([, count]) => count !== 0);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

const prefixed = (prefix: string, counts: Counts): Counts =>
  Object.fromEntries(Object.entries(counts).map(([key, count]) => [`${prefix}${key}`, count]));

/** What is counted: under which metric and labels, and what the cards (or the lab, of its database) say. */
interface Counted {
  readonly what: string;
  readonly metric: string;
  readonly labels: readonly string[];
  readonly expected: Counts;
}

/** Everything that cards can count of a run, and the operations that the lab's database did. */
export function countedBy(tally: Tally, databaseOperations: Counts): readonly Counted[] {
  const { connections, sessions } = tally;
  return [
    {
      what: 'commands',
      metric: 'cardlink_apdu_commands_total',
      labels: ['apdu_command_type'],
      expected: tally.commands,
    },
    {
      what: 'responses',
      metric: 'cardlink_apdu_responses_total',
      labels: ['apdu_status_word', 'apdu_status_category'],
      expected: tally.responses,
    },
    {
      what: 'errors of commands',
      metric: 'cardlink_apdu_errors_total',
      labels: [],
      expected: { '': tally.apduErrors },
    },
    {
      what: 'bytes',
      metric: 'cardlink_apdu_bytes_total',
      labels: ['apdu_direction'],
      expected: { sent: tally.commandBytes, received: tally.responseBytes },
    },
    {
      what: 'scripts',
      metric: 'cardlink_script_commands_count',
      labels: [],
      expected: { '': tally.scripts },
    },
    {
      what: 'commands in scripts',
      metric: 'cardlink_script_commands_sum',
      labels: [],
      expected: { '': sumOf(tally.commands) },
    },
    {
      what: 'sessions',
      metric: 'cardlink_sessions_total',
      labels: ['session_status', 'session_type', 'device_type'],
      // Nobody sends these cards a trigger.
      expected: Object.fromEntries(
        Object.entries(sessions).map(([status, count]) => [`${status} polled simulator`, count]),
      ),
    },
    {
      what: 'durations of sessions',
      metric: 'cardlink_session_duration_seconds_count',
      labels: ['session_status'],
      expected: sessions,
    },
    {
      what: 'errors of sessions',
      metric: 'cardlink_session_errors_total',
      labels: ['error_type'],
      expected: { client_disconnect: sessions.failed ?? 0, timeout: sessions.timeout ?? 0 },
    },
    { what: 'open sessions', metric: 'cardlink_sessions_active', labels: [], expected: {} },
    {
      what: 'handshakes',
      metric: 'cardlink_tls_handshakes_total',
      labels: ['tls_handshake_result', 'error_type'],
      expected: { 'success ': connections, ...prefixed('failed ', tally.failedHandshakes) },
    },
    {
      what: 'connections',
      metric: 'cardlink_tls_connection_duration_seconds_count',
      labels: [],
      expected: { '': connections },
    },
    { what: 'open connections', metric: 'cardlink_tls_connections_active', labels: [], expected: {} },
    {
      what: 'operations of the database',
      metric: 'cardlink_db_operations_total',
      labels: ['db_operation_name', 'db_collection_name'],
      expected: Object.fromEntries(
        Object.entries(databaseOperations).map(([key, count]) => [
          key.includes(' ') ? key : `${key} `,
          count,
        ]),
      ),
    },
    {
      what: 'durations of the database',
      metric: 'cardlink_db_query_duration_seconds_count',
      labels: [],
      expected: { '': sumOf(databaseOperations) },
    },
    { what: 'errors of the database', metric: 'cardlink_db_errors_total', labels: [], expected: {} },
  ];
}

/** The figures that a backend shows and the cards counted otherwise, one line each. */
export async function countProblems(
  counted: readonly Counted[],
  read: ReadCounts,
): Promise<readonly string[]> {
  const compared = await Promise.all(
    counted.map(async ({ what, metric, labels, expected }) => ({
      what,
      expected: JSON.stringify(sorted(expected)),
      shown: JSON.stringify(sorted(await read(metric, ...labels))),
    })),
  );
  return compared
    .filter(({ expected, shown }) => expected !== shown)
    .map(({ what, expected, shown }) => `${what}: counted ${expected}, shown ${shown}`);
}
