import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { createRequestListener, type Route, type RouteResponse } from '../../lib/http';
import { eventually } from '../support/eventually';
import { exchange, request } from './client';
import { mount, serve } from './serving';

const LINE = 'cardlink_apdu_commands_total{apdu_command_type="SELECT"} 1\n';
const large = Buffer.from(LINE.repeat(2_000));

/** A path with this answer, whatever is asked. */
const answering = (answer: RouteResponse): Route => ({
  path: '/large',
  authenticate: false,
  handle: () => answer,
});

/** The bodies of answers that came one after the other, each by its length or in chunks of gzip. */
function bodiesOf(answers: Buffer): readonly Buffer[] {
  const end = answers.indexOf('\r\n\r\n');
  if (end < 0) return [];
  const length = /\r\ncontent-length: (\d+)/i.exec(answers.subarray(0, end).toString())?.[1];
  const rest = answers.subarray(end + 4);
  if (length !== undefined)
    return [rest.subarray(0, Number(length)), ...bodiesOf(rest.subarray(Number(length)))];
  const chunks: Buffer[] = [];
  let at = 0;
  for (;;) {
    const line = rest.indexOf('\r\n', at);
    const bytes = Number.parseInt(rest.subarray(at, line).toString(), 16);
    chunks.push(rest.subarray(line + 2, line + 2 + bytes));
    at = line + 2 + bytes + 2;
    if (bytes === 0) return [gunzipSync(Buffer.concat(chunks)), ...bodiesOf(rest.subarray(at))];
  }
}

const gzipped = { headers: { 'accept-encoding': 'gzip' } };

describe('a body in pieces', () => {
  it('is sent in order, with its length', async () => {
    const pieces = Array.from({ length: 300 }, (_, index) => Buffer.alloc(10_000, index));
    const { url } = await serve([answering({ status: 200, body: pieces })]);
    const answer = await request(`${url}/large`);
    expect(answer.headers['content-length']).toBe('3000000');
    expect(answer.headers['transfer-encoding']).toBeUndefined();
    expect(answer.bytes.equals(Buffer.concat(pieces))).toBe(true);
  });

  it('may have one, none, and empty ones', async () => {
    const hi = Uint8Array.of(104, 105);
    const none = new Uint8Array();
    for (const [body, expected] of [
      [[], ''],
      [[none], ''],
      [[hi], 'hi'],
      [[none, hi, none, none, hi], 'hihi'],
    ] as const) {
      const { url } = await serve([answering({ status: 200, body })]);
      const answer = await request(`${url}/large`);
      expect(answer).toMatchObject({
        status: 200,
        body: expected,
        headers: { 'content-length': String(expected.length) },
      });
    }
  });

  it('leaves the connection open for the next request', async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    for (const compressible of [true, false]) {
      const { url } = await serve([answering({ status: 200, body: [large, large], compressible })]);
      const answers = [1, 2, 3].map(() => request(`${url}/large`, { agent, ...gzipped }));
      for (const answer of await Promise.all(answers)) expect(answer.status).toBe(200);
      await eventually(() => Object.values(agent.freeSockets).flat().length === 1);
      agent.destroy();
    }
  });
});

describe('bodies in pieces that are asked for all at once over one connection', () => {
  it.each([
    ['as they are', ''],
    ['with gzip', 'Accept-Encoding: gzip\r\n'],
  ])('come %s, each whole, in the order asked', async (_how, headers) => {
    const route: Route = {
      ...answering({ status: 200 }),
      handle: ({ url }) => {
        const piece = Buffer.from(`${url.search}\n`.repeat(20_000));
        return { status: 200, body: [piece, piece, piece], compressible: true };
      },
    };
    const { port } = await serve([route]);
    const get = (index: number): string => `GET /large?${index} HTTP/1.1\r\nHost: a\r\n${headers}`;
    const asked = `${get(1)}\r\n${get(2)}\r\n${get(3)}Connection: close\r\n\r\n`;
    const bodies = bodiesOf(Buffer.from(await exchange(port, asked), 'latin1'));
    expect(bodies.map((body) => [body.subarray(0, 3).toString(), body.byteLength])).toEqual([
      ['?1\n', 180_000],
      ['?2\n', 180_000],
      ['?3\n', 180_000],
    ]);
  });
});

