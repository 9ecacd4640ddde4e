import type { SettingValues } from './config';
import { addressOf } from './http';

/** Where a server with these settings has its metrics, for a client on this machine: `http://localhost:9090`. */
export function metricsUrl({ tls, host, port }: SettingValues['metrics']): string {
  return addressOf(host, port, tls.cert === undefined ? 'http' : 'https').url;
}
