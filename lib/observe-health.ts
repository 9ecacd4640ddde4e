import type { Core } from './core';
import { HealthWatch } from './health';
import type { Signals } from './signals';

/** The looking at the health of an instance. */
export interface ObservedHealth {
  /** Looks no more: what an application closes at its shutdown is no change to be told. The last results stay. */
  stopLooking(): void;
  /** Reports nothing any more, and ends what the checks hold. */
  end(): void;
}

/** Has every run of a check timed, and its last result reported at each collection. Returns what ends it. */
export function reportHealth({ health }: Pick<Core, 'health'>, { health: recorder }: Signals): () => void {
  health.listen(({ name, durationSeconds }) => recorder.checked(name, durationSeconds));
  return recorder.observe(health);
}

/**
 * Reports the health checks as metrics and events, and runs them at `health.interval`, so that both are true between
 * requests; under OTEL_SDK_DISABLED nothing is reported, and only requests run them.
 */
export function observeHealth(core: Core, signals: Signals): ObservedHealth {
  const { health: registry, settings } = core;
  const { health, metrics, disabled } = settings.values;
  if (disabled) return { stopLooking: () => undefined, end: () => registry.end() };
  const stopReporting = reportHealth(core, signals);
  const intervalMs = health.interval ?? metrics.interval;
  const watch = new HealthWatch({
    registry,
    intervalMs,
    timeoutMs: health.timeout,
    onChange: (change) => signals.health.changed(change),
  });
  if (intervalMs > 0) watch.start();
  return {
    stopLooking: () => watch.stop(),
    end: () => {
      watch.stop();
      stopReporting();
      registry.end();
    },
  };
}
