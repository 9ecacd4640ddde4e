/**
 * Checks the package as a user gets it: packs it, lints the tarball (publint, attw), installs it into an empty project
 * and imports every entry point from CommonJS and from ES modules, by name, in JavaScript and in TypeScript that checks
 * the declarations as well. `npm run check:package`.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { checkDecorators } from './decorated';
import { checkTypes } from './typed';

const root = resolve(__dirname, '../..');

/** What a user imports by name, by entry point. */
const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  '@cardlink/observability': [
    'startObservability',
    'getObservability',
    'healthChecks',
    'observePskTlsServer',
    'sessionOf',
    'bind',
    'traced',
    'tracing',
    'withSpan',
  ],
  '@cardlink/observability/metrics': ['MeterProvider', 'protobufWithExemplars', 'jsonWithExemplars'],
  '@cardlink/observability/prometheus': ['PrometheusReader'],
  '@cardlink/observability/semconv': ['METRIC_CARDLINK_SESSIONS', 'ATTR_APDU_COMMAND_TYPE'],
  '@cardlink/observability/testing': ['testObservability'],
};

/** The forms in which the names are imported, and the file that does it. */
const FORMS = {
  CommonJS: {
    file: 'import.cjs',
    line: (names: readonly string[], from: string) => `const { ${names.join(', ')} } = require('${from}');`,
  },
  'ES modules': {
    file: 'import.mjs',
    line: (names: readonly string[], from: string) => `import { ${names.join(', ')} } from '${from}';`,
  },
} as const;

function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}`);
}

function step(name: string, work: () => void): void {
  process.stdout.write(`package: ${name} … `);
  work();
  process.stdout.write('ok\n');
}

function importsProgram(line: (names: readonly string[], from: string) => string): string {
  const entries = Object.entries(IMPORTS);
  const names = entries.flatMap(([, exported]) => exported);
  return [
    ...entries.map(([from, exported]) => line(exported, from)),
    `const imported = { ${names.join(', ')} };`,
    'const missing = Object.entries(imported).filter(([, value]) => value === undefined).map(([name]) => name);',
    "if (missing.length > 0) throw new Error('not exported: ' + missing.join(', '));",
  ].join('\n');
}

function pack(into: string): string {
  const packed = run('npm', ['pack', '--silent', '--pack-destination', into], root).trim().split('\n').at(-1);
  if (!packed) throw new Error('npm pack named no file');
  return join(into, packed);
}

function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'cardlink-package-'));
  try {
    let tarball = '';
    step('npm pack', () => {
      tarball = pack(folder);
    });
    step('publint', () => void run('npx', ['publint', '--strict', tarball], root));
    // Node 10 knows no `exports`; this package needs Node 20.9.
    step('are the types wrong?', () => void run('npx', ['attw', tarball, '--profile', 'node16'], root));
    step('installs into an empty project', () => {
      writeFileSync(join(folder, 'package.json'), '{ "name": "user", "private": true }\n');
      const { devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
      const api = `@opentelemetry/api@${devDependencies['@opentelemetry/api']}`;
      run('npm', ['install', '--silent', '--no-audit', '--no-fund', tarball, api], folder);
    });
    for (const [name, { file, line }] of Object.entries(FORMS)) {
      step(`imports by name from ${name}`, () => {
        writeFileSync(join(folder, file), importsProgram(line));
        run(process.execPath, [file], folder);
      });
    }
    step('has types that hold in themselves, as CommonJS and as ES modules', () =>
      checkTypes(folder, root, [...Object.keys(IMPORTS), '@cardlink/observability/register']),
    );
    step('compiles with decorators, as CommonJS and as ES modules', () => checkDecorators(folder, root));
    step('cardlink-metrics and gp-observe answer', () => {
      const version = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version;
      for (const command of ['cardlink-metrics', 'gp-observe']) {
        const said = run('npx', ['--no-install', command, '--version'], folder).trim();
        if (said !== version) throw new Error(`${command} --version said ${said}, not ${version}`);
      }
    });
    step('node --require …/register ends with its program', () => {
      const environment = { ...process.env, GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0' };
      const args = ['--require', '@cardlink/observability/register', '-e', 'console.log("program")'];
      const said = execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', env: environment });
      if (said !== 'program\n') throw new Error(`the program's output was ${JSON.stringify(said)}`);
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

try {
  main();
} catch (error) {
  process.stdout.write(`FAILED\n${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
