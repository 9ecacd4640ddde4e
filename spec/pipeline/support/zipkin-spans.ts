import type { ZipkinSpan } from '../../../lib/pipeline/zipkin-span';
import type { TakenRequest } from './otlp-backends';

/** The spans in requests that Zipkin took. */
export function zipkinSpans(requests: readonly TakenRequest[]): ZipkinSpan[] {
  return requests.flatMap(({ body }) => JSON.parse(Buffer.from(body).toString('utf8')) as ZipkinSpan[]);
}
