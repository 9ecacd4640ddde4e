/**
 * Starts to measure time; what it gives tells the milliseconds since then: the lesser of the wall clock's and the
 * processor time of this process. Who works at the same time on the same machine adds to the first, other threads of
 * this process, such as those that collect garbage, to the second; what runs on the main thread is in both.
 */
export function startStopwatch(): () => number {
  const begun = process.cpuUsage();
  const begunMs = performance.now();
  return () => {
    const wallMs = performance.now() - begunMs;
    const { user, system } = process.cpuUsage(begun);
    return Math.min(wallMs, (user + system) / 1_000);
  };
}
