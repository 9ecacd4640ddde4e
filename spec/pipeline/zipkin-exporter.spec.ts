import type { Socket } from 'node:net';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { classifyExportError } from '../../lib/pipeline/export-failure';
import { createZipkinExporter } from '../../lib/pipeline/zipkin-exporter';
import { eventually } from '../support/eventually';
import { endedSpan } from './support/ended-span';
import { startHttpBackend, startTcpBackend, stopBackends } from './support/otlp-backends';
import { zipkinSpans } from './support/zipkin-spans';

afterEach(stopBackends);

function exporterTo(port: number, timeoutMs = 10_000) {
  const url = `http://127.0.0.1:${port}/api/v2/spans`;
  const { exporter, abort } = createZipkinExporter({ signal: 'traces', protocol: 'zipkin', url, timeoutMs });
  const send = (...names: string[]) =>
    new Promise<ExportResult>((resolve) =>
      exporter.export(
        names.map((name) => endedSpan(name)),
        resolve,
      ),
    );
  return { exporter, abort, send };
}

/** A backend that does this with what it is asked, and the connections that it has. */
async function startBackend(answer?: string) {
  const open = new Set<Socket>();
  let taken = 0;
  const { port } = await startTcpBackend((socket) => {
    open.add(socket);
    taken += 1;
    socket.on('close', () => open.delete(socket));
    socket.on('data', () => answer !== undefined && socket.write(answer));
  });
  return { port, open, taken: () => taken };
}

describe('the exporter to Zipkin', () => {
  test('ends a request that is not answered within its bound, and its connection', async () => {
    const { port, open } = await startBackend();
    const { error } = await exporterTo(port, 50).send('span');
    expect(classifyExportError(error)).toEqual({
      retryable: true,
      type: 'ETIMEDOUT',
      reason: 'no answer in time',
    });
    await eventually(() => open.size === 0);
  });

  test('goes by the status of an answer that does not come to its end', async () => {
    const { port, open } = await startBackend('HTTP/1.1 202 Accepted\r\ncontent-length: 100\r\n\r\n');
    expect(await exporterTo(port, 50).send('span')).toEqual({ code: ExportResultCode.SUCCESS });
    await eventually(() => open.size === 0);
  });

  test('reads no more of an answer than there can be in one', async () => {
    const answer = `HTTP/1.1 500 No\r\ncontent-length: 9999999\r\n\r\n${'x'.repeat(100_000)}`;
    const { port } = await startBackend(answer);
    const { error } = await exporterTo(port).send('span');
    expect(classifyExportError(error)).toMatchObject({ type: '500' });
  });

  test('keeps its connection for the next export', async () => {
    const { port, taken } = await startBackend('HTTP/1.1 202 Accepted\r\ncontent-length: 0\r\n\r\n');
    const { send, abort } = exporterTo(port);
    for (let time = 0; time < 3; time += 1) {
      expect(await send('span')).toEqual({ code: ExportResultCode.SUCCESS });
    }
    expect(taken()).toBe(1);
    abort();
  });

  test('waits at its shutdown for what is under way, which an abort ends at once', async () => {
    const { port, open } = await startBackend();
    const { exporter, send, abort } = exporterTo(port);
    const sent = send('span');
    await eventually(() => open.size === 1);
    let closed = false;
    const closing = exporter.shutdown().then(() => {
      closed = true;
    });
    await new Promise(setImmediate);
    expect(closed).toBe(false);
    abort();
    expect(classifyExportError((await sent).error)).toMatchObject({ retryable: true, type: 'timeout' });
    await closing;
    expect((await send('late')).code).toBe(ExportResultCode.FAILED);
  });

  test('takes spans of any text', async () => {
    const { port, requests } = await startHttpBackend({ status: 202 });
    expect(await exporterTo(port).send('Zürich 🂡', '"\u0000\u2028')).toEqual({
      code: ExportResultCode.SUCCESS,
    });
    expect(zipkinSpans(requests).map(({ name }) => name)).toEqual(['Zürich 🂡', '"\u0000\u2028']);
  });
});
