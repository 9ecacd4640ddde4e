import {
  type CommandRule,
  hasTagList,
  isEndRmacSession,
  isExchangeCapabilities,
  isGetStatus,
} from './command-rules';

/**
 * A command by its class and instruction. Where two rows share both, the one whose `when` holds is meant, else the
 * one without.
 */
export interface CommandRow {
  /** Class bytes as patterns with spaces between; X stands for any digit (the logical channel). */
  readonly classes: string;
  readonly ins: number;
  readonly commandType: string;
  readonly standard: string;
  /** Which bytes are secret or may be, on the way to the card (data) or back (response). */
  readonly secret?: 'data' | 'response' | 'both';
  readonly when?: CommandRule;
}

const INTERINDUSTRY = '0X 4X 6X';
const PROPRIETARY = '8X CX EX';
const GLOBALPLATFORM = '80 84 8X CX EX';
const GET_DATA_CLASSES = '80 84 00 8X CX EX';
const SECURE_CHANNEL = '80 84';

const ISO = 'ISO 7816-4';
const ISO_AND_UICC = 'ISO 7816-4 / TS 102 221';
const UICC = 'TS 102 221';
const UICC_AND_USIM = 'TS 102 221 / TS 31.102';
const UICC_ADMIN = 'TS 102 222';
const CAT = 'TS 102 223';
const GP = 'GlobalPlatform Card 2.3.1';
const GP_SCP = 'GlobalPlatform SCP02 SCP03';
const GSM = 'TS 51.011';
const GSM_CAT = 'TS 51.011 / TS 11.14';

/**
 * Every command that has a name of its own. Secret beside PINs and keys: what carries secured packets (ENVELOPE, and
 * BIP's FETCH and TERMINAL RESPONSE), and GET RESPONSE and FETCH, whose answer may be that of a secret command.
 */
