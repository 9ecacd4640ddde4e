import { type CommandHeader, parseCommand } from './command';
import type { CommandRule } from './command-rules';
import { COMMAND_ROWS, type CommandRow, type CommandType } from './command-table';

type Row = (typeof COMMAND_ROWS)[number];

/** The rows of one class and instruction, those with a rule first; `commandType` where no rule is needed. */
interface Candidates {
  readonly commandType: CommandType | undefined;
  readonly rows: readonly Candidate[];
}

/** What a look at a command needs of a row; all of one shape. */
interface Candidate {
  readonly commandType: CommandType;
  readonly when: CommandRule | undefined;
}

const UNKNOWN: CommandType = '_OTHER';
const HEADER_LENGTH = 4;

/** The class bytes that a cell such as `8X CX 84` stands for, each once: a row may name one twice (80 and 8X). */
function classesOf(cell: string): readonly number[] {
  const classes = new Set<number>();
  for (const pattern of cell.split(' ')) {
    const first = Number.parseInt(pattern.replace('X', '0'), 16);
    const last = pattern.endsWith('X') ? first + 15 : first;
    for (let cla = first; cla <= last; cla += 1) classes.add(cla);
  }
  return [...classes];
}

/** One name needs no look at the command where some row of that class and instruction has it without a rule. */
function candidatesOf(rows: readonly (CommandRow & Row)[]): Candidates {
  const types = new Set(rows.map((row) => row.commandType));
  const needsLook = types.size > 1 || (types.size > 0 && rows.every((row) => row.when !== undefined));
  return {
    commandType: needsLook ? undefined : (rows[0]?.commandType ?? UNKNOWN),
    rows: rows
      .map(({ commandType, when }) => ({ commandType, when }))
      .sort((a, b) => Number(b.when !== undefined) - Number(a.when !== undefined)),
  };
}

/** The index of each class and instruction into CANDIDATES, 0 where there is none: one read a command. */
const INDEX = new Uint8Array(0x10000);
const CANDIDATES: Candidates[] = [candidatesOf([])];
const CLASSES_WITH_COMMANDS = new Uint8Array(0x100);

/** Some hundred objects serve five thousand pairs: those with the same rows share one. */
function fillIndex(): void {
  const rowsOf: (readonly Row[])[] = [[]];
  for (const row of COMMAND_ROWS) {
    const joined = new Map<number, number>();
    for (const cla of classesOf(row.classes)) {
      const key = (cla << 8) | row.ins;
      const before = INDEX[key] ?? 0;
      const after = joined.get(before) ?? rowsOf.push([...(rowsOf[before] ?? []), row]) - 1;
      joined.set(before, after);
      INDEX[key] = after;
      CLASSES_WITH_COMMANDS[cla] = 1;
    }
  }
  for (const rows of rowsOf.slice(1)) CANDIDATES.push(candidatesOf(rows));
  if (CANDIDATES.length > 0x100) throw new Error('the table of commands needs an index of 16 bits');
}

fillIndex();

/** Whether any table has a command in a class. */
export function hasCommands(cla: number): boolean {
  return CLASSES_WITH_COMMANDS[cla & 0xff] === 1;
}

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
