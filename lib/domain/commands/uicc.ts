import { isExchangeCapabilities } from '../command-rules';
import { BOTH, DATA, RESPONSE, rowsOf } from './row';

/** Proprietary classes that TS 102 221, 10.1.1 codes as the interindustry ones: channels 0 to 3, and 4 to 19. */
const PROPRIETARY = '8X CX EX';

const uicc = rowsOf('TS 102 221');
const usimToo = rowsOf('TS 102 221 / TS 31.102');
const admin = rowsOf('TS 102 222');
const cat = rowsOf('TS 102 223');

/**
 * Commands in the proprietary classes of a UICC. Clauses of the toolkit's commands are of TS 102 221, which has their
 * coding. Secret is what carries secured packets: ENVELOPE, and BIP's FETCH and TERMINAL RESPONSE.
 */
export const UICC_ROWS = [
  uicc(PROPRIETARY, 0x32, 'INCREASE', '11.1.8'),
  admin(PROPRIETARY, 0xd4, 'RESIZE_FILE', '6.10'),
  uicc(PROPRIETARY, 0xf2, 'STATUS', '11.1.2'),
  uicc(PROPRIETARY, 0xaa, 'TERMINAL_CAPABILITY', '11.1.19'),
  usimToo(PROPRIETARY, 0x78, 'GET_IDENTITY', '11.1.23'),
  uicc(PROPRIETARY, 0xcb, 'RETRIEVE_DATA', '11.3.1'),
  uicc(PROPRIETARY, 0xdb, 'SET_DATA', '11.3.2'),
  uicc('80', 0x76, 'SUSPEND_UICC', '11.1.22'),
  // It has no data, but a BEGIN R-MAC SESSION that was cut short goes by this name, and then what is there is secret.
  uicc('80', 0x7a, 'EXCHANGE_CAPABILITIES', '11.1.24', { ...DATA, when: isExchangeCapabilities }),
  cat('80', 0x10, 'TERMINAL_PROFILE', '11.2.1'),
  cat('80', 0xc2, 'ENVELOPE', '11.2.2', BOTH),
  cat('80', 0x12, 'FETCH', '11.2.3', RESPONSE),
  cat('80', 0x14, 'TERMINAL_RESPONSE', '11.2.4', DATA),
] as const;
