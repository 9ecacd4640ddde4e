import { createNoopMeter } from '@opentelemetry/api';
import { createNoopLogger } from '@opentelemetry/api-logs';
import { SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN } from '../semconv';
import { AdbRecorder } from './adb';
import { ApduRecorder } from './apdu';
import { AtRecorder } from './at';
import { BipRecorder } from './bip';
import { DbRecorder } from './db';
import { DeviceRecorder } from './device';
import { DeviceOperations } from './device-operations';
import { HealthRecorder } from './health';
import { NOOP_TRACER, recordsSpans } from './no-spans';
import { ProcessRecorder } from './process';
import { ReaderRecorder } from './reader';
import { ScriptRecorder } from './script';
import { SessionRecorder } from './session';
import type { Clock, Telemetry } from './telemetry';
import { TelemetryRecorder } from './telemetry-recorder';
import { TestRecorder } from './tests';
import { TlsRecorder } from './tls';
import { TriggerRecorder } from './trigger';

/** The domains whose recorders are made when they are asked for. */
export const SIGNAL_DOMAINS = [
  'apdu',
  'script',
  'session',
  'tls',
  'trigger',
  'tests',
  'db',
  'bip',
  'device',
  'at',
  'adb',
  'reader',
] as const;

export type SignalDomain = (typeof SIGNAL_DOMAINS)[number];

/**
 * The recorders, one a domain, each made when it is first asked for: a domain that nobody uses has no series and costs
 * nothing. Its small, known label sets start at 0 then; ask early where the first failure matters.
 */
export interface Signals {
  /** The recorders' clock, for instrumentations that tell them when something began. */
  readonly clock: Clock;
  /** Whether spans can be recorded: where they can't, what only spans show need not be read. */
  readonly traced: boolean;
  readonly apdu: ApduRecorder;
  readonly script: ScriptRecorder;
  readonly session: SessionRecorder;
  readonly tls: TlsRecorder;
  readonly trigger: TriggerRecorder;
  readonly tests: TestRecorder;
  readonly db: DbRecorder;
  readonly telemetry: TelemetryRecorder;
  readonly health: HealthRecorder;
  readonly bip: BipRecorder;
  readonly device: DeviceRecorder;
  readonly at: AtRecorder;
  readonly adb: AdbRecorder;
  readonly reader: ReaderRecorder;
  readonly process: ProcessRecorder;
  /** Makes recorders now, of domains that will be in use: what they count is at 0 before the first of it happens. */
  prepare(...domains: readonly SignalDomain[]): void;
  /** Calls `act` once, when the recorder of databases is first asked for; at once if it has been. */
  whenDbMade(act: () => void): void;
  /**
   * Ends what is open, what is within before what it is in: what a shutdown does, so that no span is lost. What begins
   * later is not watched any more, and nothing of it kept.
   */
  endOpen(): void;
  /** Nothing is recorded any more: what is asked for from now on are recorders that do nothing. */
  retire(): void;
}

/** The recorders that have been asked for. */
interface MadeRecorders {
  apdu?: ApduRecorder;
  script?: ScriptRecorder;
  session?: SessionRecorder;
  tls?: TlsRecorder;
  trigger?: TriggerRecorder;
  tests?: TestRecorder;
  db?: DbRecorder;
  bip?: BipRecorder;
  device?: DeviceRecorder;
  at?: AtRecorder;
  adb?: AdbRecorder;
  reader?: ReaderRecorder;
  operations?: DeviceOperations;
}

/** The recorders over one meter, tracer and logger. */
export function createSignals(telemetry: Telemetry): Signals {
  return new LazySignals(telemetry);
}

class LazySignals implements Signals {
  readonly clock: Clock;
  readonly traced: boolean;
  readonly telemetry: TelemetryRecorder;
  readonly process: ProcessRecorder;
  readonly health: HealthRecorder;
  #telemetry: Telemetry;
  #isOver = false;
  #made: MadeRecorders = {};
  #whenDbMade: (() => void)[] = [];

  constructor(telemetry: Telemetry) {
    this.#telemetry = { ...telemetry, isOver: () => this.#isOver };
    this.clock = telemetry.clock;
    this.traced = recordsSpans(telemetry.tracer);
    this.telemetry = new TelemetryRecorder(telemetry);
    this.process = new ProcessRecorder(telemetry);
    this.health = new HealthRecorder(telemetry);
  }

  get apdu(): ApduRecorder {
    this.#made.apdu ??= new ApduRecorder(this.#telemetry);
    return this.#made.apdu;
  }

  get script(): ScriptRecorder {
    this.#made.script ??= new ScriptRecorder(this.#telemetry, this.apdu);
    return this.#made.script;
  }

  get session(): SessionRecorder {
    this.#made.session ??= new SessionRecorder(this.#telemetry, this.apdu, this.script, this.trigger);
    return this.#made.session;
  }

  get tls(): TlsRecorder {
    this.#made.tls ??= new TlsRecorder(this.#telemetry);
    return this.#made.tls;
  }

  get trigger(): TriggerRecorder {
    this.#made.trigger ??= new TriggerRecorder(this.#telemetry);
    return this.#made.trigger;
  }

  get tests(): TestRecorder {
    this.#made.tests ??= new TestRecorder(this.#telemetry);
    return this.#made.tests;
  }

  get db(): DbRecorder {
    if (this.#made.db === undefined) {
      this.#made.db = new DbRecorder(this.#telemetry);
      for (const act of this.#whenDbMade.splice(0)) act();
    }
    return this.#made.db;
  }

  whenDbMade(act: () => void): void {
    if (this.#made.db === undefined) this.#whenDbMade.push(act);
    else act();
  }

  get bip(): BipRecorder {
    this.#made.bip ??= new BipRecorder(this.#telemetry);
    return this.#made.bip;
  }

  get device(): DeviceRecorder {
    this.#made.device ??= new DeviceRecorder(this.#telemetry, this.#deviceOperations());
    return this.#made.device;
  }

  get at(): AtRecorder {
    this.#made.at ??= new AtRecorder(this.#telemetry, this.#deviceOperations());
    return this.#made.at;
  }

  get adb(): AdbRecorder {
    this.#made.adb ??= new AdbRecorder(this.#telemetry, this.#deviceOperations());
    return this.#made.adb;
  }

  get reader(): ReaderRecorder {
    this.#made.reader ??= new ReaderRecorder(this.#telemetry, this.#deviceOperations());
    return this.#made.reader;
  }

  prepare(...domains: readonly SignalDomain[]): void {
    for (const domain of domains) void this[domain];
  }

  endOpen(): void {
    this.#isOver = true;
    this.#made.operations?.endAll();
    this.#made.bip?.closeAll();
    this.#made.db?.endAll();
    this.#made.apdu?.endAll();
    this.#made.tls?.endAll();
    this.#made.session?.endAll(SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN);
    this.#made.tests?.endAll();
  }

  retire(): void {
    this.#isOver = true;
    this.#telemetry = silent(this.#telemetry);
    this.#made = {};
    this.#whenDbMade = [];
  }

  #deviceOperations(): DeviceOperations {
    this.#made.operations ??= new DeviceOperations(this.#telemetry);
    return this.#made.operations;
  }
}

/** What recorders speak to when nobody listens any more. */
function silent({ logs: _, ...telemetry }: Telemetry): Telemetry {
  return { ...telemetry, meter: createNoopMeter(), tracer: NOOP_TRACER, logger: createNoopLogger() };
}
