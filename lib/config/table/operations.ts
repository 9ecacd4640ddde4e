import { setting } from '../setting';
import { boolean } from '../types/boolean';
import { choice } from '../types/choice';
import { duration } from '../types/duration';
import { port } from '../types/number';
import { host, secretText } from '../types/text';

/** Health, redaction and the end of the process. */
export const OPERATIONS_SETTINGS = [
  setting({
    key: 'health.enabled',
    env: 'GP_HEALTH_ENABLED',
    type: boolean,
    default: true,
    description: 'whether the health endpoints listen',
  }),
  setting({
    key: 'health.host',
    env: 'GP_HEALTH_HOST',
    type: host,
    default: 'localhost',
    description:
      'where they listen; the same host and port as the metrics means one server for both, over TLS when that has it, otherwise they speak plain HTTP',
  }),
  setting({
    key: 'health.port',
    env: 'GP_HEALTH_PORT',
    type: port,
    default: 8_081,
    description: 'their port; 0 means any free one',
  }),
  setting({
    key: 'health.timeout',
    env: 'GP_HEALTH_TIMEOUT',
    type: duration({ leastMs: 1 }),
    default: 5_000,
    description: 'the bound on one answer, whatever hangs',
  }),
  setting({
    key: 'health.details',
    env: 'GP_HEALTH_DETAILS',
    type: choice(['auto', 'always', 'never']),
    default: 'auto',
    description: 'who sees more than the status; auto: loopback and authenticated requests only',
  }),
  setting({
    key: 'health.interval',
    env: 'GP_HEALTH_INTERVAL',
    type: duration({ leastMs: 0 }),
    default: undefined,
    defaultNote: 'metrics.interval',
    description:
      'how often the checks run without being asked, for their metrics and the events of their changes; 0 means never',
  }),
  setting({
    key: 'health.maxLoopDelay',
    env: 'GP_HEALTH_MAX_LOOP_DELAY',
    type: duration({ leastMs: 1 }),
    default: 5_000,
    description: 'for how long the event loop may be blocked before live is 503 for 10 s',
  }),
  setting({
    key: 'redaction.key',
    env: 'GP_REDACTION_KEY',
    type: secretText,
    default: undefined,
    defaultNote: 'random per process',
    secret: true,
    description:
      'the key under which ICCID, IMSI, EID and PSK identities are pseudonymised; set it to correlate between processes',
  }),
  setting({
    key: 'redaction.ip',
    env: 'GP_REDACTION_IP',
    type: boolean,
    default: false,
    description: 'whether IP addresses are pseudonymised too',
  }),
  setting({
    key: 'shutdown.drainDelay',
    env: 'GP_DRAIN_DELAY',
    type: duration({ leastMs: 0 }),
    default: 0,
    description: 'between ready turning 503 and the rest of the shutdown',
  }),
  setting({
    key: 'shutdown.timeout',
    env: 'GP_SHUTDOWN_TIMEOUT',
    type: duration({ leastMs: 1 }),
    default: 5_000,
    description: 'the bound on that rest',
  }),
] as const;
