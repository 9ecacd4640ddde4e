import { takeExemplars } from '../metrics/otlp/support/data-points';
import { type Decoded, decodeRequest } from '../metrics/otlp/support/metrics-proto';
import { SAMPLE_EXEMPLAR } from '../metrics/otlp/support/sample-metrics';
import { pushMetrics } from './support/metric-pushes';
import {
  refusedPort,
  startGrpcBackend,
  startHttpBackend,
  stopBackends,
  type TakenRequest,
} from './support/otlp-backends';

/** What is different in the two protocols. */
const PROTOCOLS = [
  {
    protocol: 'grpc',
    startBackend: () => startGrpcBackend(),
    urlOf: (port: number) => `http://127.0.0.1:${port}`,
    component: 'otlp_grpc_metric_exporter',
    decode: decodeRequest,
    count: '7',
  },
  {
    protocol: 'http/protobuf',
    startBackend: () => startHttpBackend(),
    urlOf: (port: number) => `http://127.0.0.1:${port}/v1/metrics`,
    component: 'otlp_http_metric_exporter',
    decode: decodeRequest,
    count: '7',
  },
  {
    protocol: 'http/json',
    startBackend: () => startHttpBackend(),
    urlOf: (port: number) => `http://127.0.0.1:${port}/v1/metrics`,
    component: 'otlp_http_json_metric_exporter',
    decode: (body: Uint8Array): Decoded => JSON.parse(Buffer.from(body).toString('utf8')),
    count: 7,
  },
] as const;

/** A request without what only our exporter sets, and our headers. */
function withoutOwn({ path, headers, body }: TakenRequest, decode: (body: Uint8Array) => Decoded) {
  const { 'user-agent': _agent, 'x-tenant': _tenant, ...rest } = headers;
  return { path, headers: rest, body: decode(body) };
}

/** A request that was taken. */
function taken(request: TakenRequest | undefined): TakenRequest {
  if (request === undefined) throw new Error('nothing was sent');
  return request;
}

afterEach(stopBackends);

describe.each(PROTOCOLS)(
  'the exporter of metrics over $protocol',
  ({ protocol, startBackend, urlOf, component, decode, count }) => {
    test('sends exemplars, beside them what the stock exporter sends, and counts it under its name', async () => {
      const backend = await startBackend();
      const { succeeded, exported } = await pushMetrics({ protocol, url: urlOf(backend.port) });
      const [withExemplars, without, stock] = backend.requests;

      expect(succeeded).toEqual([true, true, true]);
      expect(takeExemplars(decode(taken(withExemplars).body))).toMatchObject([
        [{ traceId: SAMPLE_EXEMPLAR.traceId, spanId: SAMPLE_EXEMPLAR.spanId, asInt: count }],
      ]);
      expect(withoutOwn(taken(without), decode)).toEqual(withoutOwn(taken(stock), decode));
      expect(taken(without).headers).toMatchObject({
        'x-tenant': 'cards',
        'user-agent': expect.stringMatching(/^cardlink-observability\/\S+ .*OTel-OTLP-Exporter-JavaScript/),
      });
      expect(exported).toMatchObject([
        {
          value: 2,
          attributes: { 'otel.component.type': component, 'otel.component.name': `${component}/0` },
        },
      ]);
    }, 20_000);

    test('fails where no backend is, and lets the process end', async () => {
      const { succeeded } = await pushMetrics({ protocol, url: urlOf(await refusedPort()) });

      expect(succeeded).toEqual([false, false, false]);
    }, 20_000);
  },
);
