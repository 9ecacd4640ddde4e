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
}

const ISO = 'ISO 7816-4';
const UICC = 'TS 102 221';
const USIM = 'TS 31.102';
const GSM = 'TS 51.011';
const GP = 'GlobalPlatform';
const GP_ACCESS = 'GlobalPlatform SE Access Control';

/** Commands that present a PIN: a 63Cx in answer to them is a wrong PIN, and so an error. */
export const PIN_COMMANDS = [
  'VERIFY',
  'CHANGE_PIN',
  'DISABLE_PIN',
  'ENABLE_PIN',
  'UNBLOCK_PIN',
  'VERIFY_CHV',
  'CHANGE_CHV',
  'DISABLE_CHV',
  'ENABLE_CHV',
  'UNBLOCK_CHV',
] as const;

const EXTERNAL_AUTHENTICATE = ['EXTERNAL_AUTHENTICATE'] as const;

type Extras = Pick<StatusWordRow, 'label' | 'generation' | 'commands'>;
type RowMaker = (pattern: string, meaning: string, standard: string, extras?: Extras) => StatusWordRow;

const makerOf =
  (category: StatusCategory): RowMaker =>
  (pattern, meaning, standard, extras = {}) => ({ pattern, category, meaning, standard, ...extras });

const success = makerOf('success');
const warning = makerOf('warning');
const error = makerOf('error');

const GSM_ONLY: Extras = { generation: 'gsm' };
const UICC_ONLY: Extras = { generation: 'uicc' };

