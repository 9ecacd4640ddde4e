import type { DeviceOperation as DeviceOperationName, DeviceType, MetricDefinition } from '../semconv';
import { boundedBy, type OTHER } from './bounded';
import type { DeviceOperationInfo, DeviceOperations } from './device-operations';
import { HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** What the operations of one kind of device have in common. */
export interface OperationKind<Name extends string> {
  /** What spans are called, before the dot. */
  readonly prefix: string;
  /** The attribute that has the operation's name, and every value of it. */
  readonly attribute: string;
  readonly names: readonly Name[];
  readonly duration: MetricDefinition;
  /** What the device is where nobody says. */
  readonly deviceType: DeviceType;
}

/** Records the operations of one kind of device. */
export class OperationRecorder<Name extends DeviceOperationName> {
  readonly #operations: DeviceOperations;
  readonly #kind: OperationKind<Name>;
  readonly #known: (name: string) => Name | typeof OTHER;
  readonly #duration: HistogramFamily;

  constructor(telemetry: Telemetry, operations: DeviceOperations, kind: OperationKind<Name>) {
    this.#operations = operations;
    this.#kind = kind;
    this.#known = boundedBy(kind.names);
    this.#duration = new HistogramFamily(telemetry, kind.duration, [kind.attribute]);
  }

  /**
   * Does `work` as one operation and records what became of it: its duration, the operation, its errors by type, a span
   * that is active in `work`. A name outside the registry's list is recorded as `_OTHER`. What has not ended after an
   * hour, or after `timeoutMs`, is recorded as `timeout`.
   *
   * @throws what `work` throws, unchanged
   */
  operation<T>(name: Name, work: () => Promise<T> | T, device: DeviceOperationInfo = {}): Promise<T> {
    const { prefix, attribute, deviceType } = this.#kind;
    const operation = this.#known(name);
    return this.#operations.run<T>(
      {
        spanName: `${prefix}.${operation}`,
        attributes: { [attribute]: operation },
        operation,
        deviceType,
        device,
        timed: (seconds, context) => this.#duration.record(seconds, context, operation),
      },
      work,
    );
  }

  /** Records how long an operation took, in seconds. */
  recordDuration(name: Name, durationSeconds: number): void {
    this.#duration.record(durationSeconds, undefined, this.#known(name));
  }
}
