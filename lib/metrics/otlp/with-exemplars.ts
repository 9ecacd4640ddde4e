import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { Reporter } from '../reporter';
import { hasAnyExemplars } from './exemplar-rules';

/** Puts the exemplars of `metrics` into the request that a stock serializer made of them. May throw. */
export type AddExemplars = (request: Uint8Array, metrics: ResourceMetrics) => Uint8Array;

/**
 * A serializer that puts exemplars into what another one writes. Without exemplars its bytes stay untouched; where they
 * are not of the expected layout they are sent as they are, and `diag` is told so once.
 */
export function withExemplars<Response>(
  serializer: ISerializer<ResourceMetrics, Response>,
  add: AddExemplars,
): ISerializer<ResourceMetrics, Response> {
  const reporter = new Reporter();
  return {
    serializeRequest: (metrics) => {
      const request = serializer.serializeRequest(metrics);
      if (request === undefined || !hasAnyExemplars(metrics)) return request;
      try {
        return add(request, metrics);
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        reporter.warn(
          'exemplars over OTLP',
          `Metrics are sent over OTLP without their exemplars: the request is not laid out as expected (${reason}). ` +
            'The OTLP packages of OpenTelemetry may be of another version than the one that this package was built for.',
        );
        return request;
      }
    },
    deserializeResponse: (response) => serializer.deserializeResponse(response),
  };
}
