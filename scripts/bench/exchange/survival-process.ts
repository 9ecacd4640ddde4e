/**
 * A process that records exchanges between two forced collections of garbage: what `--trace-gc-nvp` tells between them
 * of what survived is the recordings' doing. Its arguments are the contestant, the work and how many loops to do.
 */
import { type ContestantName, createContestant } from './contestants';
import { loopOf, type Work } from './loop';

/** While code is still being compiled, the compiler allocates too. */
const SETTLE_MS = 200;

async function main(): Promise<void> {
  const [name, work, loops] = process.argv.slice(2);
  const loop = loopOf(createContestant(name as ContestantName), work as Work);
  for (let run = 0; run < 100; run += 1) await loop();
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  for (let run = 0; run < 100; run += 1) await loop();
  globalThis.gc?.();
  for (let run = 0; run < Number(loops); run += 1) await loop();
  globalThis.gc?.();
  process.exit();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
