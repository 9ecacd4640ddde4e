/** The functions of ES10 that travel in STORE DATA, by the tag the data begins with (SGP.22 v2.2, 5.7). */
export const STORE_DATA_FUNCTIONS = {
  BF20: 'GET_EUICC_INFO1',
  BF21: 'PREPARE_DOWNLOAD',
  BF22: 'GET_EUICC_INFO2',
  BF28: 'LIST_NOTIFICATION',
  BF29: 'SET_NICKNAME',
  BF2B: 'RETRIEVE_NOTIFICATIONS_LIST',
  BF2D: 'GET_PROFILES_INFO',
  BF2E: 'GET_EUICC_CHALLENGE',
  BF30: 'REMOVE_NOTIFICATION_FROM_LIST',
  BF31: 'ENABLE_PROFILE',
  BF32: 'DISABLE_PROFILE',
  BF33: 'DELETE_PROFILE',
  BF34: 'EUICC_MEMORY_RESET',
  BF36: 'LOAD_BOUND_PROFILE_PACKAGE',
  BF38: 'AUTHENTICATE_SERVER',
  BF3C: 'GET_EUICC_CONFIGURED_ADDRESSES',
  BF3E: 'GET_EID',
  BF3F: 'SET_DEFAULT_DP_ADDRESS',
  BF41: 'CANCEL_SESSION',
  BF43: 'GET_RAT',
} as const;

/** The name of an SGP.22 function; `_OTHER` for any other content of STORE DATA. */
export type StoreDataFunction = (typeof STORE_DATA_FUNCTIONS)[keyof typeof STORE_DATA_FUNCTIONS] | '_OTHER';

const FUNCTION_BY_TAG: ReadonlyMap<number, StoreDataFunction> = new Map(
  Object.entries(STORE_DATA_FUNCTIONS).map(([tag, name]) => [Number.parseInt(tag, 16), name]),
);

/**
 * The SGP.22 function in the data of a STORE DATA command. Only the first block of a function (P2 of 00) holds its
 * tag: later ones are `_OTHER`.
 */
export function storeDataFunction(data: Uint8Array | undefined): StoreDataFunction {
  if (data === undefined || data.length < 2) return '_OTHER';
  return FUNCTION_BY_TAG.get(((data[0] ?? 0) << 8) | (data[1] ?? 0)) ?? '_OTHER';
}
