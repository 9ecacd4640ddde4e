import { join, resolve } from 'node:path';
import { outcome, secureRequest } from '../http/tls-client';
import { eventually } from '../support/eventually';
import { PemFolder, SERVER_FILES, shown } from '../support/tls-files';
import { Child, endChildren } from './support/child';
import { freePorts } from './support/ports';

const REGISTER = resolve(__dirname, '../../dist/register.js');
const APP = join(__dirname, 'support/apps/idle.cjs');

describe('an application under register with a certificate as Kubernetes mounts it', () => {
  let folder: PemFolder;
  beforeEach(() => {
    folder = new PemFolder();
    folder.mount(SERVER_FILES);
  });
  afterEach(async () => {
    await endChildren();
    folder.remove();
  });

  test('serves metrics over mutual TLS, takes up a renewal without a restart, and ends as soon as it is done', async () => {
    const [port = 0] = await freePorts(1);
    const child = Child.node(['--require', REGISTER, APP], {
      cwd: folder.path,
      env: {
        GP_METRICS_HOST: '127.0.0.1',
        GP_METRICS_PORT: String(port),
        GP_HEALTH_ENABLED: 'false',
        // Relative to where it was started, which it leaves.
        GP_METRICS_TLS_CERT: 'tls.crt',
        GP_METRICS_TLS_KEY: 'tls.key',
        GP_METRICS_TLS_CLIENT_CA: 'ca.crt',
      },
    });
    const url = `https://127.0.0.1:${port}/metrics`;
    await eventually(async () => (await outcome(url, shown('client'))) === 200, { withinMs: 20_000 });
    expect((await secureRequest(url, shown('client'))).body).toContain('target_info{');
    expect(await outcome(url)).toMatch(/^E/);

    folder.mount({
      'tls.crt': 'renewed-server.cert',
      'tls.key': 'renewed-server.key',
      'ca.crt': 'other-authority.cert',
    });
    await eventually(async () => (await outcome(url, shown('stranger'))) === 200, { withinMs: 30_000 });
    expect(await outcome(url, shown('client'))).toMatch(/^E/);

    child.signal('SIGUSR2');
    expect(await child.exit).toMatchObject({ code: 0, signal: null });
    expect(child.stdout).toBe('');
  }, 60_000);
});
