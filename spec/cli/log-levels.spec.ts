import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { resetObservability } from '../../lib';
import { runProgram } from '../../lib/cli/program';
import { unanswered } from '../../lib/cli/unanswered';
import { FakeHost } from '../lab/output';
import { start } from '../support/start';
import { freePorts } from '../system/support/ports';

const LEVELS = JSON.stringify({ level: 'info', components: {} });

async function run(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const host = new FakeHost(env);
  const exitCode = await runProgram(['log-levels', ...words], host);
  return { exitCode, out: host.stdout.text, err: host.stderr.text };
}

describe('log-levels', () => {
  const servers: Server[] = [];

  async function serve(server: Server): Promise<number> {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }
  const answering = (handle: RequestListener) => serve(createServer(handle));
  const saying = (status: number, contentType: string, body: string) =>
    answering((_request, response) => response.writeHead(status, { 'content-type': contentType }).end(body));

  afterEach(async () => {
    for (const server of servers.splice(0)) server.close().closeAllConnections();
    await resetObservability();
  });

  it('shows and changes the levels of a running server, named by host and port alone', async () => {
    const obs = start({ log: { file: '/dev/null' } });
    const { port } = new URL((await obs.ready).metrics?.url ?? '');

    const { exitCode, out } = await run(['--url', `localhost:${port}`, 'apdu=DEBUG', 'tls=warn', 'error']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(out)).toEqual({ level: 'error', components: { apdu: 'debug', tls: 'warning' } });
  });

  it('shows a server the credentials of its URL, and no one else', async () => {
    let shown: string | undefined;
    const port = await answering((request, response) => {
      shown = request.headers.authorization;
      response.writeHead(200, { 'content-type': 'application/json' }).end(LEVELS);
    });

    const { exitCode, err } = await run(['--url', `http://user:p%40ss@127.0.0.1:${port}`]);
    expect([exitCode, err]).toEqual([0, '']);
    expect(shown).toBe(`Basic ${Buffer.from('user:p@ss').toString('base64')}`);
    const [closed = 0] = await freePorts(1);
    const nobody = await run(['--url', `http://user:secret@127.0.0.1:${closed}`]);
    expect(nobody.err).toContain(`no server answers at http://127.0.0.1:${closed}: start it`);
    expect(nobody.err).not.toContain('secret');
  });

  it.each([
    ['ftp://localhost:9090', '"ftp://localhost:9090"'],
    ['', '""'],
    ['http://user:secret@:x', '--url must be'],
  ])('refuses the URL %s and says what is allowed', async (url, named) => {
    const { exitCode, err } = await run(['--url', url]);

    expect(exitCode).toBe(1);
    expect(err).toContain(named);
    expect(err).toContain('such as http://localhost:9090');
    expect(err).not.toContain('secret');
  });

  it('names every change that is wrong, and makes none', async () => {
    const { exitCode, err } = await run(['apdu=dbug', 'tls=warnin', 'ota=debug', 'foo=', '=debug']);

    expect(exitCode).toBe(1);
    for (const word of ['"apdu=dbug"', '"tls=warnin"', '"foo="', '"=debug"']) expect(err).toContain(word);
    expect(err).not.toContain('ota');
    expect(err).toContain('debug, info, warning, error, critical or reset');
  });

  it.each([
    ['a page', 'text/html', '<html>levels</html>'],
    ['JSON of another kind', 'application/json', '{"level":1}'],
    ['what is no JSON', 'application/json', 'levels'],
    ['nothing but a word', 'application/json', 'null'],
  ])('takes no server that answers with %s for one of ours', async (_what, contentType, body) => {
    const port = await saying(200, contentType, body);

    const { exitCode, out, err } = await run(['--url', `127.0.0.1:${port}`]);
    expect([exitCode, out]).toEqual([1, '']);
    expect(err).toContain('is no server of ours');
    expect(err).toContain('GP_METRICS_PORT');
  });

  it('says that a port is one that it cannot ask', async () => {
    expect((await run(['--url', 'localhost:10080'])).err).toContain('its port is one that fetch refuses');
  });

  it('follows no redirection', async () => {
    const port = await answering((_request, response) => response.writeHead(302, { location: '/' }).end());

    expect((await run(['--url', `127.0.0.1:${port}`])).err).toContain('answered 302');
  });

  it.each([
    [{}, 'wants credentials'],
    [{ GP_METRICS_AUTH_TOKEN: 'another' }, 'did not take the credentials'],
  ])('names the settings of the credentials when a server asks for them: %j', async (env, said) => {
    const obs = start({ log: { file: '/dev/null' }, metrics: { auth: { token: 'right' } } });
    const { err } = await run(['--url', (await obs.ready).metrics?.url ?? ''], env);

    expect(err).toContain(said);
    expect(err).toContain('GP_METRICS_AUTH_TOKEN');
  });

  it('says that the health endpoint is another one', async () => {
    const obs = start({ log: { file: '/dev/null' } });
    const { err } = await run(['--url', (await obs.ready).health?.url ?? '']);

    expect(err).toContain('has no levels of loggers');
    expect(err).toContain('not of its health');
  });

  it('repeats one line at most of what a stranger says', async () => {
    const port = await saying(503, 'text/plain', 'busy\u001b[2J\nsecond line');

    expect((await run(['--url', `127.0.0.1:${port}`])).err).toMatch(/answered 503: busy\[2J\n$/);
  });

  it('says which of HTTP and HTTPS a server speaks when the other is tried', async () => {
    const plain = await saying(200, 'application/json', LEVELS);
    const secure = await serve(createSecureServer());

    expect((await run(['--url', `https://127.0.0.1:${plain}`])).err).toContain('does not speak HTTPS');
    expect((await run(['--url', `http://127.0.0.1:${secure}`])).err).toContain('does not speak plain HTTP');
  });

  it.each([
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'NODE_EXTRA_CA_CERTS'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'NODE_EXTRA_CA_CERTS'],
    ['CERT_HAS_EXPIRED', 'GP_METRICS_TLS_CERT'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', '--url'],
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'GP_METRICS_TLS_CLIENT_CA'],
    ['ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE', 'GP_METRICS_PORT'],
    ['ENOTFOUND', 'GP_METRICS_HOST'],
    ['EHOSTUNREACH', '--url'],
  ])('says what to do about %s, on one line', (code, remedy) => {
    const cause = Object.assign(new Error('raw text\nof a library'), { code });
    const told = unanswered('https://localhost:9090', new TypeError('fetch failed', { cause }));

    expect(told).toContain(remedy);
    expect(told).not.toMatch(/raw text|\n/);
  });
});
