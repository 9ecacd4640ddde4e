export { defaultOf } from './default-of';
export { formatSettings } from './format';
export type { HostLocation } from './host-version';
export { isLoopback } from './loopback';
export { settingsTableMarkdown } from './markdown';
export { describeOrigin, nameOrigin, overrules, type SettingOrigin } from './origin';
export { type SettingProblem, SettingsError } from './problem';
export { readSettings, type SettingsInput } from './read-settings';
export type { SettingRow } from './setting';
export type { Options, SettingKey, SettingValues } from './setting-values';
export type { SettingEntry, Settings } from './settings';
export type { Environment } from './sources/environment';
export { CONFIG_FILE_VARIABLE, SETTINGS } from './table';
export {
  findTlsProblems,
  type TlsFile,
  type TlsTexts,
  tlsFileRule,
  type Validity,
  validityOf,
} from './tls-texts';
export type { ByteSizeText } from './types/byte-size';
export { type DurationText, formatDuration, parseDuration } from './types/duration';
export { concealCredentials, concealUrl } from './types/endpoint';
export { type ComponentLevels, LOG_LEVEL_WORDS, type LogLevelWord, parseLogLevel } from './types/log-levels';
export { LOG_STREAMS } from './types/log-output';
export type { Pairs } from './types/pairs';
export type { SamplingRule, SamplingRulesInput } from './types/sampling-rules';
export { unreadableRule } from './types/text';
export { describeUnknown, type UnknownVariable } from './unknown-variables';
