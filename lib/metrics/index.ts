export type { BoundCounter, BoundRecorder } from './bind';
export { bind } from './bind';
