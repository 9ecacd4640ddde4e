export { type BlockedLoopOptions, blockedLoopCheck } from './blocked-loop-check';
export type {
  CertificateExpiry,
  HealthCheck,
  HealthCheckKind,
  HealthCheckOptions,
  HealthCheckResult,
  HealthCheckRun,
  HealthFinding,
  HealthReport,
} from './check';
export { HEALTH_CHECK_KINDS } from './check';
export type { Clean } from './clean-details';
export type { HealthChange } from './health-changes';
export { healthChecks } from './health-checks';
export { HealthRegistry, type HealthRegistryOptions, type ReportOptions } from './health-registry';
export {
  createHealthRoutes,
  HEALTH_ROUTE_PATHS,
  type HealthDetails,
  type HealthRoutesOptions,
} from './health-routes';
export { HealthWatch, type HealthWatchOptions } from './health-watch';
