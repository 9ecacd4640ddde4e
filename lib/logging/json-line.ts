import { JsonText, quote } from './json-text';
import { LEVEL_LABELS, type LogLevel } from './log-level';
import type { LogRecord, Reporter, WriteRecord } from './record';
import type { Timestamps } from './timestamp';

/** What the members of one record may take together, in characters; texts of a record that was cut say so. */
const MOST_CHARACTERS = 65_536;

/** Prefixes are kept for so many components. */
const MOST_PREFIXES = 200;

/** Lines of JSON, one object each, with the members that do not change written once. */
export class JsonLines {
  readonly #timestamps: Timestamps;
  readonly #end: string;
  readonly #prefixes = new Map<string, Partial<Record<LogLevel, string>>>();

  constructor(timestamps: Timestamps, { service, host, pid }: Reporter) {
    this.#timestamps = timestamps;
    this.#end = `,"service":${quote(service)},"host":${quote(host)},"pid":${pid}}`;
  }

  /** One record. Its length is bounded: by the budget, the longest text of one value, and the members that are known. */
  readonly write: WriteRecord = (record) => {
    const json = new JsonText(MOST_CHARACTERS);
    const { context, exception, span, durationMs, source } = record;
    let line = `{"timestamp":"${this.#timestamps.format(record.micros)}"${this.#prefix(record)}${quote(record.message)}`;
    if (durationMs !== undefined) line += `,"duration_ms":${durationMs}`;
    if (context !== undefined) line += `,"context":{${json.members(context)}}`;
    if (span !== undefined) {
      line += `,"trace_id":"${span.traceId}","span_id":"${span.spanId}","trace_flags":"${flagsOf(span.traceFlags)}"`;
    }
    if (record.requestId !== undefined) line += `,"request_id":${quote(record.requestId)}`;
    if (record.sessionId !== undefined) line += `,"session_id":${quote(record.sessionId)}`;
    if (exception !== undefined) line += `,"exception":${new JsonText(MOST_CHARACTERS).value(exception)}`;
    if (source !== undefined) line += `,"source":${json.value(source)}`;
    return line + this.#end;
  };

  #prefix({ level, component }: LogRecord): string {
    const known = this.#prefixes.get(component)?.[level];
    if (known !== undefined) return known;
    const name = quote(component);
    const prefix = `,"level":"${LEVEL_LABELS[level]}","component":${name},"logger":${name},"message":`;
    if (this.#prefixes.size >= MOST_PREFIXES) this.#prefixes.clear();
    this.#prefixes.set(component, { ...this.#prefixes.get(component), [level]: prefix });
    return prefix;
  }
}

const FLAGS = Array.from({ length: 256 }, (_, flags) => flags.toString(16).padStart(2, '0'));

/** Two hexadecimal digits, as W3C trace context writes them. */
export function flagsOf(traceFlags: number): string {
  return FLAGS[traceFlags & 0xff] ?? '00';
}
