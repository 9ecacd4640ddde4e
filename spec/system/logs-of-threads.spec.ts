import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child, endChildren } from './support/child';
import { temporaryFolder } from './support/lab-process';

const APP = join(__dirname, 'support/apps/logging-threads.cjs');

describe('what a worker thread logs', () => {
  afterEach(endChildren);

  it('is in the file that the main thread writes too, as all of its own is, whenever that is put aside', async () => {
    const { path: folder, remove } = temporaryFolder();
    try {
      const child = Child.node([APP], { env: { LOG_FILE: join(folder, 'app.log') } });
      expect((await child.exit).code).toBe(0);

      const files = readdirSync(folder);
      expect(files.length).toBeGreaterThan(2);
      const numbers: Record<string, number[]> = {};
      for (const text of files.map((name) => readFileSync(join(folder, name), 'utf8'))) {
        for (const line of text.trimEnd().split('\n')) {
          const { component, context } = JSON.parse(line) as {
            component: string;
            context: { number: number };
          };
          numbers[component] ??= [];
          numbers[component].push(context.number);
        }
      }
      const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
      const sorted = (list: readonly number[] = []) => [...list].sort((one, other) => one - other);
      expect(sorted(numbers.main)).toEqual(upTo(5_000));
      expect(sorted(numbers.worker)).toEqual(upTo(4_000));
    } finally {
      remove();
    }
  });
});
