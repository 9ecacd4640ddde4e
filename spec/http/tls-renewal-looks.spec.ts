import { mkdirSync, renameSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { diag } from '@opentelemetry/api';
import { TlsFiles } from '../../lib/http/tls-files';
import { TlsRenewal } from '../../lib/http/tls-renewal';
import { type Diagnostics, recordDiagnostics } from '../support/diagnostics';
import { PemFolder, pem, SERVER_FILES } from '../support/tls-files';

const HOUR_MS = 3_600_000;
const CENTURY_MS = 100 * 366 * 24 * HOUR_MS;

let folder: PemFolder;
let told: Diagnostics;
let renewal: TlsRenewal | undefined;
beforeEach(() => {
  folder = new PemFolder();
  told = recordDiagnostics(false);
});
afterEach(() => {
  renewal?.stop();
  folder.remove();
  diag.disable();
});

/** A renewal of the folder's files that only looks when it is told to, and the certificates that it put to use. */
async function renewing(): Promise<{ readonly look: () => Promise<void>; readonly used: readonly string[] }> {
  const files = new TlsFiles({ certFile: folder.of('tls.crt'), keyFile: folder.of('tls.key') });
  const used: string[] = [];
  const started = new TlsRenewal({
    files,
    loaded: await files.load(),
    intervalMs: HOUR_MS,
    use: ({ cert }) => void used.push(cert),
    logger: diag.createComponentLogger({ namespace: 'spec' }),
  });
  renewal = started;
  started.start();
  return { look: () => started.look(), used };
}

describe('a look at TLS files', () => {
  it('does nothing where nothing is new, or only their times are', async () => {
    const { look, used } = await renewing();
    await look();
    utimesSync(folder.of('tls.crt'), 0, 0);
    await look();
    folder.replace({ 'tls.key': 'server.key' });
    await look();
    expect(used).toEqual([]);
    expect(told).toEqual({ warnings: [], errors: [], infos: [] });
  });

  it('sees what is new in a file that is written in place and is as long as before', async () => {
    const cert = pem('renewed-server.cert');
    writeFileSync(folder.of('tls.crt'), pem('server.cert').padEnd(cert.length, '\n'));
    const { look, used } = await renewing();
    writeFileSync(folder.of('tls.crt'), cert);
    writeFileSync(folder.of('tls.key'), pem('renewed-server.key'));
    await look();
    expect(used).toEqual([cert]);
  });

  it('leaves what it cannot use, and tells when it still cannot at the next one, once', async () => {
    const { look, used } = await renewing();
    folder.replace({ 'tls.crt': 'renewed-server.cert' });
    await look();
    expect(told.errors).toEqual([]);
    await look();
    await look();
    expect(told.errors).toEqual([
      `TLS files cannot be used: ${folder.of('tls.key')} must be the key that belongs to the certificate. ` +
        'What was read before stays in use',
    ]);
    expect(used).toEqual([]);
    folder.replace({ 'tls.key': 'renewed-server.key' });
    await look();
    expect(used).toEqual([pem('renewed-server.cert')]);
    expect(told.infos).toEqual([expect.stringMatching(/^renewed TLS files are in use; /)]);
    expect(told.errors).toHaveLength(1);
  });

  it('tells nothing of a renewal in two steps that it sees between them', async () => {
    const { look, used } = await renewing();
    folder.replace({ 'tls.crt': 'renewed-server.cert' });
    await look();
    folder.replace({ 'tls.key': 'renewed-server.key' });
    await look();
    expect(used).toEqual([pem('renewed-server.cert')]);
    expect(told.errors).toEqual([]);
  });

  it('tells again when the files are wrong in another way', async () => {
    const { look } = await renewing();
    rmSync(folder.of('tls.key'));
    await look();
    await look();
    folder.replace({ 'tls.key': 'client.key' });
    await look();
    expect(told.errors).toEqual([
      expect.stringContaining(`${folder.of('tls.key')} must be a readable file (ENOENT)`),
      expect.stringContaining(`${folder.of('tls.key')} must be the key that belongs to the certificate`),
    ]);
  });

  it.each([
    ['a folder', (path: string) => void mkdirSync(path), 'must be a file'],
    [
      'something of 4 GiB',
      (path: string) => {
        writeFileSync(path, '');
        truncateSync(path, 4 * 1024 ** 3);
      },
      'must be a file of at most 1 MiB',
    ],
  ])('does not read %s', async (_what, make, rule) => {
    const { look } = await renewing();
    rmSync(folder.of('tls.key'));
    make(folder.of('tls.key'));
    await look();
    await look();
    expect(told.errors).toEqual([expect.stringContaining(`${folder.of('tls.key')} ${rule}. What`)]);
  });

  it('tells when the files can be used again, also when they come back as they were', async () => {
    folder.mount(SERVER_FILES);
    const { look, used } = await renewing();
    renameSync(folder.of('..data'), folder.of('..gone'));
    await look();
    await look();
    expect(told.errors).toHaveLength(1);
    renameSync(folder.of('..gone'), folder.of('..data'));
    await look();
    expect(told.infos).toEqual(['TLS files can be used again']);
    expect(used).toEqual([]);
    await look();
    expect(told.infos).toHaveLength(1);
  });

  it('comes to nothing when it ends after the server has stopped', async () => {
    const { look, used } = await renewing();
    folder.replace({ 'tls.crt': 'renewed-server.cert', 'tls.key': 'renewed-server.key' });
    const looking = look();
    renewal?.stop();
    await looking;
    expect(used).toEqual([]);
    expect(told.infos).toEqual([]);
  });

  it.each([
    ['is over', 1, 'only until 2120-01-01'],
    ['has not come', -1, 'only from 2020-01-01'],
  ])('warns once of a certificate whose time %s by now', async (_when, centuries, warning) => {
    const { look } = await renewing();
    await look();
    expect(told.warnings).toEqual([]);
    const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + centuries * CENTURY_MS);
    await look();
    await look();
    now.mockRestore();
    expect(told.warnings).toEqual([expect.stringContaining(`${folder.of('tls.crt')} is valid ${warning}`)]);
  });

  it('warns of a certificate that is over already when it comes with a renewal', async () => {
    const { look, used } = await renewing();
    for (const cert of ['expired.cert', 'server.cert', 'expired.cert'] as const) {
      folder.replace({ 'tls.crt': cert });
      await look();
    }
    expect(used).toHaveLength(3);
    expect(told.warnings).toHaveLength(2);
    expect(told.warnings[0]).toContain('is valid only until 2021-01-01');
  });
});
