/** A function of an eUICC that travels in STORE DATA. */
export interface StoreDataRow {
  readonly name: string;
  /** The clause of SGP.22 that defines it (numbered alike in versions 2.2 to 2.6). */
  readonly clause: string;
  /** Beyond what CardLink's test suites send: taken from the standard. */
  readonly added?: true;
}

/** The functions by the tag that the data begins with: ES10a, ES10b, ES10c of SGP.22, 5.7, and ES6 of 5.4. */
export const STORE_DATA_ROWS = {
  BF20: { name: 'GET_EUICC_INFO1', clause: '5.7.8' },
  BF21: { name: 'PREPARE_DOWNLOAD', clause: '5.7.5' },
  BF22: { name: 'GET_EUICC_INFO2', clause: '5.7.8' },
  BF28: { name: 'LIST_NOTIFICATION', clause: '5.7.9' },
  BF29: { name: 'SET_NICKNAME', clause: '5.7.21' },
  BF2A: { name: 'UPDATE_METADATA', clause: '5.4.1', added: true },
  BF2B: { name: 'RETRIEVE_NOTIFICATIONS_LIST', clause: '5.7.10' },
  BF2D: { name: 'GET_PROFILES_INFO', clause: '5.7.15' },
  BF2E: { name: 'GET_EUICC_CHALLENGE', clause: '5.7.7' },
  BF30: { name: 'REMOVE_NOTIFICATION_FROM_LIST', clause: '5.7.11' },
  BF31: { name: 'ENABLE_PROFILE', clause: '5.7.16' },
  BF32: { name: 'DISABLE_PROFILE', clause: '5.7.17' },
  BF33: { name: 'DELETE_PROFILE', clause: '5.7.18' },
  BF34: { name: 'EUICC_MEMORY_RESET', clause: '5.7.19' },
  BF35: { name: 'LOAD_CRL', clause: '5.7.12', added: true },
  BF36: { name: 'LOAD_BOUND_PROFILE_PACKAGE', clause: '5.7.6' },
  BF38: { name: 'AUTHENTICATE_SERVER', clause: '5.7.13' },
  BF3C: { name: 'GET_EUICC_CONFIGURED_ADDRESSES', clause: '5.7.3' },
  BF3E: { name: 'GET_EID', clause: '5.7.20' },
  BF3F: { name: 'SET_DEFAULT_DP_ADDRESS', clause: '5.7.4' },
  BF41: { name: 'CANCEL_SESSION', clause: '5.7.14' },
  BF43: { name: 'GET_RAT', clause: '5.7.22' },
} as const satisfies Readonly<Record<string, StoreDataRow>>;

/** The name of an SGP.22 function; `_OTHER` for any other content of STORE DATA. */
export type StoreDataFunction = (typeof STORE_DATA_ROWS)[keyof typeof STORE_DATA_ROWS]['name'] | '_OTHER';

const FUNCTION_BY_TAG: ReadonlyMap<number, StoreDataFunction> = new Map(
  Object.entries(STORE_DATA_ROWS).map(([tag, { name }]) => [Number.parseInt(tag, 16), name]),
);

/**
 * The SGP.22 function in the data of a STORE DATA command. Only the first block of a function (P2 of 00) holds its
 * tag: later ones are `_OTHER`.
 */
export function storeDataFunction(data: Uint8Array | undefined): StoreDataFunction {
  if (data === undefined || data.length < 2) return '_OTHER';
  return FUNCTION_BY_TAG.get(((data[0] ?? 0) << 8) | (data[1] ?? 0)) ?? '_OTHER';
}
