import { classByte } from './class-byte';
import type { CommandHeader } from './command';
import { COMMAND_ROWS, type CommandRow, type CommandType } from './command-table';
import { commandType } from './command-type';

/** Which parts of an exchange are secret or may be. */
export interface Sensitivity {
  /** The command data. */
  readonly data: boolean;
  /** The response data, never the status word. */
  readonly response: boolean;
}

const OPEN: Sensitivity = Object.freeze({ data: false, response: false });
const BOTH: Sensitivity = Object.freeze({ data: true, response: true });
const SENSITIVITY_BY_MARK = {
  data: Object.freeze({ data: true, response: false }),
  response: Object.freeze({ data: false, response: true }),
  both: BOTH,
} as const satisfies Record<NonNullable<CommandRow['secret']>, Sensitivity>;

const ROWS: readonly (CommandRow & { readonly commandType: CommandType })[] = COMMAND_ROWS;
const SENSITIVITY_BY_TYPE: ReadonlyMap<CommandType, Sensitivity> = new Map(
  ROWS.map((row) => [row.commandType, row.secret === undefined ? OPEN : SENSITIVITY_BY_MARK[row.secret]]),
);

/** What is secret about a command of this type. Everything about `_OTHER`: what is not known is not shown. */
export function sensitivityOf(type: CommandType): Sensitivity {
  return SENSITIVITY_BY_TYPE.get(type) ?? BOTH;
}

/**
 * What is secret about this command: as its type says, and all of it under secure messaging (the bodies of secured
 * packets are secrets).
 */
export function commandSensitivity(command: CommandHeader): Sensitivity {
  if (classByte(command.cla).secureMessaging !== 'none') return BOTH;
  return sensitivityOf(commandType(command));
}

/** Whether the command's data is secret, or may be. */
export function isSecretCommand(command: CommandHeader): boolean {
  return commandSensitivity(command).data;
}
