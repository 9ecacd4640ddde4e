import {
  type Observability,
  observePskTlsServer,
  SettingsError,
  type SettingValues,
  startObservability,
} from '../index';
import { createRandom, createVirtualCards, Fleet, type FleetTally, type ServerAddress } from './cards';
import { DatabaseFileError, type DatabaseState, type LabDatabase } from './database';
import { errorCode } from './error-code';
import { type LabFigures, readFigures } from './figures';
import {
  type KeptSessions,
  type KeptSessionsOptions,
  NOTHING_KEPT,
  noteSession,
  openSessions,
} from './kept-sessions';
import { MessageCentre } from './message-centre';
import { isLabIdentity, newCredentials, openPskFile, type PskFile, PskFileError } from './psk-file';
import { RecentSessions } from './recent-sessions';
import type { LabEnd, LabState } from './reporters';
import { AdminServer } from './server/admin-server';
import { CampaignPlanner } from './server/campaign';
import type { BannerFacts } from './view';

/** What a lab is to be like. */
export interface LabOptions extends KeptSessionsOptions {
  /** How many virtual cards; 0 serves others alone. */
  readonly cards: number;
  /** Sessions begun per second; 0 is as fast as the cards can. */
  readonly ratePerSecond: number;
  /** How many sessions in all, after which the cards rest and the server stays up; by default they go on. */
  readonly sessions?: number | undefined;
  /** Decides what cards and campaigns do. */
  readonly seed: number;
  /** Where to send telemetry; by default what the settings say. */
  readonly otlpEndpoint?: string | undefined;
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** The file of `identity:hexkey` lines; made when it is not there. */
  readonly pskFile: string;
  /** The environment that the settings are read from. */
  readonly env: NodeJS.ProcessEnv;
}

/** The lab cannot run as it was asked to. The message says why and what to change. */
export class LabError extends Error {
  override readonly name = 'LabError';
}

/** Virtual cards answer in milliseconds; a slow one is to be timed out while one looks on. */
const VIRTUAL_CARD_TIMEOUT_MS = 2_000;
/** Someone else's simulator, or a real card behind it, may be slow. */
const GUEST_TIMEOUT_MS = 30_000;
/** How long cards may go on with their sessions when the lab stops: below the hooks' share of the deadline. */
const STOP_GRACE_MS = 1_000;
const SLOWEST_EXECUTION_MS = 8;
const SLOWEST_DELIVERY_MS = 150;
/** The streams of the seed beside those of the cards, which count from 1. */
const MESSAGE_CENTRE_STREAM = -2;

/** A running bench: an observed SCP81 admin server and the cards that call it. */
export class Lab {
  readonly #obs: Observability;
  readonly #recent: RecentSessions;
  readonly #fleet: Fleet;
  readonly #database: LabDatabase | undefined;
  readonly #startedMs = performance.now();
  readonly facts: BannerFacts;
  /** Filled by the shutdown, between the end of the last session and the end of the metrics. */
  #last:
    | {
        readonly figures: LabFigures | undefined;
        readonly cards: FleetTally;
        readonly database: DatabaseState | undefined;
        readonly elapsedMs: number;
      }
    | undefined;

