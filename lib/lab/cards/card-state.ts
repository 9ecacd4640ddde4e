import type { CommandApdu } from './command-apdu';
import type { Access, CardFile, Directory } from './files';
import { AID, type CardFiles, type CardNumbers, createFiles, FACTORY, pinBlock } from './profile';
import { Registry } from './registry';

/** PIN 1 of a card. Verified holds until the next session. */
export interface PinState {
  value: Uint8Array;
  triesLeft: number;
  unblockTriesLeft: number;
  verified: boolean;
}

/** A load or personalisation that goes over several commands. */
export type Transfer =
  | { readonly kind: 'load'; readonly aid: Uint8Array; readonly nextBlock: number; readonly bytes: number }
  | { readonly kind: 'store'; readonly nextBlock: number };

/** Everything a card remembers. What `startSession` sets is forgotten with the power. */
export interface CardState {
  readonly numbers: CardNumbers;
  readonly files: CardFiles;
  readonly registry: Registry;
  readonly pin: PinState;
  /** The selected application; the issuer security domain runs remote scripts. */
  application: Uint8Array;
  directory: Directory;
  file: CardFile | undefined;
  /** Response bytes that wait for GET RESPONSE. */
  waiting: Uint8Array | undefined;
  /** Registry entries that wait for GET STATUS [next]. */
  unlisted: readonly Uint8Array[];
  transfer: Transfer | undefined;
}

/** What a command gives: response data, if any, and a status word. */
export interface Reply {
  readonly status: number;
  readonly data?: Uint8Array;
  /** The card answers exactly this length and nothing else, so that Le 00 is wrong too (6Cxx). */
  readonly exactLength?: boolean;
}

/** Executes one instruction. It changes the state and never fails otherwise than by a status word. */
export type Instruction = (card: CardState, command: CommandApdu) => Reply;

/** A new card from the factory. */
export function createCardState(numbers: CardNumbers): CardState {
  const files = createFiles(numbers);
  return {
    numbers,
    files,
    registry: new Registry(),
    pin: {
      value: pinBlock(FACTORY.pin),
      triesLeft: FACTORY.pinTries,
      unblockTriesLeft: FACTORY.pukTries,
      verified: false,
    },
    application: AID.issuerSecurityDomain,
    directory: files.master,
    file: files.master,
    waiting: undefined,
    unlisted: [],
    transfer: undefined,
  };
}

/** The card begins anew, as after a reset: the issuer security domain selected, no PIN verified, nothing under way. */
export function startSession(card: CardState): void {
  card.pin.verified = false;
  card.application = AID.issuerSecurityDomain;
  card.directory = card.files.master;
  card.file = card.files.master;
  card.waiting = undefined;
  card.unlisted = [];
  card.transfer = undefined;
}

/** Whether the access condition of a file is met now. */
export function isAllowed(card: CardState, access: Access): boolean {
  return access === 'always' || (access === 'pin' && card.pin.verified);
}

/** Whether the issuer security domain is selected: content management and its data objects need that. */
export function isSecurityDomainSelected(card: CardState): boolean {
  return card.application === AID.issuerSecurityDomain;
}
