export { AdbRecorder } from './adb';
export { ApduRecorder, type ExchangeInfo, type Transmit } from './apdu';
export type { ApduResponse } from './apdu-response';
export { AtRecorder } from './at';
export { type BipChannelInfo, BipRecorder } from './bip';
export { BipChannel } from './bip-channel';
export { OTHER } from './bounded';
export { DbRecorder, type QueryInfo } from './db';
export type { DbPoolFigures, ReadDbPool } from './db-pools';
export { DeviceRecorder } from './device';
export type { DeviceInfo } from './device-operations';
export { type HealthChangeInfo, HealthRecorder, type HealthSource } from './health';
export { type ApplicationInfo, type BuildInfo, ProcessRecorder } from './process';
export { ReaderRecorder } from './reader';
export { OpenScript, type ScriptOutcome, ScriptRecorder } from './script';
export { type SessionInfo, SessionRecorder } from './session';
export { Session } from './session-handle';
export { createSignals, endOpen, type Signals } from './signals';
export { type Clock, systemClock, type Telemetry } from './telemetry';
export { type ScrapeInfo, type StartInfo, TelemetryRecorder } from './telemetry-recorder';
export type { TestCase } from './test-case';
export { type CaseOptions, TestSuite } from './test-suite';
export { TestRecorder, type TestResultInfo, type TestSuiteInfo } from './tests';
export {
  type CompletedHandshake,
  type FailedHandshake,
  type HandshakeInfo,
  TlsRecorder,
} from './tls';
export { type TriggerInfo, TriggerRecorder } from './trigger';
