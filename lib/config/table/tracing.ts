import { setting } from '../setting';
import { boolean } from '../types/boolean';
import { choice } from '../types/choice';
import { choices } from '../types/choices';
import { httpUrl } from '../types/endpoint';
import { ratio } from '../types/number';

/** Which spans are made and where they go. */
export const TRACING_SETTINGS = [
  setting({
    key: 'tracing.enabled',
    env: 'GP_TRACING_ENABLED',
    type: boolean,
    default: undefined,
    defaultNote: 'true when a trace exporter is configured or a span processor is given in code',
    description: 'whether spans are made',
  }),
  setting({
    key: 'tracing.exporter',
    env: 'GP_TRACING_EXPORTER',
    otel: ['OTEL_TRACES_EXPORTER'],
    type: choices(['otlp', 'zipkin', 'console'], {
      instead: {
        jaeger: 'must be otlp, which Jaeger takes: set GP_OTLP_ENDPOINT to where it listens',
        logging: 'must be console, as logging is called here',
      },
    }),
    default: undefined,
    defaultNote: 'otlp when an OTLP endpoint is set, else none',
    description: 'where spans go, `otlp,console` to several; Jaeger takes OTLP',
  }),
  setting({
    key: 'tracing.zipkinEndpoint',
    env: 'GP_ZIPKIN_ENDPOINT',
    otel: ['OTEL_EXPORTER_ZIPKIN_ENDPOINT'],
    type: httpUrl,
    default: 'http://localhost:9411/api/v2/spans',
    description: 'where Zipkin takes spans, for `tracing.exporter` zipkin',
  }),
  setting({
    key: 'tracing.sampler',
    env: 'GP_TRACE_SAMPLER',
    otel: ['OTEL_TRACES_SAMPLER'],
    type: choice(
      [
        'parentbased_traceidratio',
        'traceidratio',
        'always_on',
        'always_off',
        'parentbased_always_on',
        'parentbased_always_off',
      ],
      { foreign: ['jaeger_remote', 'parentbased_jaeger_remote', 'xray'] },
    ),
    default: 'parentbased_traceidratio',
    description: 'which traces are kept',
  }),
  setting({
    key: 'tracing.sampleRate',
    env: 'GP_TRACE_SAMPLE_RATE',
    aliases: ['GP_TRACING_SAMPLE_RATE'],
    otel: ['OTEL_TRACES_SAMPLER_ARG'],
    type: ratio,
    default: 1,
    description: 'the share of traces that the ratio samplers keep',
  }),
  setting({
    key: 'tracing.propagators',
    otel: ['OTEL_PROPAGATORS'],
    type: choices(['tracecontext', 'baggage'], {
      foreign: ['b3', 'b3multi', 'jaeger', 'xray', 'ottrace'],
    }),
    default: ['tracecontext', 'baggage'],
    description: 'what is told to other processes, and heard from them: W3C trace context, W3C baggage',
  }),
] as const;
