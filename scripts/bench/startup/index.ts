import { fork } from 'node:child_process';
import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { environmentWithoutSettings } from '../support/child';
import { PACKAGE, ROOT } from '../support/paths';
import type { Benchmark, Scale } from '../support/scale';
import { type StartFigures, type StartPairs, startupReport } from './report';

/** The outputs that are compared, and the protocol that the processes are given for them. */
const CASES: readonly (readonly [outputs: string, protocol: string])[] = [
  ['/metrics', 'none'],
  ['/metrics + OTLP (http/protobuf)', 'http/protobuf'],
  ['/metrics + OTLP (grpc)', 'grpc'],
];

const FULL_PAIRS = 15;
const BRIEF_PAIRS = 2;

/**
 * What it takes to load and start the package, beside `@opentelemetry/sdk-node` with the same outputs: processes that
 * do nothing else, in pairs whose order changes, so that neither is always the first.
 */
export const startupBenchmark: Benchmark = async (scale) => {
  const pairs = scale.brief ? BRIEF_PAIRS : FULL_PAIRS;
  const cases: StartPairs[] = [];
  for (const [outputs, protocol] of CASES) {
    const ours: StartFigures[] = [];
    const theirs: StartFigures[] = [];
    const startOurs = async () => ours.push(await startProcess('cardlink.cjs', [PACKAGE, protocol], scale));
    const startTheirs = async () =>
      theirs.push(await startProcess('sdk-node.cjs', [String(await freePort()), protocol], scale));
    // One of each that does not count: their files come into the system's cache.
    await startOurs();
    await startTheirs();
    ours.length = 0;
    theirs.length = 0;
    for (let pair = 0; pair < pairs; pair += 1) {
      for (const start of pair % 2 === 0 ? [startOurs, startTheirs] : [startTheirs, startOurs]) await start();
    }
    cases.push({ outputs, ours, theirs });
  }
  return [
    `startup: ${pairs} pairs of processes; median (least to most).`,
    'Times are the process’s own, from its first line unless said otherwise, until /metrics listens and what was',
    'put off until after that (exporters, say) is loaded too.',
    '',
    startupReport(cases),
  ].join('\n');
};

async function startProcess(
  script: string,
  argv: readonly string[],
  { profileDirectory }: Scale,
): Promise<StartFigures> {
  const child = fork(join(__dirname, script), [...argv], {
    cwd: ROOT,
    env: environmentWithoutSettings(),
    execArgv: profileDirectory ? ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`] : [],
  });
  const figures = once(child, 'message').then(([message]) => message as StartFigures);
  const ended = once(child, 'exit');
  const first = await Promise.race([figures, ended.then(([code]) => code as unknown)]);
  await ended;
  if (typeof first !== 'object' || first === null) throw new Error(`${script} ended with ${first}`);
  return figures;
}

/** A port that nobody listens at: the stock exporter takes 9464 for 0. */
async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
