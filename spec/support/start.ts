import { diag } from '@opentelemetry/api';
import { type Observability, type ObservabilityOptions, startObservability } from '../../lib';

const ANY_PORT = { metrics: { port: 0 }, health: { port: 0 }, handleSignals: false, env: {} } as const;

/** Starts on any ports, with nothing from the environment. */
export function start(options: ObservabilityOptions = {}): Observability {
  return startObservability({
    ...ANY_PORT,
    ...options,
    metrics: { ...ANY_PORT.metrics, ...options.metrics },
    health: { ...ANY_PORT.health, ...options.health },
  });
}

/** Collects what is reported through diag. */
export function reported(): string[] {
  const lines: string[] = [];
  const keep = (...words: unknown[]) => void lines.push(words.join(' '));
  diag.setLogger(
    { error: keep, warn: keep, info() {}, debug() {}, verbose() {} },
    { suppressOverrideMessage: true },
  );
  return lines;
}
