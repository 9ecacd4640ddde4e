import { SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN } from '../semconv';
import { AdbRecorder } from './adb';
import { ApduRecorder } from './apdu';
import { AtRecorder } from './at';
import { BipRecorder } from './bip';
import { DbRecorder } from './db';
import { DeviceRecorder } from './device';
import { DeviceOperations } from './device-operations';
import { HealthRecorder } from './health';
import { ProcessRecorder } from './process';
import { ReaderRecorder } from './reader';
import { ScriptRecorder } from './script';
import { SessionRecorder } from './session';
import type { Clock, Telemetry } from './telemetry';
import { TelemetryRecorder } from './telemetry-recorder';
import { TestRecorder } from './tests';
import { TlsRecorder } from './tls';
import { TriggerRecorder } from './trigger';

/** The recorders, one a domain. */
export interface Signals {
  /** The recorders' clock, for instrumentations that tell them when something began. */
  readonly clock: Clock;
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
}

/** Makes the recorders over one meter, tracer and logger. Their small, known label sets start at 0 here. */
export function createSignals(telemetry: Telemetry): Signals {
  const apdu = new ApduRecorder(telemetry);
  const script = new ScriptRecorder(telemetry, apdu);
  const trigger = new TriggerRecorder(telemetry);
  const session = new SessionRecorder(telemetry, apdu, script, trigger);
  const operations = new DeviceOperations(telemetry);
  return {
    clock: telemetry.clock,
    apdu,
    script,
    session,
    tls: new TlsRecorder(telemetry),
    trigger,
    tests: new TestRecorder(telemetry),
    db: new DbRecorder(telemetry),
    telemetry: new TelemetryRecorder(telemetry),
    health: new HealthRecorder(telemetry),
    bip: new BipRecorder(telemetry),
    device: new DeviceRecorder(telemetry, operations),
    at: new AtRecorder(telemetry, operations),
    adb: new AdbRecorder(telemetry, operations),
    reader: new ReaderRecorder(telemetry, operations),
    process: new ProcessRecorder(telemetry),
  };
}

/** Ends what is open, what is within before what it is in: what a shutdown does, so that no span is lost. */
export function endOpen({ device, bip, tests, session }: Signals): void {
  device.endAll();
  bip.closeAll();
  session.endAll(SESSION_CLOSE_REASON_VALUE_SERVER_SHUTDOWN);
  tests.endAll();
}
