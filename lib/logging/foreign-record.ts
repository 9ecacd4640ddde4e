import type { WinstonInfo } from './guarded-transport';
import { type LogLevel, levelOfForeign } from './log-level';
import type { LogCall } from './message';
import { sortArguments } from './message';
import { LEVEL, MESSAGE, SPLAT } from './winston-base';

/** A call that somebody made of winston itself. */
export interface ForeignCall {
  readonly level: LogLevel;
  readonly component: string;
  readonly call: LogCall;
}

const NAMES = ['component', 'logger', 'label', 'service'] as const;
const KNOWN: ReadonlySet<string> = new Set(['level', 'message', 'stack', ...NAMES]);

/** What a record of winston's says, as if it had been logged by a component: named as the record says, else `winston`. */
export function foreignCall(info: WinstonInfo): ForeignCall {
  const name = NAMES.map((key) => info[key]).find((value) => typeof value === 'string' && value !== '');
  const splat = Array.isArray(info[SPLAT]) ? info[SPLAT] : [];
  const error = errorOf(info, splat);
  // winston copies the cause of an error among the fields; it is with the error.
  const isField = (key: string) => !KNOWN.has(key) && !(key === 'cause' && error !== undefined);
  const fields = Object.fromEntries(Object.entries(info).filter(([key]) => isField(key)));
  const values = splat.filter((value) => typeof value !== 'object' || value === null);
  const message = info.message ?? info[MESSAGE] ?? '';
  return {
    level: levelOfForeign(info[LEVEL] ?? info.level),
    component: typeof name === 'string' ? name : 'winston',
    call: sortArguments(typeof message === 'string' ? message : (message as unknown), [
      ...values,
      ...(Object.keys(fields).length > 0 ? [fields] : []),
      ...(error === undefined ? [] : [error]),
    ]),
  };
}

/** The error of a record: the record itself, one among its arguments, or one that only its stack is left of. */
function errorOf(info: WinstonInfo, splat: readonly unknown[]): Error | undefined {
  if (info instanceof Error) return info;
  if (info.message instanceof Error) return undefined;
  const given = splat.find((value) => value instanceof Error);
  if (given instanceof Error) return given;
  if (typeof info.stack !== 'string') return undefined;
  return Object.assign(new Error(String(info.message)), { stack: info.stack });
}
