import { setting } from '../setting';
import { boolean } from '../types/boolean';
import { byteSize } from '../types/byte-size';
import { choice } from '../types/choice';
import { choices } from '../types/choices';
import { duration } from '../types/duration';
import { httpUrl } from '../types/endpoint';
import { count, positive, ratio } from '../types/number';
import { samplingRules } from '../types/sampling-rules';

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
        'adaptive',
      ],
      {
        own: { words: ['adaptive'], variable: 'GP_TRACE_SAMPLER' },
        foreign: ['jaeger_remote', 'parentbased_jaeger_remote', 'xray'],
      },
    ),
    default: 'parentbased_traceidratio',
    description:
      'which traces are kept; adaptive aims at a number of spans a second and keeps failed traces (docs/sampling.md)',
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
  setting({
    key: 'tracing.spansPerSecond',
    env: 'GP_TRACE_SPANS_PER_SECOND',
    type: positive,
    default: 100,
    description:
      'spans of successful traces that the adaptive sampler keeps a second; failed ones come on top, up to twice as many',
  }),
  setting({
    key: 'tracing.peakRate',
    env: 'GP_TRACE_PEAK_RATE',
    type: ratio,
    default: 1,
    description: 'the largest share of successful traces that the adaptive sampler keeps',
  }),
  setting({
    key: 'tracing.waitingSpans',
    env: 'GP_TRACE_WAITING_SPANS',
    type: count(1),
    default: 32_768,
    description:
      'how many spans and open traces wait for the adaptive decision at most; then the oldest trace is decided early',
  }),
  setting({
    key: 'tracing.waitingBytes',
    env: 'GP_TRACE_WAITING_BYTES',
    type: byteSize({ leastBytes: 1 }),
    default: 32_000_000,
    description: 'how much memory they take at most',
  }),
  setting({
    key: 'tracing.decisionTimeout',
    env: 'GP_TRACE_DECISION_TIMEOUT',
    type: duration({ leastMs: 1 }),
    // Longer than a session may be left open (twice ten minutes): one that nobody ends fails before it is decided.
    default: 1_500_000,
    description: 'how long a trace waits for the end of its root; then it is decided without',
  }),
  setting({
    key: 'tracing.rules',
    env: 'GP_TRACE_RULES',
    type: samplingRules,
    default: [],
    defaultNote: 'none',
    description:
      'the share of spans kept by name, `apdu.*=0.1,db.*=0`; the first that matches counts, and what is below a dropped span goes with it',
  }),
] as const;
