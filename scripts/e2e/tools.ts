import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';

/** The real peers, as absolute paths of their binaries. */
export interface Tools {
  readonly prometheus: string;
  readonly promtool: string;
  readonly otelcol: string;
  /** The folder for `PYTHONPATH` in which Python finds prometheus_client. */
  readonly clientPython: string;
}

/** Builds the tools, or finds those that were built before. @throws Error when one cannot be had: nothing is skipped */
export function obtainTools(): Tools {
  const script = join(__dirname, 'build-tools.sh');
  const { status, stdout, error } = spawnSync(script, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (error) throw new Error(`${script} cannot be run: ${error.message}`);
  if (status !== 0) throw new Error(`${script} ended with ${status}`);
  const [clientPython = '', prometheus = '', collector = ''] = stdout.trim().split('\n').slice(-3);
  return {
    prometheus: binary(prometheus, 'prometheus'),
    promtool: binary(prometheus, 'promtool'),
    otelcol: binary(collector, 'otelcol'),
    clientPython,
  };
}

function binary(folder: string, name: string): string {
  const path = join(folder, name);
  accessSync(path, constants.X_OK);
  return path;
}
