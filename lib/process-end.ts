/** The signals that ask a process to end. */
const END_SIGNALS = ['SIGTERM', 'SIGINT'] as const;

/**
 * Runs `shutdown` when the process is asked to end, and when it ends because nothing is left to do. A signal is raised
 * again afterwards only if no one else listens for it: whoever does decides how the process ends. Returns what takes
 * the listeners off.
 */
export function onProcessEnd(shutdown: () => Promise<void>): () => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    const alone = process.listenerCount(signal) === 1;
    void shutdown().then(() => {
      remove();
      if (alone) process.kill(process.pid, signal);
    });
  };
  const onIdle = (): void => void shutdown();
  const remove = (): void => {
    for (const signal of END_SIGNALS) process.removeListener(signal, onSignal);
    process.removeListener('beforeExit', onIdle);
  };
  for (const signal of END_SIGNALS) process.on(signal, onSignal);
  process.on('beforeExit', onIdle);
  return remove;
}
