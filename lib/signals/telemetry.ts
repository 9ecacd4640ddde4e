import type { Meter, Tracer } from '@opentelemetry/api';
import type { Logger } from '@opentelemetry/api-logs';

/** What the time is, for the recorders: tests put a fixed one in its place. */
export interface Clock {
  /** Wall-clock time in milliseconds since the epoch. */
  epochMs(): number;
  /** A clock that never goes back, in milliseconds; only differences mean something. */
  monotonicMs(): number;
}

/** The process's own clocks. */
export const systemClock: Clock = {
  epochMs: () => Date.now(),
  monotonicMs: () => performance.now(),
};

/** What every recorder speaks to: the OTel API, and what the settings say about labels. */
export interface Telemetry {
  readonly meter: Meter;
  readonly tracer: Tracer;
  readonly logger: Logger;
  readonly clock: Clock;
  /** `semconv` records attribute keys as they are, `short` the labels of CardLink's older dashboards. */
  readonly labels: 'semconv' | 'short';
  /** Whether the opt-in label `device.id` is recorded. */
  readonly deviceIdLabel: boolean;
  /** Whether the opt-in label `db.collection.name` is recorded with the duration of queries. */
  readonly dbTableLabel: boolean;
  /** Whether the opt-in label `network.protocol.name` is recorded with sessions that ended. */
  readonly sessionProtocolLabel: boolean;
  /** Whether something logs, so that a session's context is to tell it of which session it is. Default: nothing does. */
  readonly logs?: (() => boolean) | undefined;
  /** Whether the end has come: what begins is not waited for, and nothing of it kept. Default: never. */
  readonly isOver?: (() => boolean) | undefined;
  /** Replaces a personal identity by its keyed pseudonym. */
  readonly pseudonym: (kind: 'psk', value: string) => string;
}
