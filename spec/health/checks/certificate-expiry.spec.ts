import { X509Certificate } from 'node:crypto';
import { HealthRegistry, healthChecks } from '../../../lib/health';
import { PemFolder, pem } from '../../support/tls-files';

const DAY_MS = 86_400_000;
const expiresAtMs = new Date(new X509Certificate(pem('server.cert')).validTo).getTime();

describe('the check of certificates', () => {
  let health: HealthRegistry;
  let folder: PemFolder;
  let nowMs: number;
  const status = async () => (await health.run('certificates'))?.status;

  beforeEach(() => {
    health = new HealthRegistry({ timeoutMs: 5_000 });
    folder = new PemFolder();
    nowMs = expiresAtMs - 100 * DAY_MS;
    const files = { 'metrics.tls.cert': folder.of('tls.crt') };
    health.register('certificates', healthChecks.certificateExpiry(files, { nowMs: () => nowMs }));
  });
  afterEach(() => folder.remove());

  it('is degraded 14 days before one expires, unhealthy once it has, never critical by default', async () => {
    nowMs = expiresAtMs - 14 * DAY_MS - 1;
    expect(await status()).toBe('healthy');
    nowMs = expiresAtMs - 14 * DAY_MS;
    expect(await health.run('certificates')).toMatchObject({
      status: 'degraded',
      critical: false,
      message: 'metrics.tls.cert expires in 14 days',
    });
    nowMs = expiresAtMs + 3 * DAY_MS;
    expect(await health.run('certificates')).toMatchObject({
      status: 'unhealthy',
      message: 'metrics.tls.cert expired 3 days ago',
      details: { 'metrics.tls.cert': { daysLeft: -3 } },
    });
  });

  it('fails with a certificate that has really expired, and recovers when it is renewed on disk', async () => {
    nowMs = Date.now();
    folder.replace({ 'tls.crt': 'expired.cert' });
    expect(await status()).toBe('unhealthy');
    folder.replace({ 'tls.crt': 'renewed-server.cert' });
    expect(await status()).toBe('healthy');
  });

  it('is unhealthy while one is not valid yet', async () => {
    nowMs = new Date(new X509Certificate(pem('server.cert')).validFrom).getTime() - DAY_MS;
    expect(await health.run('certificates')).toMatchObject({
      status: 'unhealthy',
      message: expect.stringContaining('is not valid before'),
    });
  });

  it('never shows what is in a file that is no certificate', async () => {
    folder.replace({ 'tls.crt': 'server.key' });
    const result = await health.run('certificates');
    expect(result?.message).toMatch(/^metrics\.tls\.cert cannot be read as a certificate \(\w+\)$/);
    expect(JSON.stringify(result)).not.toContain('PRIVATE KEY');
    health.register('certificates', healthChecks.certificateExpiry(['/nowhere/tls.crt']));
    expect((await health.run('certificates'))?.message).toBe(
      '/nowhere/tls.crt cannot be read as a certificate (ENOENT)',
    );
  });

  it('looks at what is in use where a function gives that', async () => {
    let inUse = pem('expired.cert');
    health.register('certificates', healthChecks.certificateExpiry({ server: () => inUse }));
    expect(await health.run('certificates')).toMatchObject({
      status: 'unhealthy',
      message: expect.stringMatching(/^server expired/),
    });
    inUse = pem('server.cert');
    expect(await status()).toBe('healthy');
  });

  it('tells when each expires, as long as it is registered', async () => {
    expect(health.certificates()).toEqual([]);
    await status();
    expect(health.certificates()).toEqual([{ name: 'metrics.tls.cert', expiresAtMs }]);
    health.unregister('certificates');
    expect(health.certificates()).toEqual([]);
  });
});
