/**
 * The lab's cards: virtual UICCs that dial an admin server as independent PSK-TLS clients. Nothing in this folder
 * imports anything of the package outside it, so that a tally kept here is independent of what the server records.
 */
export type { SessionOutcome } from './admin-session';
export type { Behaviour, BehaviourKind } from './behaviour';
export { concatBytes, fromHex, toHex } from './bytes';
export { Card } from './card';
export { Fleet, type FleetOptions, type FleetTally } from './fleet';
export type { WireDirection, WireTap } from './link';
export { ABBREVIATED_NUMBER_BYTES, AID, FACTORY, FILE, pinBlock, TEST_FILE_BYTES } from './profile';
export { createRandom, type Random } from './random';
export { encodeTlv, readTlvs } from './tlv';
export {
  type CardCredentials,
  createVirtualCards,
  type ServerAddress,
  VirtualCard,
} from './virtual-card';
