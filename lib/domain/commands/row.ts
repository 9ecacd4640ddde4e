import type { CommandRule } from '../command-rules';

/**
 * A command by its class and instruction. Where two rows share both, the one whose `when` holds is meant, else the
 * one without.
 */
export interface CommandRow {
  /** Class bytes as patterns with spaces between; X stands for any digit (the logical channel). */
  readonly classes: string;
  readonly ins: number;
  readonly commandType: string;
  readonly standard: string;
  /** The clause: of TS 102 221 where that is among the standards; undefined where editions number differently. */
  readonly clause?: string;
  /** Which bytes are secret or may be, on the way to the card (data) or back (response). */
  readonly secret?: 'data' | 'response' | 'both';
  readonly when?: CommandRule;
  /** Beyond what CardLink's servers and test suites send: taken from the standard, so that a trace has its name. */
  readonly added?: true;
}

/** What a row may say beside its class, instruction and name. */
export type RowExtras = Pick<CommandRow, 'secret' | 'when' | 'added'>;

/** Makes the rows of one standard; their names keep their literal types. */
export const rowsOf =
  (standard: string) =>
  <const Name extends string>(
    classes: string,
    ins: number,
    commandType: Name,
    clause?: string,
    extras: RowExtras = {},
  ): CommandRow & { readonly commandType: Name } => ({
    classes,
    ins,
    commandType,
    standard,
    ...(clause !== undefined && { clause }),
    ...extras,
  });

export const DATA = { secret: 'data' } as const;
export const RESPONSE = { secret: 'response' } as const;
export const BOTH = { secret: 'both' } as const;
