/** What a status word says: done, done with a remark or a hint to send again, or not done. */
export type StatusCategory = 'success' | 'warning' | 'error';

/** Which cards a row speaks of: TS 51.011 (class A0) or everything since. */
export type Generation = 'gsm' | 'uicc';

/**
 * One status word or a group of them. In `pattern`, x stands for any digit; in `meaning`, {xx} is SW2 and {x} its low
 * digit, in decimal. The row with the most digits wins; one for given commands wins over one for all.
 */
export interface StatusWordRow {
  readonly pattern: string;
  /** What stands on a metric's label, where it is not the pattern. */
  readonly label?: string;
  readonly category: StatusCategory;
  readonly meaning: string;
  readonly standard: string;
  /** The row is meant for this class of card; another one's is taken only when nothing else fits. */
  readonly generation?: Generation;
  /** The row is meant for the answers to these commands. */
  readonly commands?: readonly string[];
  /** Beyond what CardLink asks for: taken from the standard. */
  readonly added?: true;
}

type Extras = Pick<StatusWordRow, 'label' | 'generation' | 'commands' | 'added'>;
type RowMaker = (pattern: string, meaning: string, standard: string, extras?: Extras) => StatusWordRow;

const makerOf =
  (category: StatusCategory): RowMaker =>
  (pattern, meaning, standard, extras = {}) => ({ pattern, category, meaning, standard, ...extras });

export const success = makerOf('success');
export const warning = makerOf('warning');
export const error = makerOf('error');

export const ISO = 'ISO 7816-4';
export const UICC = 'TS 102 221';
export const UICC_ADMIN = 'TS 102 222';
export const USIM = 'TS 31.102';
export const GSM = 'TS 51.011';
export const GP = 'GlobalPlatform';
export const GP_ACCESS = 'GlobalPlatform SE Access Control';
