import type { Core } from './core';
import { HostSampler } from './host';
import { packageInfo } from './pipeline';
import type { ProcessRecorder } from './signals';

/**
 * Has the process, its machine and what was built reported, at `metrics.interval`. Nothing is read before the process has
 * started, nor where no one collects metrics. Returns what ends it.
 */
export function observeProcess({ settings, reader }: Core, recorder: ProcessRecorder): () => void {
  const { service, metrics, disabled } = settings.values;
  if (disabled) return () => undefined;
  recorder.recordBuildInfo({ version: packageInfo().version });
  recorder.recordApplicationInfo(service);
  const host = new HostSampler({ intervalMs: metrics.interval, diskPaths: metrics.diskPaths });
  recorder.observe(host);
  if (reader) host.start();
  return () => {
    recorder.end();
    host.stop();
  };
}
