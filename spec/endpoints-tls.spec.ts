import { diag } from '@opentelemetry/api';
import { type Observability, resetObservability, SettingsError } from '../lib';
import { request } from './http/client';
import { outcome, secureRequest } from './http/tls-client';
import { reported, start } from './support/start';
import { PemFolder, pemPath, shown } from './support/tls-files';
import { freePorts } from './system/support/ports';

const TLS = { cert: pemPath('server.cert'), key: pemPath('server.key') };
const MUTUAL = { ...TLS, clientCa: pemPath('authority.cert') };

/** Where both endpoints listen. */
async function urlsOf({
  ready,
}: Observability): Promise<{ readonly metrics: string; readonly health: string }> {
  const { metrics, health } = await ready;
  return { metrics: metrics?.url ?? '', health: health?.url ?? '' };
}

afterEach(async () => {
  await resetObservability();
  diag.disable();
});

describe('startObservability with TLS', () => {
  it('serves the metrics over HTTPS, as `ready` says, and health over plain HTTP where it has its own address', async () => {
    const env = { GP_METRICS_TLS_CERT: TLS.cert, GP_METRICS_TLS_KEY: TLS.key };
    const { metrics, health } = await urlsOf(start({ env }));
    expect(metrics).toMatch(/^https:\/\/localhost:\d+$/);
    expect(health).toMatch(/^http:\/\/localhost:\d+$/);
    const answer = await secureRequest(`${metrics}/metrics`);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('target_info{');
    expect((await request(`${health}/health`)).status).toBe(200);
  });

  it('serves health over it as well where both share an address, and to nobody without a certificate where it is mutual', async () => {
    const [port = 0] = await freePorts(1);
    const place = { host: '127.0.0.1', port };
    const urls = await urlsOf(start({ metrics: { ...place, tls: MUTUAL }, health: place }));
    expect(urls).toEqual({ metrics: `https://127.0.0.1:${port}`, health: `https://127.0.0.1:${port}` });
    for (const path of ['/metrics', '/health/live']) {
      expect(await outcome(`${urls.health}${path}`, shown('client'))).toBe(200);
      expect(await outcome(`${urls.health}${path}`)).toMatch(/^E/);
    }
  });

  it('asks for certificate and credentials where both are set', async () => {
    const auth = { token: 'token-of-the-test' };
    const { metrics } = await urlsOf(start({ metrics: { tls: MUTUAL, auth } }));
    const headers = { authorization: `Bearer ${auth.token}` };
    expect(await outcome(`${metrics}/metrics`, shown('client'))).toBe(401);
    expect(await outcome(`${metrics}/metrics`, { headers })).toMatch(/^E/);
    expect(await outcome(`${metrics}/metrics`, { headers, ...shown('client') })).toBe(200);
  });

  it('throws every wrong file at once with what else is wrong, before anything listens', () => {
    const env = {
      GP_METRICS_TLS_CERT: TLS.key,
      GP_METRICS_TLS_KEY: TLS.cert,
      GP_METRICS_TLS_CLIENT_CA: '/none/ca.pem',
      GP_TRACE_SAMPLE_RATE: '2',
    };
    const wrong = () => start({ env });
    expect(wrong).toThrow(SettingsError);
    for (const name of Object.keys(env)) expect(wrong).toThrow(name);
    expect(wrong).toThrow('4 settings are wrong');
  });

  it('says so by `ready` when a file goes before it is served, and by the name of the endpoint', async () => {
    const folder = new PemFolder();
    const { ready } = start({ metrics: { tls: { cert: folder.of('tls.crt'), key: folder.of('tls.key') } } });
    folder.remove();
    await expect(ready).rejects.toThrow(
      `metrics endpoint: TLS files cannot be used: ${folder.of('tls.crt')} must be a readable file (ENOENT)`,
    );
  });

  it('warns of a certificate that is over, and serves it', async () => {
    const lines = reported();
    const { metrics } = await urlsOf(
      start({ metrics: { tls: { cert: pemPath('expired.cert'), key: TLS.key } } }),
    );
    expect(await outcome(`${metrics}/metrics`, { rejectUnauthorized: false })).toBe(200);
    expect(lines.filter((line) => line.includes('valid only until 2021'))).toHaveLength(1);
  });
});

describe('metrics that are open to the network', () => {
  const token = 'token-of-the-test';
  const OPEN = 'metrics are served on 0.0.0.0 without authentication: ';
  const READABLE =
    'metrics are served on 0.0.0.0 with credentials over plain HTTP, where others may read them: set metrics.tls.cert';

  it.each([
    ['without anything', {}, OPEN],
    ['over TLS without authentication', { tls: TLS }, OPEN],
    ['with credentials over plain HTTP', { auth: { token } }, READABLE],
    ['with credentials over TLS', { auth: { token }, tls: TLS }, undefined],
    ['over mutual TLS', { tls: MUTUAL }, undefined],
  ])('%s are warned of as it needs', (_case, options, warning) => {
    const lines = reported();
    start({ metrics: { host: '0.0.0.0', ...options } });
    const told = lines.filter((line) => line.includes('metrics are served on'));
    expect(told).toEqual(warning === undefined ? [] : [expect.stringContaining(warning)]);
  });

  it('on loopback alone are warned of in no way', () => {
    const lines = reported();
    start({ metrics: { auth: { token } } });
    expect(lines).toEqual([]);
  });
});
