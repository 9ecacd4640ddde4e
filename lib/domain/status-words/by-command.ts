import { error, GP, GP_ACCESS, GSM, ISO, type StatusWordRow, UICC, UICC_ADMIN, warning } from './row';

/** Commands that present a PIN: a 63Cx in answer to them is a wrong PIN, and so an error. */
const PIN = ['VERIFY', 'CHANGE_PIN', 'DISABLE_PIN', 'ENABLE_PIN'];
const PUK = ['UNBLOCK_PIN'];
/** The same of the SIM before the UICC (TS 51.011), whose own words are 9804 and 9840. */
const CHV = ['VERIFY_CHV', 'CHANGE_CHV', 'DISABLE_CHV', 'ENABLE_CHV'];
const UNBLOCK_CHV = ['UNBLOCK_CHV'];

const CHANNELS = ['MANAGE_CHANNEL'];
const READING = ['READ_BINARY', 'READ_RECORD'];
const SEARCHING = ['SEARCH_RECORD', 'SEARCH_BINARY'];
const WRITING = ['UPDATE_BINARY', 'UPDATE_RECORD', 'WRITE_BINARY', 'WRITE_RECORD', 'APPEND_RECORD'];
const OFFSETS = ['READ_BINARY', 'UPDATE_BINARY', 'WRITE_BINARY', 'ERASE_BINARY', 'SEARCH_BINARY'];
const SECURE_CHANNEL = ['MANAGE_SECURE_CHANNEL', 'TRANSACT_DATA'];

const to = (commands: readonly string[]) => ({ commands });
const alsoTo = (...commands: readonly string[]) => ({ commands, added: true }) as const;

/**
 * What status words say in answer to certain commands, where that is more than they say to all. Categories differ from
 * the general ones only for wrong PINs and failed authentications.
 */
export const ROWS_BY_COMMAND: readonly StatusWordRow[] = [
  // PINs: TS 102 221, 9.5 and 11.1.9 to 11.1.13; ISO 7816-4:2005, 7.5.6
  error('63Cx', 'Wrong PIN; tries left: {x}', ISO, to([...PIN, ...CHV])),
  error('63Cx', 'Wrong unblocking code (PUK); tries left: {x}', ISO, to([...PUK, ...UNBLOCK_CHV])),
  error('6983', 'PIN is blocked; no tries left', ISO, alsoTo(...PIN)),
  error('6983', 'Unblocking code (PUK) is blocked; no tries left', ISO, alsoTo(...PUK)),
  error('6984', 'PIN cannot be used: it is disabled or invalidated', ISO, alsoTo(...PIN, ...PUK)),
  error('6A88', 'PIN with this reference (P2) not found', ISO, alsoTo(...PIN, ...PUK)),

  // Files: TS 102 221, 11.1; TS 102 222, 6
  warning('6282', 'End of file or record reached before Le bytes were read', ISO, alsoTo(...READING)),
  warning('6282', 'Search without a hit', ISO, alsoTo(...SEARCHING)),
  warning('6283', 'Selected, but the file is deactivated or the card is locked', ISO, alsoTo('SELECT')),
  warning('6381', 'Done; the file is now full', ISO, alsoTo(...WRITING)),
  error('6B00', 'Offset outside the file, or wrong P1 and P2', ISO, alsoTo(...OFFSETS)),
  error('6A84', 'Not enough memory for the file', UICC_ADMIN, alsoTo('CREATE_FILE', 'RESIZE_FILE')),
  error('6A82', 'File to delete not found', UICC_ADMIN, alsoTo('DELETE_FILE')),
  error('6A89', 'File identifier exists already', UICC_ADMIN, alsoTo('CREATE_FILE')),

  // Channels and security: TS 102 221, 11.1.16 to 11.1.22; GlobalPlatform Card 2.3.1, 11.7 and E.5
  warning('6200', 'Logical channel was closed already', GP, to(CHANNELS)),
  error('6A81', 'Function not supported, or not while the card is locked', GP, alsoTo('SELECT', ...CHANNELS)),
  error('6300', 'Authentication of the host failed', ISO, to(['EXTERNAL_AUTHENTICATE'])),
  error('6A88', 'Key with this version or identifier not found', GP, alsoTo('INITIALIZE_UPDATE')),
  error('9863', 'Secure channel: the security session expired', UICC, alsoTo(...SECURE_CHANNEL)),
  error('9864', 'Minimum suspension time too long', 'TS 31.102 / TS 102 221', to(['SUSPEND_UICC'])),

  // Card content: GlobalPlatform Card 2.3.1, 11.2 to 11.11
  warning('6310', 'More data available; ask for the next occurrence', GP, to(['GET_STATUS'])),
  error('6A88', 'Nothing on the card matches the search criteria', GP, alsoTo('GET_STATUS')),
  error('6A88', 'Data object not found', GP, alsoTo('GET_DATA')),
  error('6A82', 'Application or load file to delete not found', GP, alsoTo('DELETE')),
  error('6A88', 'Application, load file or key to delete not found', GP, alsoTo('DELETE')),
  error('6A80', 'Incorrect parameters in the data of INSTALL', GP, alsoTo('INSTALL')),
  error('6A84', 'Not enough memory to load or to install', GP, alsoTo('INSTALL', 'LOAD')),
  error('6A88', 'Load file, application or security domain referred to not found', GP, alsoTo('INSTALL')),
  error('6A84', 'Not enough memory for the keys', GP, alsoTo('PUT_KEY')),
  error('6A88', 'Key to replace not found', GP, alsoTo('PUT_KEY')),
  error('9484', 'Algorithm of the key not supported', GP, alsoTo('PUT_KEY')),
  error('9485', 'Key check value does not fit the key', GP, alsoTo('PUT_KEY')),
  error('6A88', 'Application or security domain not found', GP, alsoTo('SET_STATUS')),
  error('6A84', 'Not enough memory for the data', GP, alsoTo('STORE_DATA')),
  error('6A89', 'An access rule that is there already conflicts', GP_ACCESS, alsoTo('STORE_DATA')),

  // Class A0: TS 51.011, 9.4.4 and 9.4.5
  error('9804', 'Wrong CHV; at least one try left', GSM, alsoTo(...CHV)),
  error('9804', 'Wrong UNBLOCK CHV; at least one try left', GSM, alsoTo(...UNBLOCK_CHV)),
  error('9804', 'Authentication failed', GSM, alsoTo('RUN_GSM_ALGORITHM')),
  error('9840', 'CHV is blocked; no tries left', GSM, alsoTo(...CHV)),
  error('9840', 'UNBLOCK CHV is blocked; no tries left', GSM, alsoTo(...UNBLOCK_CHV)),
  error('9850', 'Value cannot be increased: it would pass its maximum', UICC, alsoTo('INCREASE')),
];
