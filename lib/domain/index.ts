export { AT_COMMAND_NAMES, type AtCommand, type AtCommandFault, atCommand } from './at-command';
export { type AtErrorType, type AtResult, atErrorIn, atFinalResult } from './at-result';
export { type BipBearer, type BipResultError, bipBearer, bipResultError } from './bip';
export { type ClassByte, type ClassKind, classByte, type SecureMessaging } from './class-byte';
export {
  COMMAND_FAULTS,
  Command,
  type CommandCase,
  type CommandFault,
  type CommandFields,
  type CommandHeader,
  encodeCommand,
  type MalformedCommand,
  type ParsedCommand,
  parseCommand,
} from './command';
export {
  type CommandName,
  commandName,
  UNKNOWN_COMMAND_REASONS,
  type UnknownCommandReason,
  unknownCommandReason,
} from './command-name';
export {
  type CommandScript,
  type CommandScriptOptions,
  encodeCommandScript,
  parseCommandScript,
} from './command-script';
export { COMMAND_ROWS, type CommandRow, type CommandType } from './command-table';
export { COMMAND_TYPES, commandType, commandTypeOfBytes } from './command-type';
export { commandVariant } from './command-variant';
export { hexByte, hexWord } from './hex';
export {
  type MalformedResponse,
  type ParsedResponse,
  parseResponse,
  type Response,
  statusWord,
} from './response';
export {
  type BadFormat,
  encodeResponseScript,
  parseResponseScript,
  type ResponseScript,
  type ResponseScriptFields,
} from './response-script';
export type { MalformedScript, ScriptFault, ScriptForm, ScriptLimits, ScriptObject } from './script';
export type { ScriptAction, ScriptChaining } from './script-actions';
export { SCRIPT_STATUSES, type ScriptStatus, scriptStatus } from './script-status';
export { commandSensitivity, isSecretCommand, type Sensitivity, sensitivityOf } from './sensitivity';
export {
  apduErrorType,
  explainAnswer,
  explainStatusWord,
  LABEL_NUMBERS,
  labelNumberOf,
  STATUS_WORD_LABELS,
  type StatusWordContext,
  type StatusWordExplanation,
  StatusWords,
  type UnknownStatusWordReason,
} from './status-word';
export { STATUS_WORD_ERROR_TYPES, type StatusWordErrorType } from './status-word-error';
export { STATUS_WORD_ROWS, type StatusCategory, type StatusWordRow } from './status-word-table';
export { STORE_DATA_ROWS, type StoreDataFunction, type StoreDataRow, storeDataFunction } from './store-data';
