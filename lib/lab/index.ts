export { type CommandHost, type RunLabOptions, runLab } from './run-lab';
export type { OutputStream } from './screen';
