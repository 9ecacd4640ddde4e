import { diag } from '@opentelemetry/api';
import { errorMessage } from './error-message';

/** The signals that ask a process to end. */
const END_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/** npm passes on a signal that the terminal has sent already: so soon after the first, a second is the same one. */
const ECHO_MS = 200;

/** What is done when a process ends. */
export interface ProcessEnd {
  /** Someone asked the process to end, which may still be serving. */
  readonly onSignal: () => Promise<void>;
  /** Nothing is left to do, so nothing is served any more. */
  readonly onIdle: () => Promise<void>;
}

/**
 * Acts when the process is asked to end, and when it ends because nothing is left to do. A signal is raised again
 * afterwards only if no one else listened for it: whoever does decides how the process ends. One that comes while
 * `onSignal` still runs, and that no one else listens for, is raised at once: whoever sends a second one will not wait.
 * Returns what takes the listeners off.
 */
export function onProcessEnd({ onSignal, onIdle }: ProcessEnd): () => void {
  let firstAtMs: number | undefined;
  let ended = false;
  const end = (signal: NodeJS.Signals, alone: boolean): void => {
    if (ended) return;
    ended = true;
    remove();
    if (alone) process.kill(process.pid, signal);
  };
  const signalled = (signal: NodeJS.Signals): void => {
    const alone = process.listenerCount(signal) === 1;
    const nowMs = performance.now();
    if (firstAtMs === undefined) {
      firstAtMs = nowMs;
      void reported(onSignal).then(() => reported(() => end(signal, alone)));
    } else if (alone && nowMs - firstAtMs >= ECHO_MS) end(signal, alone);
  };
  const idle = (): void => void reported(onIdle);
  const remove = (): void => {
    for (const signal of END_SIGNALS) process.removeListener(signal, signalled);
    process.removeListener('beforeExit', idle);
  };
  // First in line: a listener of `once` is taken off before it is called, and would not be counted after that.
  for (const signal of END_SIGNALS) process.prependListener(signal, signalled);
  process.on('beforeExit', idle);
  return remove;
}

/** Runs `work`; what it throws or rejects with is reported. */
async function reported(work: () => Promise<void> | void): Promise<void> {
  try {
    await work();
  } catch (error) {
    report(error);
  }
}

function report(error: unknown): void {
  diag.error(`the end of the process: ${errorMessage(error)}`);
}
