import type { Attributes, Counter, Meter } from '@opentelemetry/api';
import {
  ATTR_ERROR_TYPE,
  ATTR_LOG_COMPONENT,
  ATTR_LOG_LEVEL,
  type LogErrorType,
  METRIC_CARDLINK_LOG_DROPPED,
  METRIC_CARDLINK_LOG_RECORDS,
  METRIC_CARDLINK_LOG_SUPPRESSED,
  type MetricDefinition,
} from '../semconv';
import type { LogLevel } from './log-level';

/** Components that are told apart on labels: a name may be made up while the process runs. */
const MOST_COMPONENTS = 100;
const OTHER = '_OTHER';

interface ComponentAttributes {
  readonly suppressed: Attributes;
  readonly records: Partial<Record<LogLevel, Attributes>>;
}

/** What the logger says of itself. */
export class LogMetrics {
  readonly #records: Counter;
  readonly #suppressed: Counter;
  readonly #dropped: Counter;
  readonly #components = new Map<string, ComponentAttributes>();
  readonly #reasons = new Map<LogErrorType, Attributes>();

  constructor(meter: Meter) {
    const counter = ({ name, description, unit }: MetricDefinition) =>
      meter.createCounter(name, { description, unit });
    this.#records = counter(METRIC_CARDLINK_LOG_RECORDS);
    this.#suppressed = counter(METRIC_CARDLINK_LOG_SUPPRESSED);
    this.#dropped = counter(METRIC_CARDLINK_LOG_DROPPED);
  }

  /** A record was logged. */
  logged(level: LogLevel, component: string): void {
    const { records } = this.#of(component);
    records[level] ??= { [ATTR_LOG_LEVEL]: level, [ATTR_LOG_COMPONENT]: this.#label(component) };
    this.#records.add(1, records[level]);
  }

  /** A record was left out, since its like came too often. */
  suppressed(component: string): void {
    this.#suppressed.add(1, this.#of(component).suppressed);
  }

  /** Records did not get to where they were to go. */
  dropped(count: number, reason: LogErrorType): void {
    const attributes = this.#reasons.get(reason) ?? { [ATTR_ERROR_TYPE]: reason };
    this.#reasons.set(reason, attributes);
    this.#dropped.add(count, attributes);
  }

  #label(component: string): string {
    return this.#components.has(component) ? component : OTHER;
  }

  #of(component: string): ComponentAttributes {
    const known = this.#components.get(component);
    if (known !== undefined) return known;
    const name = this.#components.size < MOST_COMPONENTS ? component : OTHER;
    const attributes = this.#components.get(name) ?? {
      suppressed: { [ATTR_LOG_COMPONENT]: name },
      records: {},
    };
    this.#components.set(name, attributes);
    return attributes;
  }
}
