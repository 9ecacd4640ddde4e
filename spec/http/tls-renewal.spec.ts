import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import https from 'node:https';
import { diag } from '@opentelemetry/api';
import { type Diagnostics, recordDiagnostics } from '../support/diagnostics';
import { eventually } from '../support/eventually';
import { type PemFiles, PemFolder, pem, SERVER_FILES, shown } from '../support/tls-files';
import { HOST, hello, serve } from './serving';
import { certificateShown, connectTls, outcome, secureRequest } from './tls-client';

const RENEWED: PemFiles = { 'tls.crt': 'renewed-server.cert', 'tls.key': 'renewed-server.key' };

let folder: PemFolder;
let told: Diagnostics;
beforeEach(() => {
  folder = new PemFolder();
  told = recordDiagnostics();
});
afterEach(() => folder.remove());

/** Serves from the folder's files and looks at them all the time. */
const serveFolder = ({ mutual = false } = {}) =>
  serve([hello], {
    tls: {
      certFile: folder.of('tls.crt'),
      keyFile: folder.of('tls.key'),
      ...(mutual && { clientCaFile: folder.of('ca.crt') }),
      renewalIntervalMs: 5,
    },
  });

const shows = (port: number, name: string) => eventually(async () => (await certificateShown(port)) === name);

describe('a certificate that is renewed', () => {
  it('by files renamed into their places is shown to new clients', async () => {
    const { port } = await serveFolder();
    expect(await certificateShown(port)).toBe('server');
    folder.replace(RENEWED);
    await shows(port, 'renewed-server');
    expect(told.errors).toEqual([]);
    expect(told.infos).toEqual([
      `cardlink/http renewed TLS files are in use; ${folder.of('tls.crt')} is valid until 2120-01-01T00:00:00.000Z`,
    ]);
  });

  it('by the swap of a symbolic link above it, as Kubernetes does it, is shown to new clients', async () => {
    folder.mount(SERVER_FILES);
    const { port } = await serveFolder();
    expect(await certificateShown(port)).toBe('server');
    folder.mount({ ...SERVER_FILES, ...RENEWED });
    await shows(port, 'renewed-server');
    folder.mount(SERVER_FILES);
    await shows(port, 'server');
    expect(told.errors).toEqual([]);
  });

  it('in place is shown to new clients', async () => {
    const { port } = await serveFolder();
    writeFileSync(folder.of('tls.crt'), pem('renewed-server.cert'));
    writeFileSync(folder.of('tls.key'), pem('renewed-server.key'));
    await shows(port, 'renewed-server');
  });

  it('leaves connections that stand as they are', async () => {
    const { url, port } = await serveFolder();
    const agent = new https.Agent({ keepAlive: true, maxSockets: 1 });
    await secureRequest(`${url}/hello`, { agent });
    const [before] = Object.values(agent.freeSockets).flat();
    folder.replace(RENEWED);
    await shows(port, 'renewed-server');
    expect((await secureRequest(`${url}/hello`, { agent })).status).toBe(200);
    expect(Object.values(agent.freeSockets).flat()).toEqual([before]);
    agent.destroy();
  });

  it('is read at the next start when the server was stopped meanwhile', async () => {
    const { server } = await serveFolder();
    await server.stop();
    folder.replace(RENEWED);
    const { port } = await server.start();
    expect(await certificateShown(port)).toBe('renewed-server');
    expect(told.infos).toEqual([]);
  });
});

describe('authorities of clients that are renewed', () => {
  it('decide about new clients, and about sessions that are resumed', async () => {
    const { url, port } = await serveFolder({ mutual: true });
    const client = await connectTls(port, shown('client'));
    const session = once(client, 'session') as Promise<[Buffer]>;
    client.write('GET /hello HTTP/1.1\r\nHost: a\r\n\r\n');
    const ticket = { session: (await session)[0] };
    expect(await outcome(`${url}/hello`, { ...shown('client'), ...ticket })).toBe(200);
    folder.replace({ 'ca.crt': 'other-authority.cert' });
    await eventually(async () => (await outcome(`${url}/hello`, shown('stranger'))) === 200);
    expect(await outcome(`${url}/hello`, shown('client'))).toMatch(/^E/);
    expect(await outcome(`${url}/hello`, { ...shown('client'), ...ticket })).toMatch(/^E/);
    expect(await outcome(`${url}/hello`, ticket)).toMatch(/^E/);
    client.destroy();
  });

  it('stay in force when their file becomes something else', async () => {
    const { url } = await serveFolder({ mutual: true });
    writeFileSync(folder.of('ca.crt'), 'no authorities');
    await eventually(() => told.errors.length > 0);
    expect(told.errors[0]).toContain(
      `${folder.of('ca.crt')} must be a PEM file with the certificates of authorities`,
    );
    expect(await outcome(`${url}/hello`, shown('client'))).toBe(200);
    expect(await outcome(`${url}/hello`, shown('stranger'))).toMatch(/^E/);
  });
});

describe('files that TLS cannot use', () => {
  it('never have what is in them told', async () => {
    await serveFolder();
    const secret = pem('server.key').split('\n')[1] ?? '';
    writeFileSync(folder.of('tls.key'), pem('server.key').replace('PRIVATE', 'SECRET'));
    await eventually(() => told.errors.length > 0);
    expect(told.errors.join()).not.toContain(secret.slice(0, 8));
  });
});

describe('a logger of the host that fails', () => {
  it('keeps neither a server from starting nor its certificate from being renewed', async () => {
    const fail = () => {
      throw new Error('the disk is full');
    };
    diag.setLogger(
      { error: fail, warn: fail, info: fail, debug: fail, verbose: fail },
      { suppressOverrideMessage: true },
    );
    folder.replace({ 'tls.crt': 'expired.cert' });
    const { port } = await serveFolder();
    await outcome(`http://${HOST}:${port}/hello`);
    folder.replace({ 'tls.crt': 'renewed-server.cert' });
    expect(await outcome(`https://${HOST}:${port}/hello`)).toBe('CERT_HAS_EXPIRED');
    folder.replace({ 'tls.key': 'renewed-server.key' });
    await shows(port, 'renewed-server');
    folder.replace({ 'tls.crt': 'server.cert', 'tls.key': 'server.key' });
    await shows(port, 'server');
  });
});

describe('a certificate whose time it is not', () => {
  it('is served with one warning that says until when it was valid', async () => {
    folder.replace({ 'tls.crt': 'expired.cert' });
    const { port } = await serveFolder();
    expect(told.warnings).toEqual([
      `cardlink/http the certificate in ${folder.of('tls.crt')} is valid only until 2021-01-01T00:00:00.000Z: ` +
        'clients will refuse it; renew the file',
    ]);
    expect(await outcome(`https://${HOST}:${port}/hello`)).toBe('CERT_HAS_EXPIRED');
    expect(await outcome(`https://${HOST}:${port}/hello`, { rejectUnauthorized: false })).toBe(200);
    folder.replace({ 'tls.crt': 'server.cert' });
    await eventually(async () => (await outcome(`https://${HOST}:${port}/hello`)) === 200);
    expect(told.warnings).toHaveLength(1);
  });
});
