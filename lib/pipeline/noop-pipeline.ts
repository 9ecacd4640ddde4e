import type { Settings } from '../config';
import {
  createNoopLoggerProvider,
  createNoopMeterProvider,
  createNoopTracerProvider,
} from './noop-providers';
import type { Pipeline, Undelivered } from './pipeline';

const NOTHING_UNDELIVERED: Undelivered = { spans: 0, logRecords: 0, metrics: false };

/** The pipeline of a switched-off SDK: it does nothing and loads nothing, its resource only when asked for. */
export function createNoopPipeline(settings: Settings): Pipeline {
  return {
    get resource() {
      const { createResource } = require('./resource') as typeof import('./resource');
      return createResource(settings);
    },
    meterProvider: createNoopMeterProvider(),
    tracerProvider: createNoopTracerProvider(),
    loggerProvider: createNoopLoggerProvider(),
    exporters: [],
    flush: async () => NOTHING_UNDELIVERED,
    shutdown: async () => NOTHING_UNDELIVERED,
  };
}
