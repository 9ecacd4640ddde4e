import type { FleetTally } from './cards';
import type { DatabaseState } from './database';
import type { LabFigures } from './figures';
import type { RecentSession } from './recent-sessions';
import type { Printer } from './screen';
import {
  type BannerFacts,
  bannerLines,
  databaseTroubleLines,
  type ExporterState,
  exporterSummaryLines,
  exporterTroubleLines,
  figureLines,
  formatCount,
  formatMs,
  sessionLines,
  summaryLines,
} from './view';

/** What a lab can tell while it runs. */
export interface LabState {
  readonly elapsedMs: number;
  /** Undefined where metrics are switched off. */
  readonly figures: LabFigures | undefined;
  readonly sessions: readonly RecentSession[];
  readonly exporters: readonly ExporterState[];
  /** Undefined where there is no database. */
  readonly database: DatabaseState | undefined;
}

/** What a lab tells at its end, beside the last figures: what the cards themselves counted. */
export interface LabEnd extends LabState {
  readonly cards: FleetTally;
}

/** Shows a run to its end. */
export interface Reporter {
  /** How often it wants to be told, in milliseconds. */
  readonly intervalMs: number;
  start(facts: BannerFacts, seed: number): void;
  update(state: LabState): void;
  /** The lab stops because it was asked to. */
  stopping(): void;
  end(end: LabEnd): void;
}

const LIVE_INTERVAL_MS = 500;
const PLAIN_INTERVAL_MS = 5_000;
const JSON_INTERVAL_MS = 1_000;
const STOPPING = 'stopping: cards end their sessions, telemetry is flushed (Ctrl-C again to end at once)';

function endLines({ elapsedMs, figures, exporters, database, cards }: LabEnd): readonly string[] {
  const perSecond = elapsedMs > 0 ? (1_000 * cards.sessions) / elapsedMs : 0;
  return [
    `Ended after ${formatMs(elapsedMs)} · ${formatCount(cards.sessions)} sessions begun by the cards (${formatCount(perSecond)} a second)`,
    ...figureLines(figures),
    ...(database?.summary ? summaryLines(database.summary) : []),
    ...databaseTroubleLines(database),
    ...exporterSummaryLines(exporters),
  ];
}

/** Text, one line after the other: for a file or a pipe. */
class PlainReporter implements Reporter {
  readonly intervalMs: number = PLAIN_INTERVAL_MS;
  protected readonly printer: Printer;

  constructor(printer: Printer) {
    this.printer = printer;
  }

  start(facts: BannerFacts): void {
    this.printer.print(bannerLines(facts));
  }

  update({ figures, exporters, database }: LabState): void {
    this.printer.print([
      ...figureLines(figures),
      ...exporterTroubleLines(exporters),
      ...databaseTroubleLines(database),
    ]);
  }

  stopping(): void {
    this.printer.clear();
    this.printer.print([STOPPING]);
  }

  end(end: LabEnd): void {
    this.printer.clear();
    this.printer.print(endLines(end));
  }
}

/** Text of which the figures and the last sessions are redrawn in place: for a terminal. */
class LiveReporter extends PlainReporter {
  override readonly intervalMs = LIVE_INTERVAL_MS;

  override update({ figures, sessions, exporters, database }: LabState): void {
    this.printer.draw([
      ...figureLines(figures),
      ...exporterTroubleLines(exporters),
      ...databaseTroubleLines(database),
      ...(database?.summary ? summaryLines(database.summary) : []),
      ...sessionLines(sessions),
    ]);
  }
}

/** One JSON object a line: start, figures at intervals, end. */
class JsonReporter implements Reporter {
  readonly intervalMs = JSON_INTERVAL_MS;
  readonly #printer: Printer;

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  start(facts: BannerFacts, seed: number): void {
    const { cards, host, port, identity, pskFile, switchedOff, metricsUrl, healthUrl, exporters, database } =
      facts;
    const otlp = exporters.map(({ signal, endpoint, protocol }) => ({ signal, endpoint, protocol }));
    this.#print('start', {
      cards,
      seed,
      host,
      port,
      identity,
      pskFile,
      switchedOff,
      metricsUrl,
      healthUrl,
      otlp,
      database,
    });
  }

  update({ elapsedMs, figures, database }: LabState): void {
    this.#print('figures', { elapsedSeconds: elapsedMs / 1_000, ...figures, database });
  }

  stopping(): void {
    this.#print('stopping', {});
  }

  end({ elapsedMs, figures, exporters, database, cards }: LabEnd): void {
    this.#print('end', { elapsedSeconds: elapsedMs / 1_000, ...figures, cards, exporters, database });
  }

  #print(event: string, fields: object): void {
    this.#printer.print([JSON.stringify({ event, time: new Date().toISOString(), ...fields })]);
  }
}

/** The reporter for this output: JSON when asked for, live on a terminal, plain lines elsewhere. */
export function createReporter(printer: Printer, mode: { json: boolean; isTTY: boolean }): Reporter {
  if (mode.json) return new JsonReporter(printer);
  return mode.isTTY ? new LiveReporter(printer) : new PlainReporter(printer);
}
