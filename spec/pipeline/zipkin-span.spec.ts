import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { ZipkinExporter as StockExporter } from '@opentelemetry/exporter-zipkin';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { toZipkinSpan } from '../../lib/pipeline/zipkin-span';
import { endedSpan, START_TIME } from './support/ended-span';
import { startHttpBackend, stopBackends } from './support/otlp-backends';
import { zipkinSpans } from './support/zipkin-spans';

afterEach(stopBackends);

/** What the stock exporter sends for a span. */
async function byStock(span: ReadableSpan) {
  const { port, requests } = await startHttpBackend();
  const exporter = new StockExporter({ url: `http://127.0.0.1:${port}/api/v2/spans` });
  const { code } = await new Promise<{ code: number }>((resolve) => exporter.export([span], resolve));
  expect(code).toBe(ExportResultCode.SUCCESS);
  const [sent] = zipkinSpans(requests);
  if (sent === undefined) throw new Error('the stock exporter sent nothing');
  return sent;
}

/** A span as it is sent: without what is undefined. */
function asSent(span: ReadableSpan) {
  return JSON.parse(JSON.stringify(toZipkinSpan(span)));
}

describe('a span in the terms of Zipkin', () => {
  test.each([
    ['INTERNAL', SpanKind.INTERNAL],
    ['SERVER', SpanKind.SERVER],
    ['CLIENT', SpanKind.CLIENT],
    ['PRODUCER', SpanKind.PRODUCER],
    ['CONSUMER', SpanKind.CONSUMER],
  ])(
    'of kind %s is what the stock exporter sends, with the scope and without the service twice',
    async (_name, kind) => {
      const span = endedSpan(
        'tls.session',
        {
          kind,
          parent: '00f067aa0ba902b7',
          startTime: [1_700_000_000, 123_456_000],
          attributes: { 'apdu.command.type': 'SELECT', count: 3, done: true },
          resource: { 'host.name': 'bench' },
        },
        (open) => {
          open.addEvent('begun', [1_700_000_000, 123_457_000]);
          open.setStatus({ code: SpanStatusCode.ERROR, message: 'card mute' });
        },
      );
      const stock = await byStock(span);
      const { 'service.name': _repeated, ...tags } = stock.tags;

      expect(asSent(span)).toEqual({
        ...stock,
        tags: { ...tags, 'otel.scope.name': 'spec', 'otel.scope.version': '1.2.3' },
      });
    },
  );

  test('has whole microseconds, rounded, and lasts one at least', () => {
    expect(asSent(endedSpan('span', { startTime: START_TIME }))).toMatchObject({
      timestamp: 1_700_000_000_123_457,
      duration: 1_500,
    });
    const instant = endedSpan('span', { startTime: [1_700_000_000, 124_956_950] });
    expect(asSent(instant).duration).toBe(1);
  });

  test('keeps the attributes of its events', () => {
    const span = endedSpan('span', { startTime: START_TIME }, (open) => {
      open.addEvent('exception', { 'exception.type': 'RangeError', count: 2 }, START_TIME);
    });
    expect(asSent(span).annotations).toEqual([
      {
        timestamp: 1_700_000_000_123_457,
        value: '"exception": {"exception.type":"RangeError","count":2}',
      },
    ]);
  });

  test('keeps a list a list, and an attribute that the resource has too', () => {
    const span = endedSpan('span', {
      attributes: { 'tls.ciphers': ['a,b', 'c'], 'host.name': 'card' },
      resource: { 'host.name': 'bench', 'host.arch': 'arm64' },
    });
    expect(asSent(span).tags).toMatchObject({
      'tls.ciphers': '["a,b","c"]',
      'host.name': 'card',
      'host.arch': 'arm64',
    });
    expect(asSent(span).tags).not.toHaveProperty(['service.name']);
  });

  test('is marked as failed also where nobody said why', () => {
    const span = endedSpan('span', {}, (open) => open.setStatus({ code: SpanStatusCode.ERROR }));
    expect(asSent(span).tags).toMatchObject({ 'otel.status_code': 'ERROR', error: '' });
  });

  test('counts what it had to drop', () => {
    const span = endedSpan('span', {}, (open) => {
      for (let index = 0; index < 130; index += 1) open.setAttribute(`attribute ${index}`, index);
    });
    expect(asSent(span).tags).toMatchObject({ 'otel.dropped_attributes_count': '2' });
  });

  test.each([
    [
      { 'server.address': 'db.example', 'server.port': 5432 },
      { serviceName: 'db.example', port: 5432 },
    ],
    [{ 'peer.service': 'hsm', 'server.address': 'db.example' }, { serviceName: 'hsm' }],
    [
      { 'network.peer.address': '192.0.2.7', 'network.peer.port': 443 },
      { ipv4: '192.0.2.7', port: 443 },
    ],
    [{ 'network.peer.address': '2001:db8::1' }, { ipv6: '2001:db8::1' }],
    [{ 'server.address': 'db.example', 'server.port': 'none' }, { serviceName: 'db.example' }],
    [{}, undefined],
  ])('names the other side of a client by %j', (attributes, endpoint) => {
    const client = endedSpan('span', { kind: SpanKind.CLIENT, attributes });
    expect(asSent(client).remoteEndpoint).toEqual(endpoint);
    const server = endedSpan('span', { kind: SpanKind.SERVER, attributes });
    expect(asSent(server).remoteEndpoint).toBeUndefined();
  });
});
