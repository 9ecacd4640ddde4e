import { diag } from '@opentelemetry/api';
import { readSettings } from './config';
import { refuseSharedPaths } from './endpoints';
import { Observability, type ObservabilityOptions } from './instance';

/**
 * Where the one instance of a process is kept: on `globalThis`, so that a second copy of the package finds the first
 * instead of starting beside it.
 */
const SLOT = Symbol.for('@cardlink/observability/instance');

interface Slot {
  [SLOT]?: Observability | undefined;
}

const slot = globalThis as Slot;

/**
 * Starts observability for this process: reads the settings (options here, then `GP_*`, the config file, `OTEL_*`),
 * starts what they enable, registers the OpenTelemetry globals, and returns at once. `await obs.ready` to know that
 * the endpoints listen. A second call returns the first instance and warns.
 *
 *     const obs = startObservability({ service: { name: 'cardlink-server' } });
 *     await obs.ready;
 *
 * @throws SettingsError when settings are wrong, with every one of them; nothing listens then. Nothing throws later.
 */
export function startObservability(options: ObservabilityOptions = {}): Observability {
  const running = slot[SLOT];
  if (running) {
    diag.warn(
      'startObservability was called again: the running instance is returned, the new options are ignored',
    );
    return running;
  }
  const {
    env = process.env,
    instrumentations,
    spanProcessors,
    logRecordProcessors,
    metricReaders,
    handleSignals,
    ...rest
  } = options;
  const settings = readSettings({ options: rest, env });
  refuseSharedPaths(settings);
  const instance = Observability.start(settings, {
    instrumentations,
    spanProcessors,
    logRecordProcessors,
    metricReaders,
    handleSignals,
    onStopped: () => {
      if (slot[SLOT] === instance) slot[SLOT] = undefined;
    },
  });
  slot[SLOT] = instance;
  return instance;
}

/**
 * The running instance.
 *
 * @throws Error when none is running, with the remedy
 */
export function getObservability(): Observability {
  const running = slot[SLOT];
  if (running) return running;
  throw new Error(
    'observability is not running: call startObservability() first, as early as the process can, ' +
      'or start it with `node --require @cardlink/observability/register`',
  );
}

/** The running instance, if there is one. */
export function runningObservability(): Observability | undefined {
  return slot[SLOT];
}

/** Shuts the running instance down, so that another may be started: for tests. Does nothing when none is running. */
export async function resetObservability(): Promise<void> {
  await slot[SLOT]?.shutdown();
}
