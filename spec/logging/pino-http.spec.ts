import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pino from 'pino';
import pinoHttp from 'pino-http';
import { testObservability } from '../../lib/testing';
import { eventually } from '../support/eventually';

describe('pino-http on a pino logger of the application', () => {
  /** What pino-http logs of one request, which is answered within a span. */
  async function logOf(path: string, headers: Readonly<Record<string, string>>) {
    const obs = testObservability();
    const lines: string[] = [];
    const stream = obs.logging.pinoStream({ write: (line) => void lines.push(line) });
    const middleware = pinoHttp({ logger: pino({ mixin: obs.logging.pinoMixin() }, stream) });
    let traceId: string | undefined;
    const server = createServer((request, response) =>
      obs.tracing.withSpan('answer', {}, async (span) => {
        traceId = span.spanContext().traceId;
        middleware(request, response);
        request.log.info('inside');
        response.setHeader('Set-Cookie', 'sid=hunter2').end('done');
        await once(response, 'close');
      }),
    );
    try {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      const { port } = server.address() as AddressInfo;
      await (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).text();
      await eventually(() => lines.length === 2, { what: 'the record of the request' });
    } finally {
      server.closeAllConnections();
      server.close();
    }
    return { text: lines.join(''), records: lines.map((line) => JSON.parse(line)), traceId };
  }

  it('has the trace of the request in what is logged in it and at its end', async () => {
    const { records, traceId } = await logOf('/cards', {});

    expect(traceId).toBeDefined();
    expect(records).toEqual([
      expect.objectContaining({ msg: 'inside', trace_id: traceId }),
      expect.objectContaining({
        msg: 'request completed',
        trace_id: traceId,
        res: expect.objectContaining({ statusCode: 200 }),
      }),
    ]);
  });

  it("has no secrets of the request's address and headers in it", async () => {
    const { text, records } = await logOf('/cards?token=hunter2&state=ready', {
      authorization: 'Bearer hunter2',
      cookie: 'sid=hunter2',
      'x-api-key': 'hunter2',
      accept: 'text/plain',
    });

    expect(text).not.toContain('hunter2');
    expect(records[1].req).toMatchObject({
      method: 'GET',
      url: expect.stringContaining('state=ready'),
      headers: { accept: 'text/plain' },
    });
  });
});
