import { GLOBAL_PLATFORM_ROWS } from './commands/global-platform';
import { GSM_ROWS } from './commands/gsm';
import { INTERINDUSTRY_ROWS } from './commands/interindustry';
import { UICC_ROWS } from './commands/uicc';

export type { CommandRow } from './commands/row';

/** Every command that has a name of its own. */
export const COMMAND_ROWS = [
  ...INTERINDUSTRY_ROWS,
  ...UICC_ROWS,
  ...GLOBAL_PLATFORM_ROWS,
  ...GSM_ROWS,
] as const;

/** What a command is called on labels and spans. A class and instruction in no row are `_OTHER`. */
export type CommandType = (typeof COMMAND_ROWS)[number]['commandType'] | '_OTHER';
