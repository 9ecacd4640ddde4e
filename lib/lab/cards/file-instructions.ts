import { type CardState, isAllowed, type Reply } from './card-state';
import type { CommandApdu } from './command-apdu';
import type { Access, ElementaryFile, LinearFixedFile, TransparentFile } from './files';
import {
  DONE,
  FILE_STRUCTURE_DOES_NOT_FIT,
  NO_FILE_SELECTED,
  OFFSET_OUTSIDE_FILE,
  RECORD_NOT_FOUND,
  SECURITY_STATUS_NOT_SATISFIED,
  WRONG_LE,
  WRONG_LENGTH,
  WRONG_P1_P2,
} from './status-word';

const SHORT_FILE_ID = 0x80;
const ABSOLUTE_RECORD = 0x04;
const MAXIMUM_LE = 256;

type Opened<T> = { readonly ok: true; readonly file: T } | { readonly ok: false; readonly reply: Reply };

const refuse = (status: number): { ok: false; reply: Reply } => ({ ok: false, reply: { status } });

function open<S extends ElementaryFile['structure']>(
  card: CardState,
  structure: S,
  right: 'read' | 'update',
): Opened<Extract<ElementaryFile, { structure: S }>> {
  const { file } = card;
  if (file === undefined || file.structure === 'directory') return refuse(NO_FILE_SELECTED);
  if (!hasStructure(file, structure)) return refuse(FILE_STRUCTURE_DOES_NOT_FIT);
  const access: Access = file[right];
  return isAllowed(card, access) ? { ok: true, file } : refuse(SECURITY_STATUS_NOT_SATISFIED);
}

function hasStructure<S extends ElementaryFile['structure']>(
  file: ElementaryFile,
  structure: S,
): file is Extract<ElementaryFile, { structure: S }> {
  return file.structure === structure;
}

/** The offset in P1 and P2; undefined for a short file identifier, which the lab's files do not have. */
function offsetOf({ p1, p2 }: CommandApdu): number | undefined {
  return (p1 & SHORT_FILE_ID) === 0 ? (p1 << 8) | p2 : undefined;
}

/** READ BINARY (ETSI TS 102 221, 11.1.3): Le 00 reads to the end of the file, a larger Le than there is gives 6Cxx. */
export function readBinary(card: CardState, command: CommandApdu): Reply {
  const opened = open(card, 'transparent', 'read');
  if (!opened.ok) return opened.reply;
  return readAt(opened.file, command);
}

function readAt({ content }: TransparentFile, command: CommandApdu): Reply {
  const offset = offsetOf(command);
  if (offset === undefined) return { status: WRONG_P1_P2 };
  if (offset >= content.length) return { status: OFFSET_OUTSIDE_FILE };
  if (command.le === undefined) return { status: WRONG_LENGTH };
  const available = content.length - offset;
  const wanted = command.le === MAXIMUM_LE ? available : command.le;
  if (wanted > available) return { status: WRONG_LE | (available & 0xff) };
  return { status: DONE, data: content.slice(offset, offset + wanted) };
}

/** UPDATE BINARY (ETSI TS 102 221, 11.1.4). */
export function updateBinary(card: CardState, command: CommandApdu): Reply {
  const opened = open(card, 'transparent', 'update');
  if (!opened.ok) return opened.reply;
  const { content } = opened.file;
  const offset = offsetOf(command);
  if (offset === undefined) return { status: WRONG_P1_P2 };
  if (offset >= content.length) return { status: OFFSET_OUTSIDE_FILE };
  if (command.data.length === 0 || offset + command.data.length > content.length) {
    return { status: WRONG_LENGTH };
  }
  content.set(command.data, offset);
  return { status: DONE };
}

/** Finds the record of an absolute record number in P1. */
function recordAt({ records }: LinearFixedFile, { p1, p2 }: CommandApdu): Opened<Uint8Array> {
  if (p2 !== ABSOLUTE_RECORD) return refuse(WRONG_P1_P2);
  const record = records[p1 - 1];
  return record ? { ok: true, file: record } : refuse(RECORD_NOT_FOUND);
}

/** READ RECORD (ETSI TS 102 221, 11.1.5): Le has to be the record's length, or the right one is told with 6Cxx. */
export function readRecord(card: CardState, command: CommandApdu): Reply {
  const opened = open(card, 'linear-fixed', 'read');
  if (!opened.ok) return opened.reply;
  const record = recordAt(opened.file, command);
  if (!record.ok) return record.reply;
  if (command.le === undefined) return { status: WRONG_LENGTH };
  return { status: DONE, data: record.file.slice(), exactLength: true };
}

/** UPDATE RECORD (ETSI TS 102 221, 11.1.6). */
export function updateRecord(card: CardState, command: CommandApdu): Reply {
  const opened = open(card, 'linear-fixed', 'update');
  if (!opened.ok) return opened.reply;
  const record = recordAt(opened.file, command);
  if (!record.ok) return record.reply;
  if (command.data.length !== opened.file.recordBytes) return { status: WRONG_LENGTH };
  record.file.set(command.data);
  return { status: DONE };
}
