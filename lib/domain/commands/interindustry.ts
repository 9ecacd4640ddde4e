import { BOTH, DATA, RESPONSE, rowsOf } from './row';

/**
 * Classes of ISO 7816-4:2005, 5.1.1: channels 0 to 3 (0X), 4 to 19 (4X, with secure messaging 6X), and the same with
 * the bit of command chaining (1X, 5X, 7X).
 */
const INTERINDUSTRY = '0X 1X 4X 5X 6X 7X';

const uiccToo = rowsOf('ISO 7816-4 / TS 102 221');
const uicc = rowsOf('TS 102 221');
const usimToo = rowsOf('TS 102 221 / TS 31.102');
const admin = rowsOf('TS 102 222');
const iso = rowsOf('ISO 7816-4');
const isoSecurity = rowsOf('ISO 7816-8');

const ADDED = { added: true } as const;
const ADDED_DATA = { ...DATA, ...ADDED };
const ADDED_BOTH = { ...BOTH, ...ADDED };

/**
 * Commands in the classes that all cards share. Clauses are of TS 102 221 or TS 102 222 where a row names one of them,
 * else of ISO 7816-4:2005. Secret beside PINs and keys: challenges, and GET RESPONSE, whose answer may be that of a secret
 * command.
 */
export const INTERINDUSTRY_ROWS = [
  uiccToo(INTERINDUSTRY, 0xa4, 'SELECT', '11.1.1'),
  uiccToo(INTERINDUSTRY, 0xb0, 'READ_BINARY', '11.1.3'),
  uiccToo(INTERINDUSTRY, 0xd6, 'UPDATE_BINARY', '11.1.4'),
  uiccToo(INTERINDUSTRY, 0xb2, 'READ_RECORD', '11.1.5'),
  uiccToo(INTERINDUSTRY, 0xdc, 'UPDATE_RECORD', '11.1.6'),
  uicc(INTERINDUSTRY, 0xa2, 'SEARCH_RECORD', '11.1.7'),
  uiccToo(INTERINDUSTRY, 0x20, 'VERIFY', '11.1.9', DATA),
  uicc(INTERINDUSTRY, 0x24, 'CHANGE_PIN', '11.1.10', DATA),
  uicc(INTERINDUSTRY, 0x26, 'DISABLE_PIN', '11.1.11', DATA),
  uicc(INTERINDUSTRY, 0x28, 'ENABLE_PIN', '11.1.12', DATA),
  uicc(INTERINDUSTRY, 0x2c, 'UNBLOCK_PIN', '11.1.13', DATA),
  uicc(INTERINDUSTRY, 0x04, 'DEACTIVATE_FILE', '11.1.14'),
  uicc(INTERINDUSTRY, 0x44, 'ACTIVATE_FILE', '11.1.15'),
  usimToo(INTERINDUSTRY, 0x88, 'AUTHENTICATE', '11.1.16', BOTH),
  usimToo(INTERINDUSTRY, 0x89, 'AUTHENTICATE', '11.1.16', BOTH),
  uiccToo(INTERINDUSTRY, 0x70, 'MANAGE_CHANNEL', '11.1.17'),
  uiccToo(INTERINDUSTRY, 0x84, 'GET_CHALLENGE', '11.1.18', RESPONSE),
  uicc(INTERINDUSTRY, 0x73, 'MANAGE_SECURE_CHANNEL', '11.1.20', BOTH),
  uicc(INTERINDUSTRY, 0x75, 'TRANSACT_DATA', '11.1.21', BOTH),
  uiccToo(INTERINDUSTRY, 0xc0, 'GET_RESPONSE', '12.1.1', RESPONSE),

  admin(INTERINDUSTRY, 0xe0, 'CREATE_FILE', '6.3'),
  admin(INTERINDUSTRY, 0xe4, 'DELETE_FILE', '6.4'),
  admin(INTERINDUSTRY, 0xe6, 'TERMINATE_DF', '6.7'),
  admin(INTERINDUSTRY, 0xe8, 'TERMINATE_EF', '6.8'),
  admin(INTERINDUSTRY, 0xfe, 'TERMINATE_CARD_USAGE', '6.9'),

  iso('00', 0x82, 'EXTERNAL_AUTHENTICATE', '7.5.4', DATA),

  iso(INTERINDUSTRY, 0x0c, 'ERASE_RECORD', '7.3.8', ADDED),
  iso(INTERINDUSTRY, 0x0e, 'ERASE_BINARY', '7.2.7', ADDED),
  iso(INTERINDUSTRY, 0x0f, 'ERASE_BINARY', '7.2.7', ADDED),
  iso(INTERINDUSTRY, 0x21, 'VERIFY', '7.5.6', ADDED_DATA),
  iso(INTERINDUSTRY, 0x22, 'MANAGE_SECURITY_ENVIRONMENT', '7.5.11', ADDED_DATA),
  isoSecurity(INTERINDUSTRY, 0x2a, 'PERFORM_SECURITY_OPERATION', undefined, ADDED_BOTH),
  isoSecurity(INTERINDUSTRY, 0x46, 'GENERATE_ASYMMETRIC_KEY_PAIR', undefined, ADDED_BOTH),
  isoSecurity(INTERINDUSTRY, 0x47, 'GENERATE_ASYMMETRIC_KEY_PAIR', undefined, ADDED_BOTH),
  iso(INTERINDUSTRY, 0x86, 'GENERAL_AUTHENTICATE', '7.5.5', ADDED_BOTH),
  iso(INTERINDUSTRY, 0x87, 'GENERAL_AUTHENTICATE', '7.5.5', ADDED_BOTH),
  iso(INTERINDUSTRY, 0xa0, 'SEARCH_BINARY', '7.2.6', ADDED),
  iso(INTERINDUSTRY, 0xa1, 'SEARCH_BINARY', '7.2.6', ADDED),
  iso(INTERINDUSTRY, 0xb1, 'READ_BINARY', '7.2.3', ADDED),
  iso(INTERINDUSTRY, 0xb3, 'READ_RECORD', '7.3.3', ADDED),
  iso(INTERINDUSTRY, 0xc2, 'ENVELOPE', '7.6.2', ADDED_BOTH),
  iso(INTERINDUSTRY, 0xc3, 'ENVELOPE', '7.6.2', ADDED_BOTH),
  iso(INTERINDUSTRY, 0xca, 'GET_DATA', '7.4.2', ADDED),
  iso(INTERINDUSTRY, 0xcb, 'GET_DATA', '7.4.2', ADDED),
  iso(INTERINDUSTRY, 0xd0, 'WRITE_BINARY', '7.2.4', ADDED),
  iso(INTERINDUSTRY, 0xd1, 'WRITE_BINARY', '7.2.4', ADDED),
  iso(INTERINDUSTRY, 0xd2, 'WRITE_RECORD', '7.3.4', ADDED),
  iso(INTERINDUSTRY, 0xd7, 'UPDATE_BINARY', '7.2.5', ADDED),
  iso(INTERINDUSTRY, 0xda, 'PUT_DATA', '7.4.3', ADDED_DATA),
  iso(INTERINDUSTRY, 0xdb, 'PUT_DATA', '7.4.3', ADDED_DATA),
  iso(INTERINDUSTRY, 0xdd, 'UPDATE_RECORD', '7.3.5', ADDED),
  iso(INTERINDUSTRY, 0xe2, 'APPEND_RECORD', '7.3.6', ADDED),
] as const;
