/**
 * Waits for something, but no longer than `timeoutMs`; resolves to whether it ended well in time and never rejects. The
 * timer keeps the process alive while it lasts, so that what awaits it is not cut off by an empty event loop.
 */
export async function endsWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, timeoutMs));
  });
  const ended = work.then(
    () => true,
    () => false,
  );
  try {
    return await Promise.race([ended, late]);
  } finally {
    clearTimeout(timer);
  }
}
