import { setting } from '../setting';
import { boolean } from '../types/boolean';
import { choice } from '../types/choice';
import { duration, durationOrOff } from '../types/duration';
import { count, port } from '../types/number';
import { paths } from '../types/paths';
import { host, readableFile, secretText, urlPath, userName } from '../types/text';

/** The metrics endpoint and what it shows. */
export const METRICS_SETTINGS = [
  setting({
    key: 'metrics.enabled',
    env: 'GP_METRICS_ENABLED',
    type: boolean,
    default: true,
    description: 'when false, the metrics endpoint answers 503 and says so',
  }),
  setting({
    key: 'metrics.host',
    env: 'GP_METRICS_HOST',
    type: host,
    default: 'localhost',
    description: 'where the metrics endpoint listens',
  }),
  setting({
    key: 'metrics.port',
    env: 'GP_METRICS_PORT',
    type: port,
    default: 9090,
    description: "its port; 0 means any free one. 9090 is Prometheus's own default too",
  }),
  setting({
    key: 'metrics.path',
    env: 'GP_METRICS_PATH',
    type: urlPath,
    default: '/metrics',
    description: 'its path',
  }),
  setting({
    key: 'metrics.auth.username',
    env: 'GP_METRICS_AUTH_USERNAME',
    type: userName,
    default: undefined,
    description: 'the user name of Basic authentication',
  }),
  setting({
    key: 'metrics.auth.password',
    env: 'GP_METRICS_AUTH_PASSWORD',
    type: secretText,
    default: undefined,
    secret: true,
    description: 'the password of Basic authentication',
  }),
  setting({
    key: 'metrics.auth.token',
    env: 'GP_METRICS_AUTH_TOKEN',
    type: secretText,
    default: undefined,
    secret: true,
    description: 'the token of Bearer authentication',
  }),
  setting({
    key: 'metrics.tls.cert',
    env: 'GP_METRICS_TLS_CERT',
    type: readableFile,
    default: undefined,
    description:
      'a PEM file with a certificate and its chain: the endpoint then speaks HTTPS alone, health too where it shares host and port. It is taken up anew when it is renewed',
  }),
  setting({
    key: 'metrics.tls.key',
    env: 'GP_METRICS_TLS_KEY',
    type: readableFile,
    default: undefined,
    description: 'a PEM file with its key, without a passphrase',
  }),
  setting({
    key: 'metrics.tls.clientCa',
    env: 'GP_METRICS_TLS_CLIENT_CA',
    type: readableFile,
    default: undefined,
    description:
      'a PEM file with authorities: who shows no certificate of theirs gets no answer at all (mutual TLS)',
  }),
  setting({
    key: 'metrics.interval',
    env: 'GP_METRICS_INTERVAL',
    otel: ['OTEL_METRIC_EXPORT_INTERVAL'],
    type: duration({ leastMs: 1 }),
    default: 15_000,
    description: 'how often system figures are read and OTLP metrics pushed',
  }),
  setting({
    key: 'metrics.diskPaths',
    env: 'GP_METRICS_DISK_PATHS',
    type: paths,
    default: [],
    defaultNote: 'none',
    description:
      'folders whose file systems are reported beside that of the working folder, separated by commas; 15 at most',
  }),
  setting({
    key: 'metrics.labels',
    env: 'GP_METRICS_LABELS',
    type: choice(['semconv', 'short']),
    default: 'semconv',
    description: 'how labels are spelled: as the semantic conventions do, or short as in the Python original',
  }),
  setting({
    key: 'metrics.cardinalityLimit',
    env: 'GP_METRICS_CARDINALITY_LIMIT',
    type: count(1),
    default: 1_000,
    description:
      'attribute sets that a metric may have at a time; further ones are summed under `otel.metric.overflow="true"` and reported once',
  }),
  setting({
    key: 'metrics.seriesTtl',
    env: 'GP_METRICS_SERIES_TTL',
    type: durationOrOff({ leastMs: 1 }),
    default: 'off',
    description: 'how long a series may go without a recording before it is dropped',
  }),
  setting({
    key: 'metrics.exemplarFilter',
    env: 'GP_METRICS_EXEMPLAR_FILTER',
    otel: ['OTEL_METRICS_EXEMPLAR_FILTER'],
    type: choice(['trace_based', 'always_on', 'always_off']),
    default: 'trace_based',
    description: 'which measurements may become exemplars: those in a sampled span, all, or none',
  }),
  setting({
    key: 'metrics.deviceId',
    env: 'GP_METRICS_DEVICE_ID',
    type: boolean,
    default: false,
    description: '`device.id` as a label where it is opt-in',
  }),
  setting({
    key: 'metrics.dbTable',
    env: 'GP_METRICS_DB_TABLE',
    type: boolean,
    default: false,
    description: '`db.collection.name` as a label of how long queries took',
  }),
  setting({
    key: 'metrics.sessionProtocol',
    env: 'GP_METRICS_SESSION_PROTOCOL',
    type: boolean,
    default: false,
    description: '`network.protocol.name` as a label of sessions that ended',
  }),
  setting({
    key: 'metrics.scopeLabels',
    env: 'GP_METRICS_SCOPE_LABELS',
    type: boolean,
    default: true,
    description: '`otel_scope_*` labels in the exposition',
  }),
  setting({
    key: 'metrics.targetInfo',
    env: 'GP_METRICS_TARGET_INFO',
    type: boolean,
    default: true,
    description: '`target_info` in the exposition',
  }),
  setting({
    key: 'metrics.createdLines',
    env: 'GP_METRICS_CREATED_LINES',
    type: boolean,
    default: true,
    description:
      '`…_created` lines in OpenMetrics, of which Prometheus makes series of their own unless it runs with `created-timestamp-zero-ingestion`',
  }),
  setting({
    key: 'metrics.translation',
    env: 'GP_METRICS_TRANSLATION',
    type: choice([
      'UnderscoreEscapingWithSuffixes',
      'UnderscoreEscapingWithoutSuffixes',
      'NoUTF8EscapingWithSuffixes',
      'NoTranslation',
    ]),
    default: 'UnderscoreEscapingWithSuffixes',
    description:
      "how names become Prometheus's: whether with underscores for what older ones cannot read, and whether with unit and type at their end",
  }),
  setting({
    key: 'metrics.maxRequests',
    env: 'GP_METRICS_MAX_REQUESTS',
    type: count(1),
    default: 32,
    description: 'scrapes in flight, slow readers among them; a further one is answered 503',
  }),
  setting({
    key: 'metrics.timeout',
    env: 'GP_METRICS_TIMEOUT',
    type: duration({ leastMs: 1 }),
    default: 10_000,
    description:
      'how long a scrape may take before it is answered 503, and again how long its reader may; four fifths of it are for callbacks, of which one that takes longer is missing from the answer',
  }),
  setting({
    key: 'metrics.otlp',
    env: 'GP_METRICS_OTLP_ENABLED',
    type: boolean,
    default: undefined,
    defaultNote: 'true when an OTLP endpoint is set',
    description: 'whether metrics are pushed over OTLP too',
  }),
] as const;