describe('a compressible body', () => {
  it('is sent with gzip to who accepts it', async () => {
    for (const body of [large, large.toString(), [large.subarray(0, 50_000), large.subarray(50_000)]]) {
      const { url } = await serve([answering({ status: 200, body, compressible: true })]);
      const answer = await request(`${url}/large`, gzipped);
      expect(answer.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
      expect(answer.headers['content-length']).toBeUndefined();
      expect(answer.bytes.byteLength).toBeLessThan(large.byteLength / 10);
      expect(gunzipSync(answer.bytes).equals(large)).toBe(true);
    }
  });

  it('is sent as it is, and says that another client might get another one, to who does not', async () => {
    const { url } = await serve([answering({ status: 200, body: [large], compressible: true })]);
    for (const headers of [{}, { 'accept-encoding': 'br' }, { 'accept-encoding': 'gzip;q=0, *' }]) {
      const answer = await request(`${url}/large`, { headers });
      expect(answer.headers).toMatchObject({
        'content-length': String(large.byteLength),
        vary: 'Accept-Encoding',
      });
      expect(answer.headers['content-encoding']).toBeUndefined();
      expect(answer.bytes.equals(large)).toBe(true);
    }
  });

  it('is sent as it is below 1 KiB, where there is nothing to gain', async () => {
    for (const [bytes, encoding] of [
      [0, undefined],
      [1_023, undefined],
      [1_024, 'gzip'],
    ] as const) {
      const body = large.subarray(0, bytes);
      const { url } = await serve([answering({ status: 200, body, compressible: true })]);
      const { headers } = await request(`${url}/large`, gzipped);
      expect([headers['content-encoding'], headers.vary]).toEqual([encoding, 'Accept-Encoding']);
    }
  });

  it('reads an Accept-Encoding that comes in two lines', async () => {
    const { port } = await serve([answering({ status: 200, body: large, compressible: true })]);
    const lines = 'Accept-Encoding: br\r\nAccept-Encoding: gzip\r\n';
    const answer = await exchange(
      port,
      `GET /large HTTP/1.1\r\nHost: a\r\n${lines}Connection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/\r\ncontent-encoding: gzip\r\n/i);
  });

  it('reaches a client of HTTP/1.0, which knows no chunks, whole', async () => {
    const { port } = await serve([answering({ status: 200, body: [large, large], compressible: true })]);
    const plain = await exchange(port, 'GET /large HTTP/1.0\r\n\r\n');
    expect(plain.slice(plain.indexOf('\r\n\r\n') + 4)).toBe(large.toString().repeat(2));
    const packed = await exchange(port, 'GET /large HTTP/1.0\r\nAccept-Encoding: gzip\r\n\r\n');
    const body = Buffer.from(packed.slice(packed.indexOf('\r\n\r\n') + 4), 'latin1');
    expect(gunzipSync(body).toString()).toBe(large.toString().repeat(2));
  });

  it('is what it was, in whichever pieces it came', async () => {
    let body: readonly Uint8Array[] = [];
    const route: Route = {
      ...answering({ status: 200 }),
      handle: () => ({ status: 200, body, compressible: true }),
    };
    const { url } = await serve([route]);
    const pieces = fc.array(fc.uint8Array({ maxLength: 3_000 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(pieces, fc.boolean(), async (parts, zipped) => {
        body = parts;
        const { bytes, headers } = await request(`${url}/large`, zipped ? gzipped : {});
        const received = headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes;
        expect(received.equals(Buffer.concat(parts))).toBe(true);
      }),
    );
  });
});

describe('a body that is not compressible', () => {
  it('is never compressed, and says nothing of encodings', async () => {
    const { url } = await serve([answering({ status: 200, body: large })]);
    const { headers } = await request(`${url}/large`, gzipped);
    expect(headers['content-encoding']).toBeUndefined();
    expect(headers.vary).toBeUndefined();
  });
});

describe('the Vary of a compressible body', () => {
  it.each([
    [{ vary: 'Accept' }, 'Accept, Accept-Encoding'],
    [{ Vary: 'Accept, accept-encoding' }, 'Accept, accept-encoding'],
    [{ vary: '*' }, '*'],
    [{ vary: '' }, 'Accept-Encoding'],
  ])('goes on from that of the route, %j', async (headers, expected) => {
    const { url } = await serve([answering({ status: 200, headers, body: large, compressible: true })]);
    expect((await request(`${url}/large`)).headers.vary).toBe(expected);
  });

  it("goes on from that of an application's own handlers", async () => {
    const listener = createRequestListener([
      answering({ status: 200, headers: { vary: 'Accept' }, body: large, compressible: true }),
    ]);
    const { url } = await mount((incoming, response) => {
      response.setHeader('vary', ['Origin', 'Cookie']);
      listener(incoming, response);
    });
    const { headers } = await request(`${url}/large`);
    expect(headers.vary).toBe('Origin, Cookie, Accept, Accept-Encoding');
  });
});

describe('the answer to HEAD', () => {
  const head = (port: number, headers = ''): Promise<string> =>
    exchange(port, `HEAD /large HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${headers}\r\n`);

  it('tells the route the method', async () => {
    const methods: string[] = [];
    const { url } = await serve([
      {
        ...answering({ status: 200 }),
        handle: ({ method }) => {
          methods.push(method);
          return { status: 200 };
        },
      },
    ]);
    await request(`${url}/large`, { method: 'HEAD' });
    await request(`${url}/large`);
    expect(methods).toEqual(['HEAD', 'GET']);
  });

  it('has no body and no length where the route gives none', async () => {
    const headers = { 'content-type': 'text/plain' };
    const { port } = await serve([answering({ status: 200, headers, compressible: true })]);
    const answer = await head(port, 'Accept-Encoding: gzip\r\n');
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toMatch(/\r\nvary: Accept-Encoding\r\n/i);
    expect(answer).not.toMatch(/content-length|transfer-encoding/i);
    expect(answer).toMatch(/\r\n\r\n$/);
  });

  it('has the headers of GET and not a byte of the body that the route gives all the same', async () => {
    for (const body of [large, [large, large]]) {
      const { port } = await serve([answering({ status: 200, body, compressible: true })]);
      const bytes = [body].flat().length * large.byteLength;
      const plain = await head(port);
      expect(plain).toMatch(new RegExp(`\\r\\ncontent-length: ${bytes}\\r\\n`, 'i'));
      const packed = await head(port, 'Accept-Encoding: gzip\r\n');
      expect(packed).toMatch(/\r\ncontent-encoding: gzip\r\n/i);
      expect(packed).not.toMatch(/\r\ncontent-length:/i);
      for (const answer of [plain, packed]) expect(answer).toMatch(/\r\n\r\n$/);
    }
  });
});
