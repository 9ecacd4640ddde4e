import { readSettings } from '../lib/config';
import { EndpointServers } from '../lib/endpoints';
import { plainText, type Route } from '../lib/http';

const route = (path: string): Route => ({ path, authenticate: false, handle: () => plainText(200, path) });
const ROUTES = { metrics: [route('/metrics')], health: [route('/health')] };

function serversFor(options: Parameters<typeof readSettings>[0]): EndpointServers {
  return new EndpointServers(readSettings({ env: {}, ...options }), ROUTES);
}

describe('EndpointServers', () => {
  it('listens on no health port when health is off', async () => {
    const servers = serversFor({ options: { metrics: { port: 0 }, health: { enabled: false } } });
    const endpoints = await servers.start();

    expect(Object.keys(endpoints)).toEqual(['metrics']);
    await servers.stop();
    expect(servers.addresses).toEqual({});
  });

  it('takes two ports where both may be any', async () => {
    const servers = serversFor({ options: { metrics: { port: 0 }, health: { port: 0 } } });
    const { metrics, health } = await servers.start();

    expect(metrics?.port).not.toBe(health?.port);
    await servers.stop();
  });

  it('names every endpoint that cannot listen, with its setting', async () => {
    const first = serversFor({ options: { metrics: { port: 0 }, health: { port: 0 } } });
    const taken = await first.start();
    const second = serversFor({
      options: { metrics: { port: taken.metrics?.port ?? 0 }, health: { port: taken.health?.port ?? 0 } },
    });

    const failure = await second.start().then(
      () => '',
      ({ message }: Error) => message,
    );
    expect(failure).toMatch(/metrics endpoint: .*GP_METRICS_PORT/);
    expect(failure).toMatch(/health endpoint: .*GP_HEALTH_PORT/);
    await Promise.all([first.stop(), second.stop()]);
  });
});
