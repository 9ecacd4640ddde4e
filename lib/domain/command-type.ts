import { type CommandHeader, parseCommand } from './command';
import { COMMAND_ROWS, type CommandRow, type CommandType } from './command-table';

type Row = (typeof COMMAND_ROWS)[number];

/** The rows of one class and instruction, those with a rule first; `commandType` where no rule is needed. */
interface Candidates {
  readonly commandType: CommandType | undefined;
  readonly rows: readonly (CommandRow & Row)[];
}

const UNKNOWN: CommandType = '_OTHER';
const HEADER_LENGTH = 4;

/** The class bytes that a pattern such as `8X` or `84` stands for. */
function classesOf(pattern: string): readonly number[] {
  const first = pattern.charAt(0);
  if (pattern.charAt(1) !== 'X') return [Number.parseInt(pattern, 16)];
  return Array.from({ length: 16 }, (_, digit) => Number.parseInt(first, 16) * 16 + digit);
}

/** Every row under `cla << 8 | ins`. A set of class bytes, since one row may name a class twice (80 and 8X). */
function rowsByKey(): ReadonlyMap<number, readonly Row[]> {
  const byKey = new Map<number, Row[]>();
  for (const row of COMMAND_ROWS) {
    for (const cla of new Set(row.classes.split(' ').flatMap(classesOf))) {
      const key = (cla << 8) | row.ins;
      byKey.set(key, [...(byKey.get(key) ?? []), row]);
    }
  }
  return byKey;
}

/** One name needs no look at the command where some row of that class and instruction has it without a rule. */
function candidatesOf(rows: readonly (CommandRow & Row)[]): Candidates {
  const types = new Set(rows.map((row) => row.commandType));
  const needsLook = types.size > 1 || rows.every((row) => row.when !== undefined);
  return {
    commandType: needsLook ? undefined : rows[0]?.commandType,
    rows: [...rows].sort((a, b) => Number(b.when !== undefined) - Number(a.when !== undefined)),
  };
}

/** The index of each class and instruction into CANDIDATES, 0 where there is none: one read a command. */
const INDEX = new Uint16Array(0x10000);
const CANDIDATES: Candidates[] = [{ commandType: UNKNOWN, rows: [] }];

for (const [key, rows] of rowsByKey()) INDEX[key] = CANDIDATES.push(candidatesOf(rows)) - 1;

function candidatesFor(cla: number, ins: number): Candidates {
  return CANDIDATES[INDEX[((cla & 0xff) << 8) | (ins & 0xff)] ?? 0] as Candidates;
}

function decide(candidates: Candidates, command: CommandHeader): CommandType {
  for (const row of candidates.rows) {
    if (row.when === undefined || row.when(command)) return row.commandType;
  }
  return UNKNOWN;
}

/**
 * What a command is called, by class and instruction together (the same instruction means other commands in ISO
 * 7816-4, TS 102 221 and GlobalPlatform), and by P1, P2 and data where those share both. `_OTHER` when in no table.
 */
export function commandType(command: CommandHeader): CommandType {
  const candidates = candidatesFor(command.cla, command.ins);
  return candidates.commandType ?? decide(candidates, command);
}

/**
 * The same from the bytes of a C-APDU, without taking them apart where class and instruction are enough. A malformed
 * command is named by its header; with less than a header it is `_OTHER`.
 */
export function commandTypeOfBytes(bytes: Uint8Array): CommandType {
  if (bytes.length < HEADER_LENGTH) return UNKNOWN;
  const candidates = candidatesFor(bytes[0] ?? 0, bytes[1] ?? 0);
  if (candidates.commandType !== undefined) return candidates.commandType;
  const command = parseCommand(bytes);
  const header = command.ok ? command : command.header;
  return header === undefined ? UNKNOWN : decide(candidates, header);
}

/** Every name that `commandType` gives, `_OTHER` last. */
export const COMMAND_TYPES: readonly CommandType[] = [
  ...new Set<CommandType>([...COMMAND_ROWS.map((row) => row.commandType), UNKNOWN]),
];
