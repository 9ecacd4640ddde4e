import { sameBytes } from './bytes';
import type { CardState, Reply } from './card-state';
import type { CommandApdu } from './command-apdu';
import { FACTORY, pinBlock } from './profile';
import {
  DONE,
  PIN_BLOCKED,
  REFERENCED_DATA_NOT_FOUND,
  TRIES_LEFT,
  WRONG_LENGTH,
  WRONG_P1_P2,
} from './status-word';

const PIN_1 = 0x01;
const PIN_BYTES = 8;

/** VERIFY PIN 1 (ETSI TS 102 221, 11.1.9). Without data it asks how many tries are left. */
export function verifyPin(card: CardState, command: CommandApdu): Reply {
  const refused = refuseReference(command);
  if (refused) return refused;
  const { pin } = card;
  if (command.data.length === 0) {
    return { status: pin.triesLeft === 0 ? PIN_BLOCKED : TRIES_LEFT | pin.triesLeft };
  }
  if (command.data.length !== PIN_BYTES) return { status: WRONG_LENGTH };
  if (pin.triesLeft === 0) return { status: PIN_BLOCKED };
  if (!sameBytes(command.data, pin.value)) {
    pin.triesLeft -= 1;
    pin.verified = false;
    return { status: TRIES_LEFT | pin.triesLeft };
  }
  pin.triesLeft = FACTORY.pinTries;
  pin.verified = true;
  return { status: DONE };
}

/** UNBLOCK PIN 1 (ETSI TS 102 221, 11.1.13): the PUK and a new PIN. */
export function unblockPin(card: CardState, command: CommandApdu): Reply {
  const refused = refuseReference(command);
  if (refused) return refused;
  const { pin } = card;
  if (command.data.length !== 2 * PIN_BYTES) return { status: WRONG_LENGTH };
  if (pin.unblockTriesLeft === 0) return { status: PIN_BLOCKED };
  if (!sameBytes(command.data.subarray(0, PIN_BYTES), pinBlock(FACTORY.puk))) {
    pin.unblockTriesLeft -= 1;
    return { status: TRIES_LEFT | pin.unblockTriesLeft };
  }
  pin.value = command.data.slice(PIN_BYTES);
  pin.triesLeft = FACTORY.pinTries;
  pin.unblockTriesLeft = FACTORY.pukTries;
  pin.verified = true;
  return { status: DONE };
}

function refuseReference({ p1, p2 }: CommandApdu): Reply | undefined {
  if (p1 !== 0x00) return { status: WRONG_P1_P2 };
  return p2 === PIN_1 ? undefined : { status: REFERENCED_DATA_NOT_FOUND };
}
