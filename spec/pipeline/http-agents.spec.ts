import { type Agent, request } from 'node:http';
import { ExporterAgents } from '../../lib/pipeline/http-agents';
import { startHttpBackend, startTcpBackend, stopBackends } from './support/otlp-backends';

/** The options of an agent, which Node's types leave out. */
function optionsOf(agent: Agent): Record<string, unknown> {
  return (agent as unknown as { readonly options: Record<string, unknown> }).options;
}

function post(port: number, agent: Agent): Promise<number> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port, method: 'POST', agent }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    })
      .on('error', reject)
      .end('x');
  });
}

afterEach(stopBackends);

describe("an HTTP exporter's connections", () => {
  test('are kept for the next export', async () => {
    const backend = await startHttpBackend();
    const agents = new ExporterAgents(1_000, {});
    const agent = agents.create('http:');
    expect([await post(backend.port, agent), await post(backend.port, agent)]).toEqual([200, 200]);
    expect(Object.values(agent.freeSockets).flat()).toHaveLength(1);
    agents.close();
  });

  test('are bounded in time also while they are being made', () => {
    const agents = new ExporterAgents(1_234, {});
    expect(optionsOf(agents.create('http:'))).toMatchObject({ keepAlive: true, timeout: 1_234 });
  });

  test('end at once when closed, with an error that the stock transport does not try again for', async () => {
    const silent = await startTcpBackend();
    const agents = new ExporterAgents(60_000, {});
    const agent = agents.create('http:');
    const answer = post(silent.port, agent);
    const failed = expect(answer).rejects.toMatchObject({ code: 'ERR_EXPORTER_CLOSED' });
    await new Promise((resolve) => setImmediate(resolve));
    agents.close();
    await failed;
  });

  test('are not made any more after that', async () => {
    const backend = await startHttpBackend();
    const agents = new ExporterAgents(1_000, {});
    const before = agents.create('http:');
    agents.close();
    const after = agents.create('http:');
    for (const agent of [before, after]) {
      expect(() => request({ host: '127.0.0.1', port: backend.port, agent })).toThrow(
        'the exporter is closed',
      );
    }
  });

  test('take the TLS files for https alone', () => {
    const tls = { ca: Buffer.from('CA') };
    const agents = new ExporterAgents(1_000, tls);
    expect(optionsOf(agents.create('https:'))).toMatchObject(tls);
    expect(optionsOf(agents.create('http:'))).not.toHaveProperty('ca');
    agents.close();
  });
});
