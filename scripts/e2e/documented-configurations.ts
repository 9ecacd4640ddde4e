import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Checks } from './checks';
import type { Tools } from './tools';

const ROOT = resolve(__dirname, '../..');
const DOCUMENTS = ['README.md', 'docs/prometheus.md', 'docs/differences.md'];
const YAML_BLOCK = /^```yaml\n([\s\S]*?)^```$/gm;

/** Has promtool read every piece of Prometheus's configuration that the documentation shows. */
export async function checkDocumentedConfigurations(
  checks: Checks,
  { promtool }: Tools,
  folder: string,
): Promise<void> {
  const blocks = DOCUMENTS.flatMap((document) => {
    const text = readFileSync(join(ROOT, document), 'utf8');
    return [...text.matchAll(YAML_BLOCK)].map(([, yaml = '']) => ({ document, yaml }));
  });
  const configurations = blocks.filter(({ yaml }) => /^scrape_configs:/m.test(yaml));
  await checks.check(
    `promtool accepts the ${configurations.length} configurations of Prometheus that the documentation shows`,
    () => {
      if (configurations.length === 0) throw new Error('there is none');
      for (const { document, yaml } of configurations) {
        const file = join(folder, 'prometheus.yml');
        writeFileSync(file, yaml);
        // Files that it refers to, as one with a token, are the reader's: they need not be here.
        const { status, stderr } = spawnSync(promtool, ['check', 'config', '--syntax-only', file], {
          encoding: 'utf8',
        });
        if (status !== 0) throw new Error(`${document}: ${stderr}\n${yaml}`);
      }
    },
  );
}
