import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { startHttpBackend, stopBackends } from '../pipeline/support/otlp-backends';
import { Child, endChildren } from './support/child';
import { freePorts } from './support/ports';

const ROOT = resolve(__dirname, '../..');

/** The README's examples for the storage alone, one after the other. */
function examples(): string {
  const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8');
  const [, section = ''] = readme.split('## The storage of metrics, alone');
  const blocks = section.split('\n## ')[0]?.matchAll(/```ts\n([\s\S]*?)```/g) ?? [];
  return [...blocks].map(([, code]) => code).join('\n');
}

/** What is added to them: a scrape, and a push of a measurement in a sampled span. */
const USE = `
  import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
  const inSpan = trace.setSpanContext(ROOT_CONTEXT, { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 });
  console.log(await (await fetch('http://localhost:' + process.env.PORT + '/metrics')).text());
  const pushing = new MeterProvider({ readers: [reader] });
  pushing.getMeter('provisioner').createCounter('pushed').add(1, {}, inSpan);
  await pushing.shutdown();
  await provider.shutdown();
  console.log(JSON.stringify(Object.keys((await import('node:module')).createRequire(process.cwd() + '/x')('node:module')._cache)));
`;

describe('the storage of metrics, used as the README says', () => {
  afterEach(async () => {
    await endChildren();
    await stopBackends();
  });

  it('serves a scrape, pushes exemplars, and loads nothing else of the package', async () => {
    const backend = await startHttpBackend();
    const [port] = await freePorts(1);
    const program = examples().replace('port: 9464', `port: ${port}`) + USE;
    const child = Child.node(['--input-type=module', '--eval', program], {
      cwd: ROOT,
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${backend.port}`, PORT: String(port) },
    });
    const { code } = await child.exit;

    expect({ code, stderr: child.stderr }).toEqual({ code: 0, stderr: '' });
    expect(child.stdout).toMatch(/^jobs_total\{queue="sms",.*\} 2( |$)/m);
    const bodies = backend.requests.map(({ body }) => Buffer.from(body).toString('hex'));
    expect(bodies.join()).toContain('0af7651916cd43dd8448eb211c80319c');
    expect(child.stdout).toContain('dist/metrics/public.js');
    expect(child.stdout).not.toContain('dist/bundle.js');
  }, 30_000);
});
