import type { DatabaseState, ListedSession, SessionSummary } from './database';
import type { LabFigures } from './figures';
import type { RecentSession } from './recent-sessions';

/** What has become of the exporters, as the view shows it. */
export interface ExporterState {
  readonly signal: string;
  readonly endpoint: string;
  readonly protocol: string;
  readonly state: string;
  readonly delivered: number;
  readonly dropped: number;
}

/** Where sessions are kept, or why they are not. */
export type DatabaseFacts =
  | { readonly ok: true; readonly path: string | undefined; readonly keptSessions: number }
  | { readonly ok: false; readonly problem: string };

/** What the banner tells. */
export interface BannerFacts {
  readonly cards: number;
  readonly host: string;
  readonly port: number;
  readonly identity: string;
  readonly pskFile: string;
  readonly pskFileReadableByOthers: boolean;
  /** By what signals are switched off, those that are. */
  readonly switchedOff: { readonly [Signal in 'metrics' | 'traces']?: string };
  readonly metricsUrl: string | undefined;
  readonly healthUrl: string | undefined;
  readonly exporters: readonly ExporterState[];
  readonly database: DatabaseFacts;
}

const SHORT_TRACE_ID = 8;

/** A whole number with thousands separated: `3,310`. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** A time for people: `1.2 ms`, `340 ms`, `2.5 s`. */
export function formatMs(durationMs: number): string {
  if (durationMs >= 1_000) return `${(durationMs / 1_000).toFixed(1)} s`;
  return durationMs >= 10 ? `${Math.round(durationMs)} ms` : `${durationMs.toFixed(1)} ms`;
}

function formatShare(part: number, whole: number): string {
  return `${(whole > 0 ? (100 * part) / whole : 0).toFixed(1)} %`;
}

/** The lines that say where to look. Keys are never among them. */
export function bannerLines(facts: BannerFacts): readonly string[] {
  const { cards, host, port, identity, pskFile, switchedOff } = facts;
  return [
    `CardLink lab · ${formatCount(cards)} virtual card${cards === 1 ? '' : 's'} · PSK-TLS on ${host}:${port} ` +
      `(identity ${identity}, key in ${pskFile})`,
    `  metrics  ${facts.metricsUrl ?? `switched off (${switchedOff.metrics}): no figures`}      health  ${facts.healthUrl ?? 'switched off (GP_HEALTH_ENABLED)'}`,
    tracesLine(facts),
    databaseLine(facts.database),
    ...(facts.pskFileReadableByOthers
      ? [`  note     ${pskFile} can be read by others: chmod 600 ${pskFile}`]
      : []),
  ];
}

function tracesLine({ switchedOff, exporters }: BannerFacts): string {
  if (switchedOff.traces !== undefined) return `  traces   switched off (${switchedOff.traces})`;
  const traces = exporters.find(({ signal }) => signal === 'traces');
  return traces
    ? `  traces   to ${traces.endpoint} over ${traces.protocol}`
    : '  traces   not exported (set GP_OTLP_ENDPOINT=localhost:4317 to send them to Alloy, Jaeger or a Collector)';
}

function databaseLine(database: DatabaseFacts): string {
  if (!database.ok)
    return `  database none, sessions are not kept: libsql cannot be loaded (${database.problem})`;
  const kept = `the last ${formatCount(database.keptSessions)} sessions`;
  return database.path === undefined
    ? `  database in memory, ${kept} (--database FILE keeps them)`
    : `  database ${database.path}, ${kept} (cardlink-metrics sessions ${database.path} shows them)`;
}

/** Why sessions and commands failed, and what took long, from the database; nothing where there is nothing to tell. */
export function summaryLines({
  failedSessions,
  failedCommands,
  slowestCommands,
}: SessionSummary): readonly string[] {
  const lines: readonly (readonly [name: string, items: readonly string[]])[] = [
    [
      'failed',
      failedSessions.map(({ closeReason, sessions }) => `${words(closeReason)} ${formatCount(sessions)}`),
    ],
    [
      'errors',
      failedCommands.map(
        ({ statusWord, meaning, commands }) =>
          `${statusWord === null ? '' : `${statusWord} `}${meaning} ${formatCount(commands)}`,
      ),
    ],
    ['slowest', slowestCommands.map(({ commandType, longestMs }) => `${commandType} ${formatMs(longestMs)}`)],
  ];
  return lines
    .filter(([, items]) => items.length > 0)
    .map(([name, items]) => `  ${name.padEnd(8)} ${items.join(' · ')}`);
}

