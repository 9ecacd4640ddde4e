import type { Settings } from '../config';
import { exportTimeoutMs } from './budget';
import { type OtlpTarget, resolveTarget } from './targets';

/** Where Zipkin takes spans. */
export interface ZipkinTarget {
  readonly signal: 'traces';
  readonly protocol: 'zipkin';
  /** The whole URL, credentials included. */
  readonly url: string;
  /** The bound of one export, below what a shutdown can wait for. */
  readonly timeoutMs: number;
}

/** Where people read spans: this process's stdout. */
export interface ConsoleTarget {
  readonly signal: 'traces';
  readonly protocol: 'console';
  readonly url: 'stdout';
  /** How long one batch of spans may wait for a reader that is slow. */
  readonly timeoutMs: number;
}

/** A place that spans go to. */
export type SpanTarget = OtlpTarget | ZipkinTarget | ConsoleTarget;

/** Every place that spans go to, in the order of `tracing.exporter`. @throws when a TLS file cannot be read */
export function resolveSpanTargets(settings: Settings): readonly SpanTarget[] {
  const { enabled, exporter, zipkinEndpoint } = settings.values.tracing;
  if (enabled === false) return [];
  const timeoutMs = exportTimeoutMs(settings, 'traces');
  const targets = {
    otlp: () => resolveTarget(settings, 'traces'),
    zipkin: (): ZipkinTarget => ({ signal: 'traces', protocol: 'zipkin', url: zipkinEndpoint, timeoutMs }),
    console: (): ConsoleTarget => ({ signal: 'traces', protocol: 'console', url: 'stdout', timeoutMs }),
  };
  // Where nothing names an exporter, an OTLP endpoint does.
  return (exporter ?? ['otlp']).flatMap((name) => targets[name]() ?? []);
}
