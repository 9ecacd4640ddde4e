import { createAuthenticator, type Route, type RouteRequest } from '../../lib/http';
import { exchange, request } from './client';
import { errors, HOST, hello, serve } from './serving';

const secret: Route = {
  path: '/secret',
  authenticate: true,
  handle: () => ({ status: 200, body: 'secret' }),
};

describe('the routes of an operations server', () => {
  it('answers GET with the body, its length, and headers against caching and sniffing', async () => {
    const { url } = await serve([hello]);
    const answer = await request(`${url}/hello`);
    expect(answer).toMatchObject({ status: 200, body: 'hello' });
    expect(answer.headers).toMatchObject({
      'content-type': 'text/plain',
      'content-length': '5',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
  });

  it('answers HEAD with the headers of GET and no body', async () => {
    const { url } = await serve([hello]);
    const answer = await request(`${url}/hello`, { method: 'HEAD' });
    expect(answer).toMatchObject({ status: 200, body: '', headers: { 'content-length': '5' } });
  });

  it('answers an empty body and bytes as they are', async () => {
    const { url } = await serve([
      { path: '/empty', authenticate: false, handle: () => ({ status: 204 }) },
      {
        path: '/bytes',
        authenticate: false,
        handle: async () => ({ status: 200, body: Uint8Array.of(104, 105) }),
      },
    ]);
    expect(await request(`${url}/empty`)).toMatchObject({ status: 204, body: '' });
    expect(await request(`${url}/bytes`)).toMatchObject({ status: 200, body: 'hi' });
  });

  it.each([
    '/',
    '/hell',
    '/hello/',
    '/Hello',
    '//hello',
    '/%68ello',
    '/../hello',
    '/x/../hello',
    '/./hello',
    '/hello/.',
    '/x/%2e%2e/hello',
    '/x/%2E%2E%2Fhello',
    '/..%2f..%2fetc/passwd',
    '/x/..%5chello',
    '/x\\..\\hello',
    '/hello%00',
    'http://proxy/x/../hello',
    'http://proxy/%2e%2e/hello',
    'http://proxy',
  ])('answers 404 to %s, for no path is decoded or normalised', async (path) => {
    const { port } = await serve([hello]);
    const answer = await exchange(port, `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
  });

  it.each(['*', 'hello', 'http://', '::'])('answers 404 or 400 to the strange target %s', async (target) => {
    const { port } = await serve([hello]);
    const answer = await exchange(port, `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
  });

  it('ignores the query when it looks for a route, and hands it to the route', async () => {
    const seen: RouteRequest[] = [];
    const { url } = await serve([
      {
        ...hello,
        handle: (incoming) => {
          seen.push(incoming);
          return { status: 200 };
        },
      },
    ]);
    expect((await request(`${url}/hello?name[]=a&b=..%2f`)).status).toBe(200);
    expect(seen[0]?.url.searchParams.get('name[]')).toBe('a');
    expect(seen[0]).toMatchObject({ method: 'GET', remoteAddress: HOST, authenticated: false });
    expect(seen[0]?.headers.host).toContain(HOST);
  });

  it('finds the route of a target in absolute form', async () => {
    const { port } = await serve([hello]);
    const answer = await exchange(
      port,
      'GET http://proxy/hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'TRACE'])(
    'answers 405 to %s, says what is allowed and does not wait for a body',
    async (method) => {
      const { port } = await serve([hello]);
      const head = `${method} /hello HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n`;
      const answer = await exchange(port, head);
      expect(answer).toMatch(/^HTTP\/1\.1 405 /);
      expect(answer).toMatch(/\r\nallow: GET, HEAD\r\n/i);
    },
  );
});

describe('authentication at an operations server', () => {
  const authenticator = createAuthenticator({ username: 'u', password: 'p', token: 't' });

  it('answers 401 with a challenge a scheme, and not a word of the route', async () => {
    const { url } = await serve([secret], { authenticator });
    const answer = await request(`${url}/secret`);
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      'Basic realm="operations", charset="UTF-8", Bearer realm="operations"',
    );
    expect(answer.body).not.toContain('secret');
  });

  it('lets in who brings the right credentials, and only them', async () => {
    const { url } = await serve([secret], { authenticator });
    expect((await request(`${url}/secret`, { auth: 'u:p' })).status).toBe(200);
    expect((await request(`${url}/secret`, { headers: { authorization: 'Bearer t' } })).status).toBe(200);
    expect((await request(`${url}/secret`, { auth: 'u:q' })).status).toBe(401);
    expect((await request(`${url}/secret`, { headers: { authorization: 'Bearer u' } })).status).toBe(401);
  });

  it('tells an open route whether the caller is known, for the details that it may show', async () => {
    const open: Route = {
      path: '/health',
      authenticate: false,
      handle: ({ authenticated }) => ({ status: 200, body: String(authenticated) }),
    };
    const { url } = await serve([open], { authenticator });
    expect((await request(`${url}/health`)).body).toBe('false');
    expect((await request(`${url}/health`, { auth: 'u:p' })).body).toBe('true');
  });

  it('leaves routes open when no credentials are configured', async () => {
    const { url } = await serve([secret]);
    expect((await request(`${url}/secret`)).status).toBe(200);
  });
});

describe('a route that fails', () => {
  it.each<[string, Route['handle']]>([
    [
      'throws',
      () => {
        throw new Error('the password is hunter2');
      },
    ],
    ['rejects', () => Promise.reject(new Error('the password is hunter2'))],
    [
      'throws what is no error',
      () => {
        throw undefined;
      },
    ],
    ['answers with a header that HTTP does not know', () => ({ status: 200, headers: { 'a b': 'c' } })],
    ['answers with a status that HTTP does not know', () => ({ status: 99 })],
  ])('is answered with 500 and without its text or a stack when it %s', async (_case, handle) => {
    const { url } = await serve([{ path: '/broken', authenticate: false, handle }, hello]);
    const answer = await request(`${url}/broken`);
    expect(answer).toMatchObject({ status: 500, body: 'Internal error: the diagnostic log says more.\n' });
    expect((await request(`${url}/hello`)).status).toBe(200);
    expect(errors).toHaveBeenCalledTimes(1);
  });

  it('is told once while it goes on, and again when it fails anew', async () => {
    let broken = true;
    const flaky: Route = {
      path: '/flaky',
      authenticate: false,
      handle: () => {
        if (broken) throw new Error('no disk');
        return { status: 200 };
      },
    };
    const { url } = await serve([flaky]);
    for (const state of [true, true, false, true, true]) {
      broken = state;
      expect((await request(`${url}/flaky`)).status).toBe(state ? 500 : 200);
    }
    expect(errors.mock.calls.map(([, message]) => message)).toEqual([
      'the route /flaky failed: Error: no disk',
      'the route /flaky failed: Error: no disk',
    ]);
  });

  it('does not reach the process when the diagnostic logger of the host throws too', async () => {
    errors.mockImplementationOnce(() => {
      throw new Error('logger');
    });
    const { url } = await serve([
      { path: '/broken', authenticate: false, handle: () => Promise.reject(new Error('x')) },
    ]);
    await request(`${url}/broken`).catch(() => undefined);
    expect(errors).toHaveBeenCalledTimes(1);
  });
});