/** A line about a database that cannot write, so that silence means that all is well. */
export function databaseTroubleLines(database: DatabaseState | undefined): readonly string[] {
  if (!database || (database.failure === undefined && database.lost === 0)) return [];
  const lost = database.lost > 0 ? `, ${formatCount(database.lost)} sessions lost` : '';
  return [
    `  database ${database.failure === undefined ? 'works again' : `fails: ${database.failure}`}${lost}`,
  ];
}

/** `client_disconnect` for people. */
function words(name: string): string {
  return name.replaceAll('_', ' ').trim();
}

/** Sessions, APDUs, handshakes and triggers in two lines; none where metrics are switched off, as the banner says. */
export function figureLines(figures: LabFigures | undefined): readonly string[] {
  if (!figures) return [];
  const { sessions, apdu, handshakes, triggers } = figures;
  const failedHandshakes = Object.entries(handshakes.failed);
  const attempts = failedHandshakes.reduce((sum, [, count]) => sum + count, handshakes.succeeded);
  const latency =
    apdu.p50Ms !== undefined && apdu.p95Ms !== undefined
      ? `  p50 ${formatMs(apdu.p50Ms)}  p95 ${formatMs(apdu.p95Ms)}`
      : '';
  const failures = failedHandshakes.map(([reason, count]) => ` · ${formatCount(count)} ${words(reason)}`);
  return [
    `  sessions ${formatCount(sessions.completed)} completed · ${formatCount(sessions.failed)} failed · ` +
      `${formatCount(sessions.timeout)} timeout    ` +
      `APDU ${formatCount(apdu.commands)} (${formatShare(apdu.errors, apdu.commands)} errors)${latency}`,
    `  handshakes ${formatCount(attempts)}${failures.join('')}    ` +
      `triggers ${formatCount(triggers.sms)} sms · ${formatCount(triggers.poll)} poll · ` +
      `${formatCount(triggers.failed)} failed`,
  ];
}

/** The last sessions, one a line. */
export function sessionLines(sessions: readonly RecentSession[]): readonly string[] {
  return sessions.map(
    ({ traceId, deviceType, sessionType, status, durationMs, commands, commandErrors }) =>
      `  ${traceId.slice(0, SHORT_TRACE_ID)}  ${deviceType.padEnd(9)}  ${sessionType.padEnd(9)}  ` +
      `${status.padEnd(9)}  ${formatMs(durationMs).padStart(8)}  ${String(commands).padStart(3)} APDU` +
      `${commandErrors > 0 ? `, ${commandErrors} error${commandErrors === 1 ? '' : 's'}` : ''}`,
  );
}

/** One line an exporter that has lost something or is failing, so that silence means that all is well. */
export function exporterTroubleLines(exporters: readonly ExporterState[]): readonly string[] {
  return exporters
    .filter(({ state, dropped }) => state === 'failing' || dropped > 0)
    .map(
      ({ signal, endpoint, state, dropped }) =>
        `  ${signal} to ${endpoint}: ${state}, ${formatCount(dropped)} dropped`,
    );
}

/** What the exporters delivered, for the end of a run. */
export function exporterSummaryLines(exporters: readonly ExporterState[]): readonly string[] {
  return exporters.map(
    ({ signal, endpoint, protocol, state, delivered, dropped }) =>
      `  ${signal.padEnd(8)} ${formatCount(delivered)} delivered to ${endpoint} over ${protocol}` +
      `${dropped > 0 ? `, ${formatCount(dropped)} dropped` : ''}${state === 'failing' ? ', failing' : ''}`,
  );
}

/** Cuts a line to so many columns, with an ellipsis. */
export function fitLine(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(columns - 1, 0))}…`;
}

/** Sessions of the database, one a line, the last command of those that did not complete below them. */
export function listedSessionLines(sessions: readonly ListedSession[]): readonly string[] {
  return sessions.flatMap((session) => {
    const { number, startedEpochMs, card, type, status, closeReason, attempt, durationMs, commands } =
      session;
    const line = [
      String(number).padStart(6),
      new Date(startedEpochMs).toISOString(),
      card.padEnd(16),
      type.padEnd(9),
      status.padEnd(9),
      formatMs(durationMs).padStart(8),
      `${String(commands).padStart(3)} APDU`,
      `trace ${session.traceId}`,
    ].join('  ');
    if (closeReason === 'normal') return [line];
    return [line, `        ${words(closeReason)}, attempt ${attempt}${lastCommand(session)}`];
  });
}

function lastCommand({ lastCommand: command, lastStatusWord, lastMeaning }: ListedSession): string {
  if (command === null) return ', before any command';
  return `, last ${command}: ${lastStatusWord === null ? '' : `${lastStatusWord} `}${lastMeaning}`;
}
