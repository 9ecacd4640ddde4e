import { ApduRecorder } from './apdu';
import { ProcessRecorder } from './process';
import { ScriptRecorder } from './script';
import { SessionRecorder } from './session';
import type { Clock, Telemetry } from './telemetry';
import { TelemetryRecorder } from './telemetry-recorder';
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
  readonly telemetry: TelemetryRecorder;
  readonly process: ProcessRecorder;
}

/** Makes the recorders over one meter, tracer and logger. Their small, known label sets start at 0 here. */
export function createSignals(telemetry: Telemetry): Signals {
  const apdu = new ApduRecorder(telemetry);
  const script = new ScriptRecorder(telemetry, apdu);
  const trigger = new TriggerRecorder(telemetry);
  const session = new SessionRecorder(telemetry, apdu, script, trigger);
  return {
    clock: telemetry.clock,
    apdu,
    script,
    session,
    tls: new TlsRecorder(telemetry),
    trigger,
    telemetry: new TelemetryRecorder(telemetry),
    process: new ProcessRecorder(telemetry),
  };
}
