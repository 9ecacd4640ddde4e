import type { OracleException } from './exception';
import { EXPONENTIAL_EXCEPTIONS } from './exceptions/exponential';
import { IDENTITY_EXCEPTIONS } from './exceptions/identity';
import { LIMIT_EXCEPTIONS } from './exceptions/limits';
import { OBSERVABLE_EXCEPTIONS } from './exceptions/observables';
import { TIME_EXCEPTIONS } from './exceptions/times';
import { VALUE_EXCEPTIONS } from './exceptions/values';

/**
 * All that we intend to do otherwise than the stock SDK, in the order in which the stock SDK is adjusted. What is not
 * in this table must be the same on both sides.
 */
export const EXCEPTIONS: readonly OracleException[] = [
  ...IDENTITY_EXCEPTIONS,
  ...VALUE_EXCEPTIONS,
  ...LIMIT_EXCEPTIONS,
  ...OBSERVABLE_EXCEPTIONS,
  ...EXPONENTIAL_EXCEPTIONS,
  ...TIME_EXCEPTIONS,
];

/** Intended differences that no program of steps can show: how each is seen, told as plain data. */
export { BEYOND_PROGRAMS } from './exceptions/beyond-programs';