export const COMMAND_ROWS = [
  { classes: INTERINDUSTRY, ins: 0xa4, commandType: 'SELECT', standard: ISO_AND_UICC },
  { classes: INTERINDUSTRY, ins: 0xb0, commandType: 'READ_BINARY', standard: ISO_AND_UICC },
  { classes: INTERINDUSTRY, ins: 0xd6, commandType: 'UPDATE_BINARY', standard: ISO_AND_UICC },
  { classes: INTERINDUSTRY, ins: 0xb2, commandType: 'READ_RECORD', standard: ISO_AND_UICC },
  { classes: INTERINDUSTRY, ins: 0xdc, commandType: 'UPDATE_RECORD', standard: ISO_AND_UICC },
  { classes: INTERINDUSTRY, ins: 0xa2, commandType: 'SEARCH_RECORD', standard: UICC },
  { classes: PROPRIETARY, ins: 0x32, commandType: 'INCREASE', standard: UICC },
  { classes: INTERINDUSTRY, ins: 0x20, commandType: 'VERIFY', standard: ISO_AND_UICC, secret: 'data' },
  { classes: INTERINDUSTRY, ins: 0x24, commandType: 'CHANGE_PIN', standard: UICC, secret: 'data' },
  { classes: INTERINDUSTRY, ins: 0x26, commandType: 'DISABLE_PIN', standard: UICC, secret: 'data' },
  { classes: INTERINDUSTRY, ins: 0x28, commandType: 'ENABLE_PIN', standard: UICC, secret: 'data' },
  { classes: INTERINDUSTRY, ins: 0x2c, commandType: 'UNBLOCK_PIN', standard: UICC, secret: 'data' },
  { classes: INTERINDUSTRY, ins: 0x04, commandType: 'DEACTIVATE_FILE', standard: UICC },
  { classes: INTERINDUSTRY, ins: 0x44, commandType: 'ACTIVATE_FILE', standard: UICC },
  { classes: INTERINDUSTRY, ins: 0x88, commandType: 'AUTHENTICATE', standard: UICC_AND_USIM, secret: 'both' },
  { classes: INTERINDUSTRY, ins: 0x89, commandType: 'AUTHENTICATE', standard: UICC_AND_USIM, secret: 'both' },
  {
    classes: INTERINDUSTRY,
    ins: 0x84,
    commandType: 'GET_CHALLENGE',
    standard: ISO_AND_UICC,
    secret: 'response',
  },
  { classes: INTERINDUSTRY, ins: 0x70, commandType: 'MANAGE_CHANNEL', standard: ISO_AND_UICC },
  { classes: INTERINDUSTRY, ins: 0x73, commandType: 'MANAGE_SECURE_CHANNEL', standard: UICC, secret: 'both' },
  { classes: INTERINDUSTRY, ins: 0x75, commandType: 'TRANSACT_DATA', standard: UICC, secret: 'both' },
  {
    classes: INTERINDUSTRY,
    ins: 0xc0,
    commandType: 'GET_RESPONSE',
    standard: ISO_AND_UICC,
    secret: 'response',
  },
  { classes: INTERINDUSTRY, ins: 0xe0, commandType: 'CREATE_FILE', standard: UICC_ADMIN },
  { classes: INTERINDUSTRY, ins: 0xe4, commandType: 'DELETE_FILE', standard: UICC_ADMIN },
  { classes: INTERINDUSTRY, ins: 0xe6, commandType: 'TERMINATE_DF', standard: UICC_ADMIN },
  { classes: INTERINDUSTRY, ins: 0xe8, commandType: 'TERMINATE_EF', standard: UICC_ADMIN },
  { classes: INTERINDUSTRY, ins: 0xfe, commandType: 'TERMINATE_CARD_USAGE', standard: UICC_ADMIN },
  { classes: PROPRIETARY, ins: 0xd4, commandType: 'RESIZE_FILE', standard: UICC_ADMIN },
  { classes: PROPRIETARY, ins: 0xf2, commandType: 'STATUS', standard: UICC },
  { classes: PROPRIETARY, ins: 0xaa, commandType: 'TERMINAL_CAPABILITY', standard: UICC },
  { classes: PROPRIETARY, ins: 0x78, commandType: 'GET_IDENTITY', standard: UICC_AND_USIM },
  { classes: PROPRIETARY, ins: 0xcb, commandType: 'RETRIEVE_DATA', standard: UICC },
  { classes: PROPRIETARY, ins: 0xdb, commandType: 'SET_DATA', standard: UICC },
  { classes: '80', ins: 0x76, commandType: 'SUSPEND_UICC', standard: UICC },
  {
    classes: '80',
    ins: 0x7a,
    commandType: 'EXCHANGE_CAPABILITIES',
    standard: UICC,
    when: isExchangeCapabilities,
  },
  { classes: '80', ins: 0x10, commandType: 'TERMINAL_PROFILE', standard: CAT },
  { classes: '80', ins: 0xc2, commandType: 'ENVELOPE', standard: CAT, secret: 'both' },
  { classes: '80', ins: 0x12, commandType: 'FETCH', standard: CAT, secret: 'response' },
  { classes: '80', ins: 0x14, commandType: 'TERMINAL_RESPONSE', standard: CAT, secret: 'data' },
  { classes: GLOBALPLATFORM, ins: 0xe4, commandType: 'DELETE', standard: GP },
  { classes: GLOBALPLATFORM, ins: 0xe6, commandType: 'INSTALL', standard: GP },
  { classes: GLOBALPLATFORM, ins: 0xe8, commandType: 'LOAD', standard: GP },
  { classes: GLOBALPLATFORM, ins: 0xd8, commandType: 'PUT_KEY', standard: GP, secret: 'data' },
  { classes: GLOBALPLATFORM, ins: 0xf0, commandType: 'SET_STATUS', standard: GP },
  { classes: GLOBALPLATFORM, ins: 0xf2, commandType: 'GET_STATUS', standard: GP, when: isGetStatus },
  { classes: GLOBALPLATFORM, ins: 0xe2, commandType: 'STORE_DATA', standard: GP, secret: 'both' },
  { classes: GET_DATA_CLASSES, ins: 0xca, commandType: 'GET_DATA', standard: GP },
  { classes: GLOBALPLATFORM, ins: 0xcb, commandType: 'GET_DATA', standard: GP, when: hasTagList },
  { classes: '80', ins: 0x50, commandType: 'INITIALIZE_UPDATE', standard: GP_SCP, secret: 'both' },
  { classes: '84', ins: 0x82, commandType: 'EXTERNAL_AUTHENTICATE', standard: GP_SCP, secret: 'data' },
  { classes: '00', ins: 0x82, commandType: 'EXTERNAL_AUTHENTICATE', standard: ISO, secret: 'data' },
  { classes: SECURE_CHANNEL, ins: 0x7a, commandType: 'BEGIN_RMAC_SESSION', standard: GP_SCP, secret: 'data' },
  {
    classes: SECURE_CHANNEL,
    ins: 0x78,
    commandType: 'END_RMAC_SESSION',
    standard: GP_SCP,
    when: isEndRmacSession,
  },
  { classes: 'A0', ins: 0xa4, commandType: 'SELECT', standard: GSM },
  { classes: 'A0', ins: 0xf2, commandType: 'STATUS', standard: GSM },
  { classes: 'A0', ins: 0xb0, commandType: 'READ_BINARY', standard: GSM },
  { classes: 'A0', ins: 0xd6, commandType: 'UPDATE_BINARY', standard: GSM },
  { classes: 'A0', ins: 0xb2, commandType: 'READ_RECORD', standard: GSM },
  { classes: 'A0', ins: 0xdc, commandType: 'UPDATE_RECORD', standard: GSM },
  { classes: 'A0', ins: 0xa2, commandType: 'SEEK', standard: GSM },
  { classes: 'A0', ins: 0x32, commandType: 'INCREASE', standard: GSM },
  { classes: 'A0', ins: 0x20, commandType: 'VERIFY_CHV', standard: GSM, secret: 'data' },
  { classes: 'A0', ins: 0x24, commandType: 'CHANGE_CHV', standard: GSM, secret: 'data' },
  { classes: 'A0', ins: 0x26, commandType: 'DISABLE_CHV', standard: GSM, secret: 'data' },
  { classes: 'A0', ins: 0x28, commandType: 'ENABLE_CHV', standard: GSM, secret: 'data' },
  { classes: 'A0', ins: 0x2c, commandType: 'UNBLOCK_CHV', standard: GSM, secret: 'data' },
  { classes: 'A0', ins: 0x04, commandType: 'INVALIDATE', standard: GSM },
  { classes: 'A0', ins: 0x44, commandType: 'REHABILITATE', standard: GSM },
  { classes: 'A0', ins: 0x88, commandType: 'RUN_GSM_ALGORITHM', standard: GSM, secret: 'both' },
  { classes: 'A0', ins: 0xfa, commandType: 'SLEEP', standard: GSM },
  { classes: 'A0', ins: 0xc0, commandType: 'GET_RESPONSE', standard: GSM, secret: 'response' },
  { classes: 'A0', ins: 0x10, commandType: 'TERMINAL_PROFILE', standard: GSM_CAT },
  { classes: 'A0', ins: 0xc2, commandType: 'ENVELOPE', standard: GSM_CAT, secret: 'both' },
  { classes: 'A0', ins: 0x12, commandType: 'FETCH', standard: GSM_CAT, secret: 'response' },
  { classes: 'A0', ins: 0x14, commandType: 'TERMINAL_RESPONSE', standard: GSM_CAT, secret: 'data' },
] as const satisfies readonly CommandRow[];

/** What a command is called on labels and spans. A class and instruction in no row are `_OTHER`. */
export type CommandType = (typeof COMMAND_ROWS)[number]['commandType'] | '_OTHER';
