export { registeredWithApi } from '../metrics';
export { createPipeline } from './create-pipeline';
export type { ExporterStatus, ExportProtocol, OtlpProtocol, Signal } from './delivery';
export { createStderrLogger, installDiagnostics, type WriteLine } from './diagnostics';
export { type PackageInfo, packageInfo } from './package-info';
export type { Pipeline, PipelineOptions, Undelivered } from './pipeline';
export { createPropagator, guardedHostPropagator, NO_PROPAGATOR } from './propagators';
export { type OtlpTarget, otlpProblems, resolveTarget } from './targets';
