import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

const PACKAGE = resolve(__dirname, '../../dist/index.js');

/** The npm packages that a process has loaded once observability runs with these settings. */
function loadedPackages(environment: Record<string, string>): ReadonlySet<string> {
  const program = `
    const { startObservability } = require(${JSON.stringify(PACKAGE)});
    const obs = startObservability({ metrics: { port: 0 }, health: { port: 0 } });
    obs.trigger.sent('sms');
    obs.ready.then(() => obs.flush()).then(() => {
      console.log(JSON.stringify(Object.keys(require.cache)));
      return obs.shutdown();
    });`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['-e', program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GP_SHUTDOWN_TIMEOUT: '1s', ...environment },
    timeout: 20_000,
  });
  if (status !== 0) throw new Error(`ended with ${status}: ${stderr}`);
  const files = JSON.parse(stdout) as string[];
  return new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
}

describe('a start', () => {
  it('with /metrics alone loads no exporter, no protocol, no instrumentation and no file reader', () => {
    const loaded = loadedPackages({});
    const costly = [...loaded].filter((name) =>
      /otlp|grpc|protobuf|instrumentation|^yaml$|^commander$|sdk-trace$|sdk-logs$/.test(name),
    );

    expect(costly).toEqual([]);
    expect(loaded).toContain('@opentelemetry/sdk-metrics');
  });

  it('with OTLP over HTTP loads no gRPC', () => {
    const loaded = loadedPackages({ GP_OTLP_ENDPOINT: 'localhost:1', GP_OTLP_PROTOCOL: 'http/protobuf' });

    expect([...loaded].filter((name) => name.includes('grpc'))).toEqual([]);
    expect(loaded).toContain('@opentelemetry/exporter-trace-otlp-proto');
  });

  it('under OTEL_SDK_DISABLED loads no SDK', () => {
    const loaded = loadedPackages({ OTEL_SDK_DISABLED: 'true' });

    expect(
      [...loaded].filter((name) => /@opentelemetry\/(sdk|exporter|resources|context)/.test(name)),
    ).toEqual([]);
  });
});
