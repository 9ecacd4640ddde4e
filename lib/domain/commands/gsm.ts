import { BOTH, DATA, RESPONSE, rowsOf } from './row';

const gsm = rowsOf('TS 51.011');
const toolkit = rowsOf('TS 51.011 / TS 11.14');

/** Class A0: the SIM before the UICC. Clauses are of TS 51.011, which describes each command and codes it in 9.2. */
export const GSM_ROWS = [
  gsm('A0', 0xa4, 'SELECT', '8.1'),
  gsm('A0', 0xf2, 'STATUS', '8.2'),
  gsm('A0', 0xb0, 'READ_BINARY', '8.3'),
  gsm('A0', 0xd6, 'UPDATE_BINARY', '8.4'),
  gsm('A0', 0xb2, 'READ_RECORD', '8.5'),
  gsm('A0', 0xdc, 'UPDATE_RECORD', '8.6'),
  gsm('A0', 0xa2, 'SEEK', '8.7'),
  gsm('A0', 0x32, 'INCREASE', '8.8'),
  gsm('A0', 0x20, 'VERIFY_CHV', '8.9', DATA),
  gsm('A0', 0x24, 'CHANGE_CHV', '8.10', DATA),
  gsm('A0', 0x26, 'DISABLE_CHV', '8.11', DATA),
  gsm('A0', 0x28, 'ENABLE_CHV', '8.12', DATA),
  gsm('A0', 0x2c, 'UNBLOCK_CHV', '8.13', DATA),
  gsm('A0', 0x04, 'INVALIDATE', '8.14'),
  gsm('A0', 0x44, 'REHABILITATE', '8.15'),
  gsm('A0', 0x88, 'RUN_GSM_ALGORITHM', '8.16', BOTH),
  gsm('A0', 0xfa, 'SLEEP', '8.17'),
  gsm('A0', 0xc0, 'GET_RESPONSE', '8.18', RESPONSE),
  toolkit('A0', 0x10, 'TERMINAL_PROFILE', '8.19'),
  toolkit('A0', 0xc2, 'ENVELOPE', '8.20', BOTH),
  toolkit('A0', 0x12, 'FETCH', '8.21', RESPONSE),
  toolkit('A0', 0x14, 'TERMINAL_RESPONSE', '8.22', DATA),
] as const;
