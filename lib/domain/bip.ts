/** The bearers of ETSI TS 102 223 8.52 (bearer description) by their code. */
const BEARERS = {
  1: 'csd',
  2: 'packet',
  3: 'default',
  4: 'local',
  5: 'bluetooth',
  6: 'irda',
  7: 'rs232',
  8: 'cdma2000',
  9: 'utran',
  10: 'wlan',
  11: 'eutran',
  12: 'ng-ran',
} as const;

/** A bearer of a BIP channel. */
export type BipBearer = (typeof BEARERS)[keyof typeof BEARERS];

/** The bearer that the first byte of a bearer description names; `_OTHER` for what the standard does not know. */
export function bipBearer(code: number): BipBearer | '_OTHER' {
  return Object.hasOwn(BEARERS, code) ? BEARERS[code as keyof typeof BEARERS] : '_OTHER';
}

/** ETSI TS 102 223 8.12.2 to 8.12.11: general results that say that a BIP command failed. */
const TERMINAL_BUSY = 0x20;
const NETWORK_BUSY = 0x21;
const BIP_ERROR = 0x3a;

/** The additional information of general result 3A by its value: ETSI TS 102 223 8.12.11. */
const CAUSES = [
  '_OTHER', // no specific cause
  'no_channel',
  'channel_closed',
  'invalid_channel',
  'buffer_size',
  'security',
  'transport_unavailable',
  'remote_unreachable',
  'service_error',
  'service_error', // service identifier unknown
  'port_unavailable',
  '_OTHER', // launch parameters missing or incorrect
  '_OTHER', // application launch failed
] as const;

/** Why a BIP command failed, as a TERMINAL RESPONSE tells. */
export type BipResultError = (typeof CAUSES)[number] | 'terminal_busy' | 'network_busy';

/**
 * The failure that the result of a TERMINAL RESPONSE to a BIP command tells; undefined where the command was performed
 * (general results 00 to 1F).
 *
 * @param generalResult first byte of the result
 * @param additionalInformation its second byte, where there is one
 */
export function bipResultError(
  generalResult: number,
  additionalInformation?: number,
): BipResultError | undefined {
  if (generalResult < TERMINAL_BUSY) return undefined;
  if (generalResult === TERMINAL_BUSY) return 'terminal_busy';
  if (generalResult === NETWORK_BUSY) return 'network_busy';
  return (generalResult === BIP_ERROR && CAUSES[additionalInformation ?? 0]) || '_OTHER';
}
