export type {
  HealthCheck,
  HealthCheckKind,
  HealthCheckOptions,
  HealthCheckResult,
  HealthFinding,
  HealthReport,
} from './check';
export { HEALTH_CHECK_KINDS } from './check';
export type { Clean } from './clean-details';
export { HealthRegistry, type HealthRegistryOptions, type ReportOptions } from './health-registry';
export {
  createHealthRoutes,
  HEALTH_ROUTE_PATHS,
  type HealthDetails,
  type HealthRoutesOptions,
} from './health-routes';
