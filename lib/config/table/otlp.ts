import { type DefaultContext, setting } from '../setting';
import { byteSize } from '../types/byte-size';
import { choice } from '../types/choice';
import { duration } from '../types/duration';
import { endpoint } from '../types/endpoint';
import { count } from '../types/number';
import { headers } from '../types/pairs';
import { readableFile } from '../types/text';

const protocol = choice(['grpc', 'http/protobuf', 'http/json'], { aliases: { http: 'http/protobuf' } });

/** Who configures an endpoint by OpenTelemetry's own variables gets OpenTelemetry's own default protocol. */
const OTEL_DEFAULT_PROTOCOL = 'http/protobuf';

function protocolOf(context: DefaultContext, endpointKey: string): typeof OTEL_DEFAULT_PROTOCOL | undefined {
  return context.origin(endpointKey).source === 'otel' ? OTEL_DEFAULT_PROTOCOL : undefined;
}

/** The settings of one signal, which come from code, YAML and OpenTelemetry's variables alone. */
function signalSettings<const Signal extends string, const Variable extends string>(
  signal: Signal,
  variable: Variable,
) {
  const otel = (name: string) => [`OTEL_EXPORTER_OTLP_${variable}_${name}`];
  const key = `otlp.${signal}` as const;
  return [
    setting({
      key: `${key}.endpoint`,
      otel: otel('ENDPOINT'),
      type: endpoint,
      default: undefined,
      defaultNote: 'otlp.endpoint',
      description: `where ${signal} go, when not where the rest goes; over HTTP the full URL`,
    }),
    setting({
      key: `${key}.protocol`,
      otel: otel('PROTOCOL'),
      type: protocol,
      default: undefined,
      defaultFrom: (context) =>
        context.origin('otlp.protocol').source === 'default'
          ? protocolOf(context, `${key}.endpoint`)
          : undefined,
      defaultNote: 'otlp.protocol',
      description: `the protocol for ${signal}`,
    }),
    setting({
      key: `${key}.headers`,
      otel: otel('HEADERS'),
      type: headers,
      default: undefined,
      defaultNote: 'otlp.headers',
      secret: true,
      description: `headers for ${signal}`,
    }),
    setting({
      key: `${key}.timeout`,
      otel: otel('TIMEOUT'),
      type: duration({ leastMs: 1 }),
      default: undefined,
      defaultNote: 'otlp.timeout',
      description: `the bound on one export of ${signal}`,
    }),
  ] as const;
}

/** How telemetry is pushed. */
export const OTLP_SETTINGS = [
  setting({
    key: 'otlp.endpoint',
    env: 'GP_OTLP_ENDPOINT',
    aliases: ['GP_TRACING_OTLP_ENDPOINT'],
    otel: ['OTEL_EXPORTER_OTLP_ENDPOINT'],
    type: endpoint,
    default: undefined,
    defaultNote: 'none; localhost:4317 (over HTTP 4318) when OTLP is asked for without one',
    description:
      'where a Collector, Alloy or Jaeger listens; without a scheme: plain on loopback, TLS elsewhere',
  }),
  setting({
    key: 'otlp.protocol',
    env: 'GP_OTLP_PROTOCOL',
    aliases: ['GP_TRACING_OTLP_PROTOCOL'],
    otel: ['OTEL_EXPORTER_OTLP_PROTOCOL'],
    type: protocol,
    default: 'grpc',
    defaultFrom: (context) => protocolOf(context, 'otlp.endpoint'),
    defaultNote: 'grpc; http/protobuf when the endpoint comes from an OTEL variable',
    description: '`http` means http/protobuf',
  }),
  setting({
    key: 'otlp.headers',
    env: 'GP_OTLP_HEADERS',
    otel: ['OTEL_EXPORTER_OTLP_HEADERS'],
    type: headers,
    default: undefined,
    secret: true,
    description: 'headers of every export, `name=value,name=value`',
  }),
  setting({
    key: 'otlp.tls.ca',
    env: 'GP_OTLP_TLS_CA',
    otel: ['OTEL_EXPORTER_OTLP_CERTIFICATE'],
    type: readableFile,
    default: undefined,
    description: "a PEM file with the authorities that sign the receiver's certificate",
  }),
  setting({
    key: 'otlp.tls.cert',
    env: 'GP_OTLP_TLS_CERT',
    otel: ['OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE'],
    type: readableFile,
    default: undefined,
    description: 'a PEM file with our certificate, for mutual TLS',
  }),
  setting({
    key: 'otlp.tls.key',
    env: 'GP_OTLP_TLS_KEY',
    otel: ['OTEL_EXPORTER_OTLP_CLIENT_KEY'],
    type: readableFile,
    default: undefined,
    description: 'a PEM file with its key',
  }),
  setting({
    key: 'otlp.timeout',
    env: 'GP_OTLP_TIMEOUT',
    otel: ['OTEL_EXPORTER_OTLP_TIMEOUT'],
    type: duration({ leastMs: 1 }),
    default: 10_000,
    description: 'the bound on one export; for metrics never more than their interval',
  }),
  setting({
    key: 'otlp.queueSize',
    env: 'GP_OTLP_QUEUE_SIZE',
    type: count(1),
    default: 8_192,
    description:
      'how many spans, how many log records, and with delta temporality how many data points, wait for export at most; the oldest go first',
  }),
  setting({
    key: 'otlp.queueBytes',
    env: 'GP_OTLP_QUEUE_BYTES',
    type: byteSize({ leastBytes: 1 }),
    default: 16_000_000,
    description: 'how much memory they take at most',
  }),
  ...signalSettings('traces', 'TRACES'),
  ...signalSettings('metrics', 'METRICS'),
  setting({
    key: 'otlp.metrics.temporality',
    otel: ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE'],
    type: choice(['cumulative', 'delta', 'lowmemory']),
    default: 'cumulative',
    description:
      'whether metrics are pushed as totals, as changes since the push before, or as changes where that saves memory',
  }),
  ...signalSettings('logs', 'LOGS'),
] as const;
