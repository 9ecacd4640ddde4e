/**
 * The end-to-end run: the lab against a real OpenTelemetry Collector and a real Prometheus, over the protocols of OTLP
 * and to Zipkin, and our expositions read by others. `npm run e2e`. A tool that cannot be built fails the run; nothing
 * is skipped.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { endChildren } from '../../spec/system/support/child';
import { temporaryFolder } from '../../spec/system/support/lab-process';
import { checkAccept } from './accept-checks';
import { Checks } from './checks';
import { checkAgainstCollector } from './collector-comparison';
import { checkCreated } from './created-checks';
import { checkDatabases } from './database-checks';
import { checkDocumentedConfigurations } from './documented-configurations';
import { checkExemplars } from './exemplar-checks';
import { checkFormats } from './format-checks';
import { checkHealthOfExport } from './health-checks';
import { checkHostileScrapes } from './hostile-scrapes';
import { checkBusyLab, checkLabToZipkin, checkRepeatable, PROTOCOLS } from './lab-checks';
import { checkOpenMetricsReading } from './openmetrics-reading';
import { checkSameContent } from './same-content';
import { checkSecured } from './secured-scrapes';
import { checkTextReading } from './text-reading';
import { obtainTools, type Tools } from './tools';
import { checkWholeLab } from './whole-lab-checks';

type Check = (checks: Checks, tools: Tools, folder: string) => Promise<void>;

/** Everything beside the lab, by what it is about. */
const CHECKS: readonly (readonly [name: string, check: Check])[] = [
  ['Zipkin', checkLabToZipkin],
  ['same content', checkSameContent],
  ['whole lab', checkWholeLab],
  ['health of export', checkHealthOfExport],
  ['databases', checkDatabases],
  ['exemplars', checkExemplars],
  ['beside the Collector', checkAgainstCollector],
  ['text read by others', checkTextReading],
  ['OpenMetrics read by others', checkOpenMetricsReading],
  ['configurations', checkDocumentedConfigurations],
  ['Accept', checkAccept],
  ['mutual TLS', checkSecured],
  ['formats', checkFormats],
  ['created timestamps', checkCreated],
  ['hostile scrapes', checkHostileScrapes],
];

async function run(checks: Checks, root: string): Promise<void> {
  const tools = obtainTools();
  const folderOf = (name: string): string => {
    const folder = join(root, name.replace('/', '-'));
    mkdirSync(folder);
    return folder;
  };
  for (const protocol of PROTOCOLS) {
    await checks.guard(`${protocol}: the run`, () =>
      checkBusyLab(checks, tools, folderOf(protocol), protocol),
    );
    await endChildren();
  }
  for (const [name, check] of CHECKS) {
    const folder = folderOf(name.replaceAll(' ', '-'));
    await checks.guard(`${name}: the run`, () => check(checks, tools, folder));
    await endChildren();
  }
  await checkRepeatable(checks, tools, folderOf);
}

async function main(): Promise<void> {
  const checks = new Checks();
  const folder = temporaryFolder();
  const cleanUp = async (): Promise<void> => {
    await endChildren();
    folder.remove();
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      console.log(`ended by ${signal}`);
      void cleanUp().then(() => process.exit(1));
    });
  }
  try {
    await checks.guard('the end-to-end run', () => run(checks, folder.path));
  } finally {
    await cleanUp();
  }
  if (!checks.finish()) process.exitCode = 1;
}

void main();
