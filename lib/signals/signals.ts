import { SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN } from '../semconv';
import { AdbRecorder } from './adb';
import { ApduRecorder } from './apdu';
import { AtRecorder } from './at';
import { BipRecorder } from './bip';
import { DbRecorder } from './db';
import { DeviceRecorder } from './device';
import { DeviceOperations } from './device-operations';
import { HealthRecorder } from './health';
import { recordsSpans } from './no-spans';
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
  /** Ends what is open, what is within before what it is in: what a shutdown does, so that no span is lost. */
  endOpen(): void;
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
  readonly #telemetry: Telemetry;
  #whenDbMade: (() => void)[] = [];
  #apdu: ApduRecorder | undefined;
  #script: ScriptRecorder | undefined;
  #session: SessionRecorder | undefined;
  #tls: TlsRecorder | undefined;
  #trigger: TriggerRecorder | undefined;
  #tests: TestRecorder | undefined;
  #db: DbRecorder | undefined;
  #bip: BipRecorder | undefined;
  #device: DeviceRecorder | undefined;
  #at: AtRecorder | undefined;
  #adb: AdbRecorder | undefined;
  #reader: ReaderRecorder | undefined;
  #operations: DeviceOperations | undefined;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
    this.clock = telemetry.clock;
    this.traced = recordsSpans(telemetry.tracer);
    this.telemetry = new TelemetryRecorder(telemetry);
    this.process = new ProcessRecorder(telemetry);
    this.health = new HealthRecorder(telemetry);
  }

  get apdu(): ApduRecorder {
    this.#apdu ??= new ApduRecorder(this.#telemetry);
    return this.#apdu;
  }

  get script(): ScriptRecorder {
    this.#script ??= new ScriptRecorder(this.#telemetry, this.apdu);
    return this.#script;
  }

  get session(): SessionRecorder {
    this.#session ??= new SessionRecorder(this.#telemetry, this.apdu, this.script, this.trigger);
    return this.#session;
  }

  get tls(): TlsRecorder {
    this.#tls ??= new TlsRecorder(this.#telemetry);
    return this.#tls;
  }

  get trigger(): TriggerRecorder {
    this.#trigger ??= new TriggerRecorder(this.#telemetry);
    return this.#trigger;
  }

  get tests(): TestRecorder {
    this.#tests ??= new TestRecorder(this.#telemetry);
    return this.#tests;
  }

  get db(): DbRecorder {
    if (this.#db === undefined) {
      this.#db = new DbRecorder(this.#telemetry);
      for (const act of this.#whenDbMade.splice(0)) act();
    }
    return this.#db;
  }

  whenDbMade(act: () => void): void {
    if (this.#db === undefined) this.#whenDbMade.push(act);
    else act();
  }

  get bip(): BipRecorder {
    this.#bip ??= new BipRecorder(this.#telemetry);
    return this.#bip;
  }

  get device(): DeviceRecorder {
    this.#device ??= new DeviceRecorder(this.#telemetry, this.#deviceOperations());
    return this.#device;
  }

  get at(): AtRecorder {
    this.#at ??= new AtRecorder(this.#telemetry, this.#deviceOperations());
    return this.#at;
  }

  get adb(): AdbRecorder {
    this.#adb ??= new AdbRecorder(this.#telemetry, this.#deviceOperations());
    return this.#adb;
  }

  get reader(): ReaderRecorder {
    this.#reader ??= new ReaderRecorder(this.#telemetry, this.#deviceOperations());
    return this.#reader;
  }

  prepare(...domains: readonly SignalDomain[]): void {
    for (const domain of domains) void this[domain];
  }

  endOpen(): void {
    this.#operations?.endAll();
    this.#bip?.closeAll();
    this.#db?.endAll();
    this.#apdu?.endAll();
    this.#tls?.endAll();
    this.#session?.endAll(SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN);
    this.#tests?.endAll();
  }

  #deviceOperations(): DeviceOperations {
    this.#operations ??= new DeviceOperations(this.#telemetry);
    return this.#operations;
  }
}
