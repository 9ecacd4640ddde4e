import type { BipErrorType } from '../semconv';
import { errorFacts, isTimeout } from './failure';

/** Codes by which Node says why the network side of a channel failed. */
const ERROR_TYPES: ReadonlyMap<string, BipErrorType> = new Map<string, BipErrorType>([
  ['ECONNRESET', 'link_dropped'],
  ['EPIPE', 'link_dropped'],
  ['ENETDOWN', 'link_dropped'],
  ['ENETRESET', 'link_dropped'],
  ['ECONNABORTED', 'link_dropped'],
  ['ECONNREFUSED', 'remote_unreachable'],
  ['EHOSTUNREACH', 'remote_unreachable'],
  ['ENETUNREACH', 'remote_unreachable'],
  ['EHOSTDOWN', 'remote_unreachable'],
  ['ENOTFOUND', 'remote_unreachable'],
  ['EAI_AGAIN', 'remote_unreachable'],
  ['EADDRINUSE', 'port_unavailable'],
  ['EADDRNOTAVAIL', 'port_unavailable'],
  ['EACCES', 'port_unavailable'],
  ['ENOBUFS', 'buffer_size'],
]);

/** The `error.type` of what was thrown while a channel was open; undefined when it says no more than that. */
export function bipErrorType(error: unknown): BipErrorType | undefined {
  return isTimeout(error) ? 'timeout' : ERROR_TYPES.get(errorFacts(error).code);
}
