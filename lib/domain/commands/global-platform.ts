import { hasTagList, isEndRmacSession, isGetStatus } from '../command-rules';
import { BOTH, DATA, rowsOf } from './row';

/** 80 and 84 stand beside 8X because they are the classes that GlobalPlatform's own text names. */
const CLASSES = '80 84 8X CX EX';

const gp = rowsOf('GlobalPlatform Card 2.3.1');
const channel = rowsOf('GlobalPlatform SCP02 SCP03');

const ADDED = { added: true } as const;

/**
 * Commands of GlobalPlatform. Those of secure channels are defined for channel 0 (80, and 84 with secure messaging);
 * by the coding of the class (11.1.4) the same command on channel 1 to 19 has the class of that channel.
 */
export const GLOBAL_PLATFORM_ROWS = [
  gp(CLASSES, 0xe4, 'DELETE', '11.2'),
  gp('80 84 00 8X CX EX', 0xca, 'GET_DATA', '11.3'),
  gp(CLASSES, 0xcb, 'GET_DATA', '11.3', { when: hasTagList }),
  gp(CLASSES, 0xf2, 'GET_STATUS', '11.4', { when: isGetStatus }),
  gp(CLASSES, 0xe6, 'INSTALL', '11.5'),
  gp(CLASSES, 0xe8, 'LOAD', '11.6'),
  gp(CLASSES, 0xd8, 'PUT_KEY', '11.8', DATA),
  gp(CLASSES, 0xf0, 'SET_STATUS', '11.10'),
  gp(CLASSES, 0xe2, 'STORE_DATA', '11.11', BOTH),
  channel('80', 0x50, 'INITIALIZE_UPDATE', 'E.5', BOTH),
  channel('81 82 83 CX', 0x50, 'INITIALIZE_UPDATE', 'E.5', { ...BOTH, ...ADDED }),
  channel('84', 0x82, 'EXTERNAL_AUTHENTICATE', 'E.5', DATA),
  channel('85 86 87 EX', 0x82, 'EXTERNAL_AUTHENTICATE', 'E.5', { ...DATA, ...ADDED }),
  channel('80 84', 0x7a, 'BEGIN_RMAC_SESSION', 'E.5', DATA),
  channel('80 84', 0x78, 'END_RMAC_SESSION', 'E.5', { when: isEndRmacSession }),
] as const;
