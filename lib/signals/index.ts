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
export type { DeviceInfo, DeviceOperationInfo } from './device-operations';
export { type ErrorFacts, errorFacts } from './failure';
export { type HealthChangeInfo, HealthRecorder, type HealthSource } from './health';
export { type Member, Members } from './members';
export { NO_SPAN, recordsSpans, unrecordedSpan } from './no-spans';
export { type ApplicationInfo, type BuildInfo, ProcessRecorder } from './process';
export { ReaderRecorder } from './reader';
export { OpenScript, type ScriptOutcome, ScriptRecorder } from './script';
export { type SessionEndInfo, type SessionInfo, SessionRecorder } from './session';
export { sessionIdOf } from './session-context';
export { Session, type SessionOutcome } from './session-handle';
export { createSignals, SIGNAL_DOMAINS, type SignalDomain, type Signals } from './signals';
export { type Clock, systemClock, type Telemetry } from './telemetry';
export { type ScrapeInfo, type StartInfo, TelemetryRecorder } from './telemetry-recorder';
export type { TestCase } from './test-case';
export { type CaseOptions, TestSuite } from './test-suite';
export { TestRecorder, type TestResultInfo, type TestSuiteInfo } from './tests';
export { noteThrown, spanOfThrown } from './thrown-in';
export { TlsRecorder } from './tls';
export { handshakeErrorType } from './tls-error';
export type { AgreedTls, OpenHandshake } from './tls-handshake';
export type {
  CompletedHandshake,
  FailedHandshake,
  HandshakeInfo,
  HandshakeResult,
  HandshakeScope,
} from './tls-info';
export { type TriggerInfo, TriggerRecorder } from './trigger';
