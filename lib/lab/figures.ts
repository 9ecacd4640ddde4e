import type { Observability } from '../index';
import type { CommandLatency } from './recent-sessions';

/** What the lab shows, read from its own metrics. What is not measured (metrics are off) is 0. */
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

/** Why a handshake may fail, as `error.type` has it on `cardlink.tls.handshakes`. */
const HANDSHAKE_FAILURES = [
  'wrong_key',
  'unknown_identity',
  'no_shared_cipher',
  'unsupported_protocol',
  'not_tls',
  'connection_reset',
  'handshake_timeout',
  '_OTHER',
] as const;

/** The labels that the figures are told apart by, in both spellings of `metrics.labels`. */
const LABELS = {
  semconv: {
    sessionStatus: 'session_status',
    handshakeResult: 'tls_handshake_result',
    handshakeFailure: 'error_type',
    triggerType: 'trigger_type',
  },
  short: {
    sessionStatus: 'status',
    handshakeResult: 'result',
    handshakeFailure: 'failure_reason',
    triggerType: 'trigger_type',
  },
} as const;

/** Where the figures come from: any started instance. */
export interface FigureSource extends Pick<Observability, 'metric'> {
  readonly settings: { readonly values: { readonly metrics: { readonly labels: keyof typeof LABELS } } };
}

/** Reads the figures from the metrics as they are now. */
export async function readFigures(
  source: FigureSource,
  latency: CommandLatency | undefined,
): Promise<LabFigures> {
  const labels = LABELS[source.settings.values.metrics.labels];
  const read = async (name: string, wanted: Readonly<Record<string, string>> = {}): Promise<number> =>
    (await source.metric(name, wanted)) ?? 0;
  const sessions = (status: string) => read('cardlink_sessions_total', { [labels.sessionStatus]: status });
  const handshakes = (wanted: Readonly<Record<string, string>>) =>
    read('cardlink_tls_handshakes_total', wanted);
  const triggers = (type: string) => read('cardlink_triggers_sent_total', { [labels.triggerType]: type });
  const failures = HANDSHAKE_FAILURES.map(
    async (reason) => [reason, await handshakes({ [labels.handshakeFailure]: reason })] as const,
  );
  const [active, completed, failed, timeout, commands, errors, succeeded, sms, poll, triggersFailed] =
    await Promise.all([
      read('cardlink_sessions_active'),
      sessions('completed'),
      sessions('failed'),
      sessions('timeout'),
      read('cardlink_apdu_commands_total'),
      read('cardlink_apdu_errors_total'),
      handshakes({ [labels.handshakeResult]: 'success' }),
      triggers('sms'),
      triggers('poll'),
      read('cardlink_trigger_failures_total'),
    ]);
  const counted = (await Promise.all(failures)).filter(([, count]) => count > 0);
  return {
    sessions: { active, completed, failed, timeout },
    apdu: { commands, errors, ...latency },
    handshakes: { succeeded, failed: Object.fromEntries(counted) },
    triggers: { sms, poll, failed: triggersFailed },
  };
}
