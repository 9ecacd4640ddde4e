import { classByte } from './class-byte';
import type { CommandHeader } from './command';
import type { CommandType } from './command-table';
import { COMMAND_TYPES, commandType, hasCommands } from './command-type';

/**
 * Why a command has no name of the tables: there is no header; its class is the one that no card may have (FF), one that
 * ISO 7816-4 keeps back (2X, 3X), or one in which no table has any command; its instruction is one that cannot be (6X,
 * 9X: ISO 7816-4:2005, 5.1.2) or one that no table has in this class.
 */
export const UNKNOWN_COMMAND_REASONS = [
  'too_short',
  'invalid_class',
  'reserved_class',
  'unknown_class',
  'invalid_instruction',
  'unknown_instruction',
] as const;

/** See `UNKNOWN_COMMAND_REASONS`. */
export type UnknownCommandReason = (typeof UNKNOWN_COMMAND_REASONS)[number];

/** What a command is called, or why it has no name. */
export type CommandName =
  | { readonly ok: true; readonly commandType: Exclude<CommandType, '_OTHER'> }
  | { readonly ok: false; readonly commandType: '_OTHER'; readonly reason: UnknownCommandReason };

const NAMES: ReadonlyMap<CommandType, CommandName> = new Map(
  COMMAND_TYPES.filter((type): type is Exclude<CommandType, '_OTHER'> => type !== '_OTHER').map((type) => [
    type,
    Object.freeze({ ok: true, commandType: type }),
  ]),
);

const UNKNOWN: ReadonlyMap<UnknownCommandReason, CommandName> = new Map(
  UNKNOWN_COMMAND_REASONS.map((reason) => [
    reason,
    Object.freeze({ ok: false, commandType: '_OTHER', reason }),
  ]),
);

/**
 * Names a command by its header and, where two share class and instruction, its data; a command that no table knows
 * gets `_OTHER` and the reason. Never throws. What comes out is shared and frozen.
 *
 * @param header of the command; undefined when there are fewer than four bytes
 */
export function commandName(header: CommandHeader | undefined): CommandName {
  const type = header === undefined ? '_OTHER' : commandType(header);
  const name = NAMES.get(type) ?? UNKNOWN.get(unknownCommandReason(header));
  return name as CommandName;
}

/** Why a command that `commandType` calls `_OTHER` has no name. */
export function unknownCommandReason(header: CommandHeader | undefined): UnknownCommandReason {
  if (header === undefined) return 'too_short';
  const { kind } = classByte(header.cla);
  if (kind === 'invalid') return 'invalid_class';
  if (kind === 'reserved') return 'reserved_class';
  if (!hasCommands(header.cla)) return 'unknown_class';
  const firstDigit = header.ins & 0xf0;
  return firstDigit === 0x60 || firstDigit === 0x90 ? 'invalid_instruction' : 'unknown_instruction';
}
