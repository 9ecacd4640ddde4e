import { hostname } from 'node:os';
import type { Core } from './core';
import type { Providers } from './globals';
import type { Logging, LoggingOptions } from './logging';
import { packageInfo } from './pipeline';
import { sessionIdOf } from './signals';

/** Makes what logs over these providers. The room is loaded here: not before somebody logs. */
export function createLogging(
  { settings, redactor, logUse }: Core,
  { meterProvider, loggerProvider }: Providers,
  options: Pick<LoggingOptions, 'output' | 'watchExit' | 'clocks'> = {},
): Logging {
  const { Logging: Room } = require('./logging') as typeof import('./logging');
  const { name, version } = packageInfo();
  const { log, service, disabled } = settings.values;
  logUse.logs = true;
  return new Room({
    settings: log,
    redactor,
    reporter: { service: service.name, host: hostname(), pid: process.pid },
    meter: meterProvider.getMeter(name, version),
    loggerProvider: disabled ? undefined : loggerProvider,
    sessionId: sessionIdOf,
    ...options,
  });
}
