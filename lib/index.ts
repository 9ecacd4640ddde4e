/**
 * @cardlink/observability: one API, several outputs. See README.md for how it is used.
 */
export {
  describeOrigin,
  describeUnknown,
  formatSettings,
  LOG_LEVEL_WORDS,
  type Options,
  parseDuration,
  parseLogLevel,
  readSettings,
  type SettingEntry,
  type SettingKey,
  type SettingOrigin,
  type SettingProblem,
  type Settings,
  SettingsError,
  type SettingValues,
  type UnknownVariable,
} from './config';
export {
  type AtCommand,
  atCommand,
  bipResultError,
  type CommandName,
  type CommandType,
  commandName,
  commandType,
  commandTypeOfBytes,
  encodeCommand,
  encodeCommandScript,
  encodeResponseScript,
  explainStatusWord,
  parseCommand,
  parseCommandScript,
  parseResponseScript,
  type StatusWordContext,
  type StatusWordExplanation,
  type UnknownCommandReason,
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
export type { Correlation, LogFields, Logger, Logging, LogLevel, LogLevels, LogMethod } from './logging';
export { type BoundCounter, type BoundRecorder, bind } from './metrics';
export { metricsUrl } from './metrics-url';
export { getObservability, resetObservability, startObservability } from './observability';
export { type ObservePskTlsOptions, observePskTlsServer } from './observe-psk-tls-server';
export { type ExporterStatus, type ExportProtocol, type PackageInfo, packageInfo } from './pipeline';
export { traced, tracing, withSpan } from './running-tracing';
export type { ShutdownHook } from './shutdown';
export type {
  AdbRecorder,
  AgreedTls,
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
  DeviceOperationInfo,
  DeviceRecorder,
  ExchangeInfo,
  HandshakeResult,
  HandshakeScope,
  OpenHandshake,
  OpenScript,
  ProcessRecorder,
  QueryInfo,
  ReadDbPool,
  ReaderRecorder,
  ScriptOutcome,
  ScriptRecorder,
  Session,
  SessionEndInfo,
  SessionInfo,
  SessionOutcome,
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
export type {
  BaggageEntries,
  Carrier,
  SpanResult,
  Traced,
  TracedDecorator,
  TracedOptions,
  Tracing,
} from './tracing';
