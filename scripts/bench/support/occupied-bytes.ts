const COLLECTIONS = 4;

/** The heap and what hangs on it, typed arrays among them, when nothing is left to be freed. Node needs `--expose-gc`. */
export async function occupiedBytes(): Promise<number> {
  if (!globalThis.gc) throw new Error('memory is measured with --expose-gc');
  for (let collection = 0; collection < COLLECTIONS; collection += 1) {
    globalThis.gc();
    // What is freed by the end of a task, such as the memory behind typed arrays.
    await new Promise((resolve) => setImmediate(resolve));
  }
  // `external` holds `arrayBuffers` already.
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
