// Puts the SDK into one file, dist/bundle.js, after tsc has written dist/: a start then reads one file instead of some
// two hundred, which is most of what a start of ours costs (docs/performance.md). The entry points that users import
// become a line for each name that they export. Types stay as tsc wrote them; the command line and the lab stay files
// of their own, since they are users of the package.
import { chmodSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';

const root = resolve(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');
const dist = join(root, 'dist');

/** Folders of dist/ that keep their files: they enter the package by its entry points. */
const KEPT = ['cli', 'lab'];

/** Entry points beside the main one, which the bundle evaluates only when they are first required. */
const LAZY_ENTRIES = {
  'prometheus/index': 'prometheus',
  'testing/index': 'testing',
  register: 'register',
};

/**
 * Rooms that users may load without the rest: constants and definitions, and the storage of metrics. What is made with
 * one copy of the latter works with the other.
 */
const ALONE = ['semconv/index', 'metrics/public'];

const BUNDLE_ENTRY = `
  export * from './lib/index';
  export const entryPoints = {
    ${Object.entries(LAZY_ENTRIES)
      .map(([file, name]) => `${name}: () => require('./lib/${file}'),`)
      .join('\n    ')}
  };
`;

const SHARED = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20.9',
  packages: 'external',
  sourcemap: 'linked',
  logLevel: 'warning',
};

/** Deletes tsc's JavaScript of what the bundle holds; the declarations stay. */
function removeScripts(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (folder !== dist || !KEPT.includes(entry.name)) removeScripts(path);
    } else if (/\.js(\.map)?$/.test(entry.name)) rmSync(path);
  }
}

/** An entry point: explicit assignments, which Node also finds when an ES module imports by name. */
function entryPoint(from, names) {
  return [
    "'use strict';",
    `const bundle = ${from};`,
    ...names.map((name) => `exports.${name} = bundle.${name};`),
    '',
  ].join('\n');
}

removeScripts(dist);
await build({
  ...SHARED,
  stdin: { contents: BUNDLE_ENTRY, resolveDir: root, sourcefile: 'bundle-entry.ts', loader: 'ts' },
  outfile: join(dist, 'bundle.js'),
});
for (const file of ALONE) {
  await build({
    ...SHARED,
    entryPoints: [join(root, `lib/${file}.ts`)],
    outfile: join(dist, `${file}.js`),
  });
}

const bundle = createRequire(import.meta.url)(join(dist, 'bundle.js'));
const names = Object.keys(bundle).filter((name) => name !== 'entryPoints');
writeFileSync(join(dist, 'index.js'), entryPoint("require('./bundle.js')", names));
for (const [file, name] of Object.entries(LAZY_ENTRIES)) {
  const up = file.includes('/') ? '..' : '.';
  const exported = name === 'register' ? [] : Object.keys(bundle.entryPoints[name]());
  const from = `require('${up}/bundle.js').entryPoints.${name}()`;
  writeFileSync(join(dist, `${file}.js`), entryPoint(from, exported));
}

// What `bin` names: npm makes it executable when it installs it, and not again when it is built anew.
chmodSync(join(dist, 'cli', 'main.js'), 0o755);