  private constructor(parts: {
    obs: Observability;
    recent: RecentSessions;
    fleet: Fleet;
    facts: BannerFacts;
    admin: AdminServer;
    database: LabDatabase | undefined;
    undo: () => void;
  }) {
    this.#obs = parts.obs;
    this.#recent = parts.recent;
    this.#fleet = parts.fleet;
    this.#database = parts.database;
    this.facts = parts.facts;
    parts.obs.onShutdown(async () => {
      const cards = await this.#fleet.stop(STOP_GRACE_MS);
      await parts.admin.close();
      parts.undo();
      this.#database?.close();
      this.#last = {
        figures: await this.#figures(),
        cards,
        database: this.#database?.state(),
        elapsedMs: this.#elapsedMs,
      };
    });
  }

  /**
   * Starts observability, the server and the cards.
   *
   * @throws LabError when the file of keys, a setting, the database or an address cannot be used; nothing is left
   * running then
   */
  static async start(options: LabOptions): Promise<Lab> {
    const pskFile = asLabError(() => openPskFile(options.pskFile, options.cards), PskFileError);
    const recent = new RecentSessions();
    const obs = asLabError(
      () =>
        startObservability({
          service: { name: 'cardlink-lab' },
          ...(options.otlpEndpoint !== undefined && { otlp: { endpoint: options.otlpEndpoint } }),
          spanProcessors: [recent],
          handleSignals: false,
          env: options.env,
        }),
      SettingsError,
    );
    let kept: KeptSessions = NOTHING_KEPT;
    try {
      kept = asLabError(() => openSessions(options, obs), DatabaseFileError);
      return await Lab.#assemble(options, pskFile, recent, obs, kept);
    } catch (error) {
      kept.database?.close();
      await obs.shutdown();
      throw error;
    }
  }

  static async #assemble(
    options: LabOptions,
    pskFile: PskFile,
    recent: RecentSessions,
    obs: Observability,
    { database, facts: databaseFacts }: KeptSessions,
  ): Promise<Lab> {
    const { seed, cards: count, ratePerSecond } = options;
    const fullSpeed = ratePerSecond === 0;
    const credentials = credentialsOfCards(pskFile, count);
    const keys = new Map(
      [...pskFile.credentials, ...credentials].map(({ identity, key }) => [identity, key]),
    );
    const planner = new CampaignPlanner(seed);
    const messages = new MessageCentre({
      trigger: obs.trigger,
      random: createRandom(seed, MESSAGE_CENTRE_STREAM),
      slowestDeliveryMs: fullSpeed ? 0 : SLOWEST_DELIVERY_MS,
    });
    const admin = new AdminServer({
      keyOf: (identity) => keys.get(identity),
      campaignFor: () => planner.plan(),
      answerTimeoutMs: (identity) => (isLabIdentity(identity) ? VIRTUAL_CARD_TIMEOUT_MS : GUEST_TIMEOUT_MS),
      ...(database && { onSession: (session, identity) => noteSession(database, session, identity) }),
    });
    const undo = observePskTlsServer(admin.server, {
      observability: obs,
      describeSession: (identity) => {
        if (identity === undefined || !isLabIdentity(identity)) return undefined;
        const sessionType = messages.sessionType(identity);
        return { deviceType: 'simulator', ...(sessionType && { sessionType }) };
      },
    });
    const endpoints = await obs.ready.catch((error: Error) => {
      throw new LabError(error.message);
    });
    const address = await listen(admin, options);
    obs.health.register('admin server', () => admin.server.listening, { critical: true });
    // Sessions go on without it.
    if (database) obs.health.register('database', () => database.check(), { critical: false });
    const fleet = new Fleet({
      address,
      cards: createVirtualCards(credentials, {
        seed,
        faults: true,
        slowestExecutionMs: fullSpeed ? 0 : SLOWEST_EXECUTION_MS,
      }),
      ratePerSecond,
      sessions: options.sessions,
      invite: (identity) => messages.invite(identity),
    });
    fleet.start();
    const { metrics } = obs.settings.values;
    const switchedOff = whatIsOff(obs.settings.values);
    const facts: BannerFacts = {
      cards: count,
      host: options.host,
      port: address.port,
      identity: pskFile.credentials[0]?.identity ?? '',
      pskFile: pskFile.path,
      pskFileReadableByOthers: pskFile.readableByOthers,
      switchedOff,
      metricsUrl:
        switchedOff.metrics === undefined && endpoints.metrics
          ? `${endpoints.metrics.url}${metrics.path}`
          : undefined,
      healthUrl: endpoints.health && `${endpoints.health.url}/health`,
      exporters: obs.exporters,
      database: databaseFacts,
    };
    return new Lab({ obs, recent, fleet, facts, admin, database, undo });
  }

  /** How the lab fares now. */
  async state(): Promise<LabState> {
    return {
      elapsedMs: this.#elapsedMs,
      figures: await this.#figures(),
      sessions: this.#recent.sessions,
      exporters: this.#obs.exporters,
      database: this.#database?.state(),
    };
  }

  /** Stops the cards and the server, flushes, and resolves with the last figures, within `shutdown.timeout`. */
  async stop(): Promise<LabEnd> {
    await this.#obs.shutdown();
    const last = this.#last ?? {
      figures: await this.#figures(),
      cards: this.#fleet.tally(),
      database: this.#database?.state(),
      elapsedMs: this.#elapsedMs,
    };
    return { ...last, sessions: this.#recent.sessions, exporters: this.#obs.exporters };
  }

  get #elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  async #figures(): Promise<LabFigures | undefined> {
    if (this.facts.switchedOff.metrics !== undefined) return undefined;
    return readFigures(this.#obs, this.#recent.latency());
  }
}

/** What the settings switch off, and by which variable. */
function whatIsOff({ disabled, metrics, tracing }: SettingValues): BannerFacts['switchedOff'] {
  if (disabled) return { metrics: 'OTEL_SDK_DISABLED', traces: 'OTEL_SDK_DISABLED' };
  return {
    ...(!metrics.enabled && { metrics: 'GP_METRICS_ENABLED' }),
    ...(tracing.enabled === false && { traces: 'GP_TRACING_ENABLED' }),
  };
}

/** The lab's own identities with the keys of the file; those that the file does not have get a key for this run. */
function credentialsOfCards(pskFile: PskFile, count: number) {
  const known = new Map(pskFile.credentials.map((credentials) => [credentials.identity, credentials]));
  return newCredentials(count).map((fresh) => known.get(fresh.identity) ?? fresh);
}

async function listen(admin: AdminServer, { host, port }: LabOptions): Promise<ServerAddress> {
  try {
    return await admin.listen(host, port);
  } catch (error) {
    const code = errorCode(error);
    const reason = code === 'EADDRINUSE' ? 'the port is taken' : 'the address cannot be used';
    throw new LabError(
      `the lab cannot listen on ${host}:${port}: ${reason} (${code}). ` +
        'Choose another with --port (0 for any free one) and --host.',
    );
  }
}

function asLabError<T>(work: () => T, expected: new (...args: never[]) => Error): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof expected ? new LabError(error.message) : error;
  }
}
