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
  // The console exporter prints its spans beside it.
  const list = stdout.split('\n').find((line) => line.startsWith('["')) ?? '';
  const files = JSON.parse(list) as string[];
  return new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));
}

const REGISTER = resolve(__dirname, '../../dist/register.js');

/** What this program prints as JSON when it is run under `register` with these settings. */
function printedUnderRegister(program: string, environment: Record<string, string>): unknown {
  const { stdout } = spawnSync(process.execPath, ['--require', REGISTER, '-e', program], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH, GP_METRICS_PORT: '0', GP_HEALTH_PORT: '0', ...environment },
    timeout: 20_000,
  });
  return JSON.parse(stdout);
}

const CHANGES = `
  const http = require('node:http');
  const net = require('node:net');
  const changes = {
    http: '__original' in http.Server.prototype.emit,
    listen: net.Server.prototype.listen.name !== 'Server.listen' && net.Server.prototype.listen.name !== '',
    running: globalThis[Symbol.for('@cardlink/observability/instance')] !== undefined,
  };`;

describe('register', () => {
  const print = `${CHANGES} console.log(JSON.stringify(changes));`;

  it('changes http and listen() when it runs', () => {
    expect(printedUnderRegister(print, {})).toEqual({ http: true, listen: true, running: true });
  });

  it.each([
    ['under OTEL_SDK_DISABLED', { OTEL_SDK_DISABLED: 'true' }, true],
    ['with a wrong setting', { GP_TRACE_SAMPLE_RATE: '2' }, false],
  ])('changes nothing of Node %s', (_case, environment, running) => {
    expect(printedUnderRegister(print, environment)).toEqual({ http: false, listen: false, running });
  });

  it('does nothing in worker threads', () => {
    const worker = `${CHANGES} require('node:worker_threads').parentPort.postMessage(changes);`;
    const program = `
      const { Worker } = require('node:worker_threads');
      new Worker(${JSON.stringify(worker)}, { eval: true }).on('message', (changes) => {
        console.log(JSON.stringify(changes));
      });`;

    expect(printedUnderRegister(program, {})).toEqual({ http: false, listen: false, running: false });
  });
});

describe('a start', () => {
  it('with /metrics alone loads no exporter, no protocol, no instrumentation, no logger and no file reader', () => {
    const loaded = loadedPackages({ GP_LOG_SIGNAL: 'true' });
    const costly = [...loaded].filter((name) =>
      /otlp|grpc|protobuf|instrumentation|^yaml$|^commander$|sdk-trace$|sdk-logs$|winston|sonic-boom/.test(
        name,
      ),
    );

    expect(costly).toEqual([]);
    expect(loaded).toContain('@opentelemetry/sdk-metrics');
  });

  it('with OTLP over HTTP loads no gRPC', () => {
    const loaded = loadedPackages({ GP_OTLP_ENDPOINT: 'localhost:1', GP_OTLP_PROTOCOL: 'http/protobuf' });

    expect([...loaded].filter((name) => name.includes('grpc'))).toEqual([]);
    expect(loaded).toContain('@opentelemetry/exporter-trace-otlp-proto');
  });

  it('with OTLP as JSON loads neither gRPC nor the exporters for protobuf', () => {
    const loaded = loadedPackages({ GP_OTLP_ENDPOINT: 'localhost:1', GP_OTLP_PROTOCOL: 'http/json' });

    expect([...loaded].filter((name) => /grpc|-otlp-proto$/.test(name))).toEqual([]);
    expect(loaded).toContain('@opentelemetry/exporter-trace-otlp-http');
  });

  it.each([
    ['Zipkin', { GP_TRACING_EXPORTER: 'zipkin', GP_ZIPKIN_ENDPOINT: 'http://localhost:1' }],
    ['the console', { GP_TRACING_EXPORTER: 'console' }],
  ])('with spans to %s loads no OTLP', (_name, environment) => {
    const loaded = loadedPackages(environment);

    expect([...loaded].filter((name) => /otlp|grpc|protobuf|zipkin/.test(name))).toEqual([]);
    expect(loaded).toContain('@opentelemetry/sdk-trace');
  });

  it('under OTEL_SDK_DISABLED loads no SDK', () => {
    const loaded = loadedPackages({ OTEL_SDK_DISABLED: 'true' });

    expect(
      [...loaded].filter((name) => /@opentelemetry\/(sdk|exporter|resources|context)/.test(name)),
    ).toEqual([]);
  });
});
