import type { Context } from '@opentelemetry/api';
import { AT_COMMAND_NAMES, atCommand, atFinalResult } from '../domain';
import {
  ATTR_AT_COMMAND,
  DEVICE_OPERATION_VALUE_AT_COMMAND,
  DEVICE_TYPE_VALUE_MODEM,
  METRIC_CARDLINK_AT_COMMAND_DURATION,
} from '../semconv';
import { atLineCleaner } from './at-line-cleaner';
import { OTHER } from './bounded';
import { type DeviceFailure, deviceFailure } from './device-error';
import type { DeviceOperationInfo, DeviceOperations } from './device-operations';
import { HistogramFamily } from './families';
import type { Telemetry } from './telemetry';

/** `at.{command}` for every command of the tables, put together once. */
const SPAN_NAMES: ReadonlyMap<string, string> = new Map(AT_COMMAND_NAMES.map((name) => [name, `at.${name}`]));

/**
 * Records AT commands to modems.
 *
 *     const lines = await obs.at.command('AT+CIMI', (line) => modem.send(line), { deviceId: 'modem-1' });
 */
export class AtRecorder {
  readonly #operations: DeviceOperations;
  readonly #duration: HistogramFamily;

  constructor(telemetry: Telemetry, operations: DeviceOperations) {
    this.#operations = operations;
    this.#duration = new HistogramFamily(telemetry, METRIC_CARDLINK_AT_COMMAND_DURATION, [ATTR_AT_COMMAND]);
  }

  /**
   * Sends a command line and records what became of it: its duration, the operation, its errors, an `at.{command}` span
   * that is active in `send`. Of the line only the name of its (first) command is recorded, never a parameter; of the
   * answer only its final result code. The answer may be text, bytes, or an array of lines, with or without that code;
   * one that says ERROR is given back all the same.
   *
   * @returns what `send` returns
   * @throws what `send` throws, unchanged
   */
  command<T>(
    line: string,
    send: (line: string) => Promise<T> | T,
    device: DeviceOperationInfo = {},
  ): Promise<T> {
    const { name } = atCommand(line);
    return this.#operations.run<T>(
      {
        spanName: SPAN_NAMES.get(name) ?? `at.${OTHER}`,
        attributes: { [ATTR_AT_COMMAND]: name },
        operation: DEVICE_OPERATION_VALUE_AT_COMMAND,
        deviceType: DEVICE_TYPE_VALUE_MODEM,
        device,
        failureOf,
        failureOfThrown: (facts) => failureOf(facts.message) ?? deviceFailure(facts),
        clean: atLineCleaner(line, name),
        timed: (seconds, context, isAnswered) => {
          if (isAnswered) this.#record(name, seconds, context);
        },
      },
      () => send(line),
    );
  }

  /** Records how long a modem took to answer a command, in seconds. `command` is a line, or its command's name. */
  recordDuration(command: string, durationSeconds: number): void {
    this.#record(atCommand(command).name, durationSeconds, undefined);
  }

  #record(name: string, durationSeconds: number, context: Context | undefined): void {
    this.#duration.record(durationSeconds, context, name);
  }
}

/** The failure that the end of an answer tells of. */
function failureOf(answer: unknown): DeviceFailure | undefined {
  const result = atFinalResult(endOf(answer));
  if (result === undefined || result.ok) return undefined;
  return { errorType: result.errorType, code: result.code, isAnswer: true };
}

/** The last text of an answer, whatever it is made of: the line's end may have become an element of its own. */
function endOf(answer: unknown): string {
  if (!Array.isArray(answer)) return textOf(answer);
  for (let index = answer.length - 1; index >= 0; index -= 1) {
    const text = textOf(answer[index]);
    if (text.trim() !== '') return text;
  }
  return '';
}

function textOf(answer: unknown): string {
  if (typeof answer === 'string') return answer;
  return answer instanceof Uint8Array ? Buffer.from(answer.slice(-256)).toString('latin1') : '';
}
