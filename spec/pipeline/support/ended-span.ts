import { ROOT_CONTEXT, type SpanOptions, type Tracer, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
} from '@opentelemetry/sdk-trace';

/** What happens to a span between its start and its end. */
export type Happening = (span: ReturnType<Tracer['startSpan']>) => void;

/** A span of the SDK's own that has ended, and its parent when it is asked for. */
export function endedSpan(
  name: string,
  options: SpanOptions & { readonly parent?: string; readonly resource?: Record<string, string> } = {},
  happening: Happening = () => {},
): ReadableSpan {
  const { parent, resource = {}, ...rest } = options;
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'cards', ...resource }),
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
  });
  const tracer = provider.getTracer('spec', '1.2.3');
  const context =
    parent === undefined
      ? ROOT_CONTEXT
      : trace.setSpanContext(ROOT_CONTEXT, { traceId: 'a'.repeat(32), spanId: parent, traceFlags: 1 });
  const span = tracer.startSpan(name, rest, context);
  happening(span);
  span.end(rest.startTime === undefined ? undefined : END_TIME);
  const [ended] = exporter.getFinishedSpans();
  if (ended === undefined) throw new Error('the span was not kept');
  return ended;
}

/** A time with a fraction of a microsecond. */
export const START_TIME: [number, number] = [1_700_000_000, 123_456_700];

/** When a span that was started with a time ends: 1,500 µs and a fraction later. */
export const END_TIME: [number, number] = [1_700_000_000, 124_956_950];
