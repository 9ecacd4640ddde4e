import type http from 'node:http';
import { createAuthenticator, createRouteListener, type Route, type RouteAnswer } from '../../lib/http';
import { request } from './client';
import { errors, hello, mount, serve } from './serving';

const answers: RouteAnswer[] = [];

const told: Route = {
  path: '/told',
  authenticate: true,
  limits: { maxRequests: 0, timeoutMs: 1_000 },
  handle: () => ({ status: 200, body: 'hello' }),
  answered: (answer) => void answers.push(answer),
};
const { limits: _none, ...unlimited } = told;

const authenticator = createAuthenticator({ token: 't' });
const headers = { authorization: 'Bearer t' };

beforeEach(() => answers.splice(0));

describe('a route that wants to know of its answers', () => {
  it.each<[string, Route, http.RequestOptions, RouteAnswer]>([
    ['200', unlimited, { headers }, { status: 200 }],
    ['200 to HEAD', unlimited, { headers, method: 'HEAD' }, { status: 200 }],
    [
      'what it answers itself',
      { ...unlimited, handle: () => ({ status: 418 }) },
      { headers },
      { status: 418 },
    ],
    ['401', unlimited, {}, { status: 401 }],
    ['401 to wrong credentials', unlimited, { headers: { authorization: 'Bearer u' } }, { status: 401 }],
    ['405', unlimited, { headers, method: 'POST' }, { status: 405 }],
    ['500', { ...unlimited, handle: () => Promise.reject(new Error('x')) }, { headers }, { status: 500 }],
    [
      '500 for a status that there is not',
      { ...unlimited, handle: () => ({ status: 99 }) },
      { headers },
      { status: 500 },
    ],
    ['503 of itself', { ...unlimited, handle: () => ({ status: 503 }) }, { headers }, { status: 503 }],
    ['503 beyond its limit', told, { headers }, { status: 503, refusal: 'overload' }],
    [
      '503 after its time',
      { ...told, limits: { maxRequests: 1, timeoutMs: 20 }, handle: () => new Promise(() => {}) },
      { headers },
      { status: 503, refusal: 'timeout' },
    ],
  ])('is told once of %s', async (_answer, route, options, expected) => {
    const { url } = await serve([route, hello], { authenticator });
    expect((await request(`${url}/told`, options)).status).toBe(expected.status);
    expect(answers).toEqual([expected]);
  });

  it('is told nothing of other paths', async () => {
    const { url } = await serve([unlimited, hello], { authenticator });
    expect((await request(`${url}/tol`)).status).toBe(404);
    expect((await request(`${url}/hello`)).status).toBe(200);
    expect(answers).toEqual([]);
  });

  it('is told whatever the path where the application has routed', async () => {
    const { url } = await mount(createRouteListener(unlimited));
    await request(`${url}/elsewhere`);
    expect(answers).toEqual([{ status: 200 }]);
  });

  it('is told nothing where the application has answered itself, whose answer is left alone', async () => {
    const listener = createRouteListener(unlimited);
    const { url } = await mount((incoming, response) => {
      response.write("the application's ");
      listener(incoming, response);
      setImmediate(() => response.end('own'));
    });
    expect(await request(url)).toMatchObject({ status: 200, body: "the application's own" });
    expect(answers).toEqual([]);
    expect(errors).not.toHaveBeenCalled();
  });

  it.each<[string, Required<Route>['answered']]>([
    [
      'throws',
      () => {
        throw new Error('no memory');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no memory'))],
  ])('may fail, which is said once and changes nothing for the client: it %s', async (_case, answered) => {
    const { url } = await serve([{ ...unlimited, answered }], { authenticator });
    for (let times = 0; times < 3; times += 1) {
      expect(await request(`${url}/told`, { headers })).toMatchObject({ status: 200, body: 'hello' });
    }
    expect(errors.mock.calls.map(([, message]) => message)).toEqual([
      'telling of an answer of /told failed: Error: no memory',
    ]);
  });
});
