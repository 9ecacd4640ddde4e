import type { LogMethod } from './logger';
import type { LogSource } from './record';

const FRAME = /^\s*at (?:(?:async )?(.+?) \()?(?:file:\/\/)?(.+?):(\d+):\d+\)?$/;
const LONGEST_FRAME = 1_000;

/**
 * Where a log method was called: file, line and function of the frame above it. Undefined where V8 does not say.
 *
 * @param method the function below which frames are ours
 */
export function callSite(method: LogMethod): LogSource | undefined {
  const before = Error.stackTraceLimit;
  const holder: { stack?: string } = {};
  Error.stackTraceLimit = 1;
  Error.captureStackTrace(holder, method);
  Error.stackTraceLimit = before;
  const frame = holder.stack?.split('\n')[1]?.slice(0, LONGEST_FRAME);
  const match = frame === undefined ? null : FRAME.exec(frame);
  if (match?.[2] === undefined) return undefined;
  return { file: match[2], line: Number(match[3]), ...(match[1] !== undefined && { function: match[1] }) };
}
