import type { SettingValues } from '../../../lib/config';

/** How the telemetry of a variant leaves the process, beside `/metrics`. */
export type Protocol = 'http/protobuf' | 'grpc';

/** One way of running the server that is measured. */
export interface Variant {
  readonly name: string;
  readonly observed: boolean;
  /** Exports traces, metrics and logs when it is there. */
  readonly protocol?: Protocol;
  /** Whether log records are exported with the rest (default: they are). */
  readonly logs?: false;
  readonly httpInstrumentation: boolean;
  /** Which spans are kept (default: what the settings have for a default). */
  readonly sampler?: SettingValues['tracing']['sampler'];
  /** The variant whose cost this one's is compared with, to tell what it adds. */
  readonly comparedWith?: string;
  /** What it has more than that one. */
  readonly adds?: string;
  /** Another variant to compare it with. */
  readonly alsoComparedWith?: { readonly name: string; readonly adds: string };
}

export const UNINSTRUMENTED = 'uninstrumented';
const METRICS = 'metrics';
const ADAPTIVE = 'metrics, traces (adaptive), logs (http/protobuf)';
const ADAPTIVE_NO_LOGS = 'metrics, traces (adaptive) (http/protobuf)';
const OTLP_HTTP = 'metrics, traces, logs (http/protobuf)';

/** In the order in which they are measured in each round. */
export const VARIANTS: readonly Variant[] = [
  { name: UNINSTRUMENTED, observed: false, httpInstrumentation: false },
  {
    name: METRICS,
    observed: true,
    httpInstrumentation: false,
    comparedWith: UNINSTRUMENTED,
    adds: 'metrics',
  },
  {
    name: ADAPTIVE_NO_LOGS,
    observed: true,
    protocol: 'http/protobuf',
    logs: false,
    sampler: 'adaptive',
    httpInstrumentation: false,
    comparedWith: METRICS,
    adds: 'traces with the adaptive sampler at its default',
  },
  {
    name: ADAPTIVE,
    observed: true,
    protocol: 'http/protobuf',
    sampler: 'adaptive',
    httpInstrumentation: false,
    comparedWith: UNINSTRUMENTED,
    adds: 'all, the adaptive sampler at its default',
    alsoComparedWith: { name: ADAPTIVE_NO_LOGS, adds: 'of it, the two log events' },
  },
  {
    name: OTLP_HTTP,
    observed: true,
    protocol: 'http/protobuf',
    sampler: 'always_on',
    httpInstrumentation: false,
    comparedWith: METRICS,
    adds: 'traces and logs (http/protobuf)',
  },
  {
    name: 'metrics, traces, logs (grpc)',
    observed: true,
    protocol: 'grpc',
    sampler: 'always_on',
    httpInstrumentation: false,
    comparedWith: METRICS,
    adds: 'traces and logs (grpc)',
  },
  {
    name: 'the same (http/protobuf) + HTTP instrumentation',
    observed: true,
    protocol: 'http/protobuf',
    sampler: 'always_on',
    httpInstrumentation: true,
    comparedWith: OTLP_HTTP,
    adds: 'HTTP instrumentation',
  },
];
