import { fromHex } from './bytes';
import type { CardState, Reply } from './card-state';
import type { CommandApdu } from './command-apdu';
import { type CardFile, type Directory, findById, rootOf } from './files';
import { AID } from './profile';
import { DONE, FILE_NOT_FOUND, LENGTH_DOES_NOT_FIT_P1_P2, WRONG_P1_P2 } from './status-word';
import { encodeTlv } from './tlv';

const BY_IDENTIFIER = 0x00;
const PARENT = 0x03;
const BY_AID = 0x04;
const BY_PATH = 0x08;
const RETURN_FCI = 0x00;
const RETURN_FCP = 0x04;
const RETURN_NOTHING = 0x0c;
const FILE_ID_BYTES = 2;
const SHORTEST_AID_BYTES = 5;

/** SELECT (ISO 7816-4, 11.1.1; ETSI TS 102 221, 11.1.1): by AID, by file identifier, by path from the MF, the parent. */
export function select(card: CardState, command: CommandApdu): Reply {
  if (![RETURN_FCI, RETURN_FCP, RETURN_NOTHING].includes(command.p2)) return { status: WRONG_P1_P2 };
  switch (command.p1) {
    case BY_AID:
      return selectApplication(card, command);
    case BY_IDENTIFIER:
      return selectFile(card, command, [command.data]);
    case BY_PATH:
      return selectFile(card, command, pathOf(command.data), rootOf(card.directory));
    case PARENT:
      return choose(card, command, card.directory.parent);
    default:
      return { status: WRONG_P1_P2 };
  }
}

function selectApplication(card: CardState, command: CommandApdu): Reply {
  if (command.data.length < SHORTEST_AID_BYTES) return { status: LENGTH_DOES_NOT_FIT_P1_P2 };
  const entry = card.registry.findSelectable(command.data);
  if (!entry) return { status: FILE_NOT_FOUND };
  card.application = entry.aid;
  card.transfer = undefined;
  card.unlisted = [];
  card.directory = entry.aid === AID.usim ? card.files.usim : card.files.master;
  card.file = card.directory;
  if (command.p2 === RETURN_NOTHING) return { status: DONE };
  const isFileSystem = card.directory.aid !== undefined;
  return { status: DONE, data: isFileSystem ? fileControlParameters(card.directory) : controlOf(entry.aid) };
}

/** The file control information of an application without files (GlobalPlatform 2.3, 11.9.3.1). */
function controlOf(aid: Uint8Array): Uint8Array {
  return encodeTlv(0x6f, encodeTlv(0x84, aid), encodeTlv(0xa5, encodeTlv(0x9f65, Uint8Array.of(0xff))));
}

function pathOf(data: Uint8Array): readonly Uint8Array[] {
  const steps: Uint8Array[] = [];
  for (let offset = 0; offset < data.length; offset += FILE_ID_BYTES) {
    steps.push(data.subarray(offset, offset + FILE_ID_BYTES));
  }
  return steps;
}

function selectFile(
  card: CardState,
  command: CommandApdu,
  steps: readonly Uint8Array[],
  start: Directory = card.directory,
): Reply {
  let found: CardFile | undefined = start;
  for (const step of steps) {
    const [high, low] = step;
    if (step.length !== FILE_ID_BYTES || high === undefined || low === undefined) {
      return { status: LENGTH_DOES_NOT_FIT_P1_P2 };
    }
    found = found?.structure === 'directory' ? findById(found, (high << 8) | low) : undefined;
  }
  return choose(card, command, found);
}

function choose(card: CardState, command: CommandApdu, file: CardFile | undefined): Reply {
  if (!file) return { status: FILE_NOT_FOUND };
  card.file = file;
  if (file.structure === 'directory') card.directory = file;
  return command.p2 === RETURN_NOTHING
    ? { status: DONE }
    : { status: DONE, data: fileControlParameters(file) };
}

/** The file control parameters (ETSI TS 102 221, 11.1.1.3). */
export function fileControlParameters(file: CardFile): Uint8Array {
  const identifier = encodeTlv(0x83, uint16(file.id));
  const lifeCycle = encodeTlv(0x8a, Uint8Array.of(0x05));
  switch (file.structure) {
    case 'directory':
      return encodeTlv(
        0x62,
        encodeTlv(0x82, fromHex('7821')),
        file.aid ? encodeTlv(0x84, file.aid) : identifier,
        lifeCycle,
      );
    case 'transparent':
      return encodeTlv(
        0x62,
        encodeTlv(0x82, fromHex('4121')),
        identifier,
        lifeCycle,
        encodeTlv(0x80, uint16(file.content.length)),
      );
    case 'linear-fixed': {
      const { recordBytes, records } = file;
      const descriptor = Uint8Array.from([0x42, 0x21, ...uint16(recordBytes), records.length]);
      return encodeTlv(
        0x62,
        encodeTlv(0x82, descriptor),
        identifier,
        lifeCycle,
        encodeTlv(0x80, uint16(recordBytes * records.length)),
      );
    }
  }
}

function uint16(value: number): Uint8Array {
  return Uint8Array.of(value >> 8, value & 0xff);
}
