export { errorCode } from './error-code';
export { type CommandHost, type RunLabOptions, runLab } from './run-lab';
export type { OutputStream } from './screen';
export { type ShowSessionsOptions, showSessions } from './show-sessions';
