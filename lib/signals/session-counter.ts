import type { Context } from '@opentelemetry/api';
import { type BoundCounter, bind } from '../metrics';
import {
  ATTR_DEVICE_TYPE,
  ATTR_NETWORK_PROTOCOL_NAME,
  ATTR_SESSION_STATUS,
  ATTR_SESSION_TYPE,
  METRIC_CARDLINK_SESSIONS,
} from '../semconv';
import { labelKeys, metricOptions } from './families';
import type { Telemetry } from './telemetry';

/** What is counted of a session that ended. */
export interface CountedSession {
  readonly type: string;
  readonly deviceType: string;
  /** For the label: one of a bounded number of names. */
  readonly protocol?: string | undefined;
}

const KEYS = [ATTR_SESSION_STATUS, ATTR_SESSION_TYPE, ATTR_DEVICE_TYPE, ATTR_NETWORK_PROTOCOL_NAME] as const;

/** Counts sessions that ended, by protocol too where that is asked for. Each of its labels has a bounded list. */
export class SessionCounter {
  readonly #protocolLabel: boolean;
  readonly #bind: (values: readonly (string | undefined)[]) => BoundCounter;
  readonly #series = new Map<string, BoundCounter>();

  constructor(telemetry: Telemetry) {
    this.#protocolLabel = telemetry.sessionProtocolLabel;
    const counter = telemetry.meter.createCounter(
      METRIC_CARDLINK_SESSIONS.name,
      metricOptions(METRIC_CARDLINK_SESSIONS),
    );
    const keys = labelKeys(telemetry, METRIC_CARDLINK_SESSIONS, KEYS);
    this.#bind = (values) =>
      bind(
        counter,
        Object.fromEntries(
          keys.map((key, index) => [key, values[index]]).filter(([, value]) => value !== undefined),
        ),
      );
  }

  /** @param count how many; 0 makes the series appear */
  add(count: number, context: Context | undefined, status: string, session: CountedSession): void {
    const { type, deviceType } = session;
    const protocol = this.#protocolLabel ? session.protocol : undefined;
    // No value of these lists holds a space.
    const id = `${status} ${type} ${deviceType} ${protocol ?? ''}`;
    let series = this.#series.get(id);
    if (!series) {
      series = this.#bind([status, type, deviceType, protocol]);
      this.#series.set(id, series);
    }
    series.add(count, context);
  }
}
