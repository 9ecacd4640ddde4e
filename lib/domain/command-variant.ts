import { classByte } from './class-byte';
import type { Command } from './command';
import type { CommandType } from './command-table';
import { storeDataFunction } from './store-data';

/** How SELECT names what it selects: ISO 7816-4:2005, 7.1.1, table 39 (P1). */
const SELECT_BY: Readonly<Record<number, string>> = {
  0: 'by_file_id',
  1: 'child_df',
  2: 'child_ef',
  3: 'parent_df',
  4: 'by_df_name',
  8: 'path_from_mf',
  9: 'path_from_current_df',
};

/** What INSTALL is for: GlobalPlatform Card 2.3.1, 11.5.2.1 (P1 without the bit that says that more follow). */
const INSTALL_FOR: Readonly<Record<number, string>> = {
  2: 'for_load',
  4: 'for_install',
  8: 'for_make_selectable',
  12: 'for_install_and_make_selectable',
  14: 'for_load_install_and_make_selectable',
  16: 'for_extradition',
  32: 'for_personalization',
  64: 'for_registry_update',
};
const MORE_INSTALLS = 0x80;

/** What GET STATUS asks about: GlobalPlatform Card 2.3.1, 11.4.2.1 (P1). */
const STATUS_OF: Readonly<Record<number, string>> = {
  128: 'issuer_security_domain',
  64: 'applications',
  32: 'load_files',
  16: 'load_files_and_modules',
};

/** Whose life cycle SET STATUS changes: GlobalPlatform Card 2.3.1, 11.10.2.1 (P1). */
const STATUS_FOR: Readonly<Record<number, string>> = {
  128: 'issuer_security_domain',
  64: 'application',
  96: 'security_domain_and_its_applications',
};

/** ISO 7816-4:2005, 7.1.2 (P1). */
const CHANNEL_ACTION: Readonly<Record<number, string>> = { 0: 'open', 128: 'close' };

/** GlobalPlatform Card 2.3.1, 11.6.2.1 (P1). */
const LOAD_BLOCK: Readonly<Record<number, string>> = { 0: 'block', 128: 'last_block' };

/** GlobalPlatform Card 2.3.1, 11.2.2.2 (P2). */
const DELETE_WHAT: Readonly<Record<number, string>> = { 0: 'object', 128: 'object_and_related' };

/** A PIN command without data asks how many tries are left: TS 102 221, 11.1.9 and 11.1.13; ISO 7816-4:2005, 7.5.6. */
const triesQuery = (command: Command) => (command.dataLength === 0 ? 'tries_query' : undefined);

/** Under secure messaging the data may be enciphered and tells nothing; later blocks hold no tag. */
function functionOf(command: Command): string | undefined {
  if (command.p2 !== 0 || classByte(command.cla).secureMessaging !== 'none') return undefined;
  const name = storeDataFunction(command.data);
  return name === '_OTHER' ? undefined : name;
}

const VARIANT_OF: ReadonlyMap<CommandType, (command: Command) => string | undefined> = new Map<
  CommandType,
  (command: Command) => string | undefined
>([
  ['SELECT', ({ p1 }) => SELECT_BY[p1]],
  ['INSTALL', ({ p1 }) => INSTALL_FOR[p1 & ~MORE_INSTALLS]],
  ['GET_STATUS', ({ p1 }) => STATUS_OF[p1]],
  ['SET_STATUS', ({ p1 }) => STATUS_FOR[p1]],
  ['MANAGE_CHANNEL', ({ p1 }) => CHANNEL_ACTION[p1]],
  ['LOAD', ({ p1 }) => LOAD_BLOCK[p1]],
  ['DELETE', ({ p2 }) => DELETE_WHAT[p2]],
  ['VERIFY', triesQuery],
  ['UNBLOCK_PIN', triesQuery],
  ['STORE_DATA', functionOf],
]);

/**
 * What a command does beyond its name: SELECT `by_df_name`, INSTALL `for_load`, STORE DATA `ENABLE_PROFILE` (the ES10
 * functions of SGP.22). One of a bounded list; undefined where P1, P2 and data tell nothing that the standards define.
 *
 * @param type what `commandType` called it
 */
export function commandVariant(type: CommandType, command: Command): string | undefined {
  return VARIANT_OF.get(type)?.(command);
}
