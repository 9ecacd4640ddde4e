/**
 * @cardlink/observability: one API, several outputs. See README.md for how it is used.
 */
export {
  describeOrigin,
  formatSettings,
  type Options,
  parseDuration,
  readSettings,
  type SettingEntry,
  type SettingKey,
  type SettingOrigin,
  type SettingProblem,
  type Settings,
  SettingsError,
} from './config';
export {
  type AtCommand,
  atCommand,
  bipResultError,
  type CommandType,
  encodeCommand,
  encodeCommandScript,
  encodeResponseScript,
  explainStatusWord,
  parseCommand,
  parseCommandScript,
  parseResponseScript,
  type StatusWordExplanation,
} from './domain';
export type { Endpoints } from './endpoints';
export {
  type HealthCheck,
  type HealthCheckKind,
  type HealthCheckOptions,
  type HealthCheckResult,
  type HealthCheckRun,
  type HealthFinding,
  type HealthReport,
  healthChecks,
} from './health';
export type { Host, HostReading } from './host';
export type { Observability, ObservabilityOptions } from './instance';
export { type SessionDescription, sessionOf } from './instrumentation';
export { type BoundCounter, type BoundRecorder, bind } from './metrics';
export { getObservability, resetObservability, startObservability } from './observability';
export { type ObservePskTlsOptions, observePskTlsServer } from './observe-psk-tls-server';
export { type ExporterStatus, type ExportProtocol, type PackageInfo, packageInfo } from './pipeline';
export type { ShutdownHook } from './shutdown';
export type {
  AdbRecorder,
  ApduRecorder,
  ApduResponse,
  ApplicationInfo,
  AtRecorder,
  BipChannel,
  BipChannelInfo,
  BipRecorder,
  BuildInfo,
  CaseOptions,
  DbPoolFigures,
  DbRecorder,
  DeviceInfo,
  DeviceRecorder,
  ExchangeInfo,
  OpenScript,
  ProcessRecorder,
  QueryInfo,
  ReadDbPool,
  ReaderRecorder,
  ScriptOutcome,
  ScriptRecorder,
  Session,
  SessionInfo,
  SessionRecorder,
  TestCase,
  TestRecorder,
  TestResultInfo,
  TestSuite,
  TestSuiteInfo,
  TlsRecorder,
  Transmit,
  TriggerInfo,
  TriggerRecorder,
} from './signals';
