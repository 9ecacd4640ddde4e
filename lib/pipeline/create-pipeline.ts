import { SettingsError } from '../config';
import { createNoopPipeline } from './noop-pipeline';
import type { Pipeline, PipelineOptions } from './pipeline';
import { otlpProblems } from './targets';

/**
 * Makes a pipeline. Packages are loaded for the signals that are in use alone, and those of the exporters after the
 * caller's own tick. With `disabled` set, every provider is a no-op and nothing is loaded.
 *
 * @throws SettingsError when a file that the settings of OTLP name cannot be used
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { settings } = options;
  if (settings.values.disabled) return createNoopPipeline(settings);
  const problems = otlpProblems(settings);
  if (problems.length > 0) throw new SettingsError(problems);
  const { createSignals } = require('./signals') as typeof import('./signals');
  const { LivePipeline } = require('./live-pipeline') as typeof import('./live-pipeline');
  const signals = createSignals(options);
  const { push, tracing, logs } = signals;
  afterThisTick([() => tracing?.ring?.warmUp(), () => logs?.ring?.warmUp(), () => push?.warmUp()]);
  return new LivePipeline(signals, settings.values.shutdown.timeout);
}

/** Runs each task in a tick of its own, so that loading packages holds up nothing for long; no reason to stay alive. */
function afterThisTick([task, ...later]: readonly (() => void)[]): void {
  if (!task) return;
  setImmediate(() => {
    task();
    afterThisTick(later);
  }).unref();
}
