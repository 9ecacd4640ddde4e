import { ROWS_BY_COMMAND } from './status-words/by-command';
import { GENERAL_ROWS } from './status-words/general';
import type { StatusWordRow } from './status-words/row';

export type { Generation, StatusCategory, StatusWordRow } from './status-words/row';

/** Every status word with a meaning: to all commands, and to some. */
export const STATUS_WORD_ROWS: readonly StatusWordRow[] = [...GENERAL_ROWS, ...ROWS_BY_COMMAND];