/** Every status word with a meaning of its own (ISO 7816-4:2005, 5.1.3; TS 102 221, 10.2; TS 51.011, 9.4). */
export const STATUS_WORD_ROWS: readonly StatusWordRow[] = [
  success('9000', 'Done', ISO),
  success('61xx', 'Done; bytes to fetch with GET RESPONSE: {xx}', ISO),
  success('91xx', 'Done; a proactive command is waiting, bytes: {xx}', UICC),
  success('92xx', 'Done; a data transfer session is under way', UICC, UICC_ONLY),
  success('920x', 'Done; internal write retries: {x}', GSM, GSM_ONLY),
  error('9240', 'Memory problem', GSM, GSM_ONLY),
  error('9300', 'Card application toolkit is busy; try again later', UICC, UICC_ONLY),
  error('9Exx', 'SIM data download failed; bytes of response: {xx}', GSM, GSM_ONLY),
  success('9Fxx', 'Done; bytes of response: {xx}', GSM, GSM_ONLY),

  warning('6200', 'No information given; non-volatile memory unchanged', ISO),
  warning('6200', 'Logical channel was closed already', GP, { commands: ['MANAGE_CHANNEL'] }),
  warning('6281', 'Part of the returned data may be corrupt', ISO),
  warning('6282', 'End of file or record before Le bytes, or search without a hit', ISO),
  warning('6283', 'Selected file is deactivated, or the card is locked', ISO),
  warning('6284', 'Selected file is in termination state', UICC),
  warning('62F1', 'More data available', UICC),
  warning('62F2', 'More data available and a proactive command is waiting', UICC),
  warning('62F3', 'Response data available', UICC),
  warning('6300', 'No information given; non-volatile memory changed', ISO),
  error('6300', 'Authentication of the host failed', ISO, { commands: EXTERNAL_AUTHENTICATE }),
  warning('6310', 'More data available', GP, { commands: ['GET_STATUS'] }),
  warning('6381', 'Rule stored; an access rule existed already', GP_ACCESS),
  warning('6382', 'Rule stored; an unknown object in it was ignored', GP_ACCESS),
  warning('63Cx', 'Done after retries: {x}', ISO),
  error('63Cx', 'Wrong PIN; tries left: {x}', ISO, { commands: PIN_COMMANDS }),
  warning('63F1', 'More data expected', UICC),
  warning('63F2', 'More data expected and a proactive command is waiting', UICC),

  error('6400', 'Execution error; non-volatile memory unchanged', ISO),
  error('6500', 'Execution error; non-volatile memory changed', ISO),
  error('6581', 'Memory failure', ISO),
  error('6700', 'Wrong length', ISO, { label: '67xx' }),
  error('67xx', 'Wrong length, as this command defines it', ISO),
  error('6800', 'Function of the class byte not supported', ISO),
  error('6881', 'Logical channel not supported or not active', ISO),
  error('6882', 'Secure messaging not supported', ISO),
  error('6883', 'Last command of the chain expected', ISO),
  error('6884', 'Command chaining not supported', ISO),
  error('6900', 'Command not allowed; no information given', ISO),
  error('6981', "Command does not fit the file's structure", ISO),
  error('6982', 'Security status not satisfied', ISO),
  error('6983', 'Authentication method or PIN blocked', ISO),
  error('6984', 'Referenced data invalidated', ISO),
  error('6985', 'Conditions of use not satisfied', ISO),
  error('6986', 'Command not allowed: no elementary file selected', ISO),
  error('6987', 'Expected secure messaging object missing', ISO),
  error('6988', 'Secure messaging object incorrect', ISO),
  error('6989', 'Command not allowed on this secure channel', UICC),
  error('6999', 'Application selection failed', 'GlobalPlatform / Java Card'),
  error('6A80', 'Incorrect values in the command data', ISO),
  error('6A81', 'Function not supported', ISO),
  error('6A82', 'File or application not found', ISO),
  error('6A83', 'Record not found', ISO),
  error('6A84', 'Not enough memory', ISO),
  error('6A85', 'Lc does not fit the TLV structure', ISO),
  error('6A86', 'Incorrect P1 or P2', ISO),
  error('6A87', 'Lc does not fit P1 and P2', ISO),
  error('6A88', 'Referenced data not found', ISO),
  error('6A89', 'File exists already, or an access rule conflicts', ISO),
  error('6A8A', 'DF name exists already', ISO),
  error('6B00', 'Wrong P1 and P2, or offset outside the file', ISO),
  warning('6Cxx', 'Wrong Le; send again with {xx}', ISO),
  error('6D00', 'Instruction not supported', ISO),
  error('6E00', 'Class not supported', ISO),
  error('6F00', 'Technical problem; no diagnosis given', ISO, { label: '6Fxx' }),
  error('6Fxx', 'Technical problem, as this command defines it', ISO),

  error('9400', 'No elementary file selected', GSM, GSM_ONLY),
  error('9402', 'Address out of range', GSM, GSM_ONLY),
  error('9404', 'File or pattern not found', GSM, GSM_ONLY),
  error('9408', 'File does not fit the command', GSM, GSM_ONLY),
  error('9484', 'Algorithm not supported', GP),
  error('9485', 'Invalid key check value', GP),
  error('9802', 'No CHV initialised', GSM, GSM_ONLY),
  error('9804', 'Access condition not met: wrong CHV or authentication failed', GSM, GSM_ONLY),
  error('9808', 'Contradiction with the CHV status', GSM, GSM_ONLY),
  error('9810', 'Contradiction with the invalidation status', GSM, GSM_ONLY),
  error('9840', 'Wrong CHV, which is now blocked', GSM, GSM_ONLY),
  error('9850', 'INCREASE impossible: maximum reached', UICC),
  error('9862', 'Authentication error: incorrect MAC', USIM),
  error('9863', 'Security session expired', UICC),
  error('9864', 'Security context not supported', 'TS 31.102 / TS 102 221'),
  error('9864', 'Minimum suspension time too long', 'TS 31.102 / TS 102 221', { commands: ['SUSPEND_UICC'] }),
  error('9865', 'Key freshness failure', USIM),
  error('9866', 'Authentication error: no memory', USIM),
  error('9867', 'Authentication error: no memory in EF MUK', USIM),
];
