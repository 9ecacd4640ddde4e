import type { Observability } from '../index';
import {
  ATTR_ERROR_TYPE,
  ATTR_SESSION_STATUS,
  ATTR_TLS_HANDSHAKE_RESULT,
  ATTR_TRIGGER_TYPE,
  METRIC_CARDLINK_APDU_COMMANDS,
  METRIC_CARDLINK_APDU_ERRORS,
  METRIC_CARDLINK_SESSIONS,
  METRIC_CARDLINK_SESSIONS_ACTIVE,
  METRIC_CARDLINK_TLS_HANDSHAKES,
  METRIC_CARDLINK_TRIGGER_FAILURES,
  METRIC_CARDLINK_TRIGGERS_SENT,
  type MetricDefinition,
  SESSION_STATUS_VALUE_COMPLETED,
  SESSION_STATUS_VALUE_FAILED,
  SESSION_STATUS_VALUE_TIMEOUT,
  type SessionStatus,
  TLS_ERROR_TYPE_VALUES,
  TLS_HANDSHAKE_RESULT_VALUE_SUCCESS,
  TRIGGER_TYPE_VALUE_POLL,
  TRIGGER_TYPE_VALUE_SMS,
  type TriggerType,
} from '../semconv';
import type { CommandLatency } from './recent-sessions';

/** What the lab shows, read from its own metrics. What has not been measured yet is 0. */
export interface LabFigures {
  readonly sessions: {
    readonly active: number;
    readonly completed: number;
    readonly failed: number;
    readonly timeout: number;
  };
  readonly apdu: { readonly commands: number; readonly errors: number } & Partial<CommandLatency>;
  readonly handshakes: { readonly succeeded: number; readonly failed: Readonly<Record<string, number>> };
  readonly triggers: { readonly sms: number; readonly poll: number; readonly failed: number };
}

/** How labels are spelled, as `metrics.labels` says. */
type LabelStyle = 'semconv' | 'short';

/** The label under which a metric carries an attribute. */
function labelOf(metric: MetricDefinition, key: string, style: LabelStyle): string {
  const short = metric.attributes.find((attribute) => attribute.key === key)?.short;
  return style === 'short' && short !== undefined ? short : key;
}

/** Where the figures come from: any started instance. */
export interface FigureSource extends Pick<Observability, 'metric'> {
  readonly settings: { readonly values: { readonly metrics: { readonly labels: LabelStyle } } };
}

/** Reads the figures from the metrics as they are now. */
export async function readFigures(
  source: FigureSource,
  latency: CommandLatency | undefined,
): Promise<LabFigures> {
  const style = source.settings.values.metrics.labels;
  /** A metric's value, over the series whose attribute has this value where one is given. */
  const read = async (metric: MetricDefinition, key?: string, value = ''): Promise<number> => {
    const wanted = key === undefined ? {} : { [labelOf(metric, key, style)]: value };
    return (await source.metric(metric.prometheusName, wanted)) ?? 0;
  };
  const sessions = (status: SessionStatus) => read(METRIC_CARDLINK_SESSIONS, ATTR_SESSION_STATUS, status);
  const triggers = (type: TriggerType) => read(METRIC_CARDLINK_TRIGGERS_SENT, ATTR_TRIGGER_TYPE, type);
  const failures = TLS_ERROR_TYPE_VALUES.map(
    async (reason) => [reason, await read(METRIC_CARDLINK_TLS_HANDSHAKES, ATTR_ERROR_TYPE, reason)] as const,
  );
  const [active, completed, failed, timeout, commands, errors, succeeded, sms, poll, triggersFailed] =
    await Promise.all([
      read(METRIC_CARDLINK_SESSIONS_ACTIVE),
      sessions(SESSION_STATUS_VALUE_COMPLETED),
      sessions(SESSION_STATUS_VALUE_FAILED),
      sessions(SESSION_STATUS_VALUE_TIMEOUT),
      read(METRIC_CARDLINK_APDU_COMMANDS),
      read(METRIC_CARDLINK_APDU_ERRORS),
      read(METRIC_CARDLINK_TLS_HANDSHAKES, ATTR_TLS_HANDSHAKE_RESULT, TLS_HANDSHAKE_RESULT_VALUE_SUCCESS),
      triggers(TRIGGER_TYPE_VALUE_SMS),
      triggers(TRIGGER_TYPE_VALUE_POLL),
      read(METRIC_CARDLINK_TRIGGER_FAILURES),
    ]);
  const counted = (await Promise.all(failures)).filter(([, count]) => count > 0);
  return {
    sessions: { active, completed, failed, timeout },
    apdu: { commands, errors, ...latency },
    handshakes: { succeeded, failed: Object.fromEntries(counted) },
    triggers: { sms, poll, failed: triggersFailed },
  };
}
