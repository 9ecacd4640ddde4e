import fc from 'fast-check';
import {
  encodeChunked,
  HttpFormatError,
  type HttpMessage,
  HttpMessageReader,
} from '../../../lib/lab/cards/http-message';

const read = (text: string, limits?: { headBytes: number; bodyBytes: number }) =>
  new HttpMessageReader(limits).push(Buffer.from(text, 'latin1'));
const bodyOf = (message: HttpMessage | undefined) => Buffer.from(message?.body ?? []).toString('latin1');

describe('HttpMessageReader', () => {
  it('reads a response with a length', () => {
    const [message] = read('HTTP/1.1 200 OK\r\nX-Admin-Next-URI: /next\r\nContent-Length: 3\r\n\r\nabc');
    expect(message?.startLine).toEqual(['HTTP/1.1', '200', 'OK']);
    expect(message?.headers.get('x-admin-next-uri')).toBe('/next');
    expect(bodyOf(message)).toBe('abc');
  });

  it('reads a chunked response with extensions and trailers', () => {
    const chunked = '2;name=value\r\nab\r\n1\r\nc\r\n0\r\nTrailer: x\r\n\r\n';
    const messages = read(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${chunked}`);
    expect(messages.map(bodyOf)).toEqual(['abc']);
  });

  it('knows that 204 has no body, and reads what follows it', () => {
    const messages = read('HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    expect(messages.map(({ startLine }) => startLine[1])).toEqual(['204', '200']);
  });

  it('reads requests, with a body or without one', () => {
    const messages = read('POST /a HTTP/1.1\r\n\r\nPOST /b HTTP/1.1\r\nContent-Length: 1\r\n\r\nx');
    expect(messages.map(({ startLine }) => startLine[1])).toEqual(['/a', '/b']);
    expect(messages.map(bodyOf)).toEqual(['', 'x']);
  });

  it('gives a response without a length when the connection closes', () => {
    const reader = new HttpMessageReader();
    expect(reader.push(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\nwhy'))).toEqual([]);
    expect(bodyOf(reader.close())).toBe('why');
    expect(reader.close()).toBeUndefined();
  });

  it.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n\r\n'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\n\r\n'],
    ['a length that is no number', 'HTTP/1.1 200 OK\r\nContent-Length: 1e3\r\n\r\n'],
    ['a chunk size that is no number', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'],
    [
      'a chunk longer than it says',
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabcd\r\n0\r\n\r\n',
    ],
    ['a chunk size without end', `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${'0'.repeat(400)}`],
  ])('refuses %s', (_, text) => {
    expect(() => read(text)).toThrow(HttpFormatError);
  });

  it.each([
    ['a head', 'HTTP/1.1 200 OK\r\nX: 0123456789012345678901234567890123456789'],
    ['a body with a length', 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'],
    ['chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n5\r\n'],
    ['a body without a length', 'HTTP/1.1 200 OK\r\n\r\nabcdefghi'],
  ])('keeps no more of %s than its limit', (_, text) => {
    expect(() => read(text, { headBytes: 48, bodyBytes: 8 })).toThrow(/too long/);
  });

  it('reads the same messages however the bytes are cut', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(bodies, fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1 }), (sent, cuts) => {
        const wire = Buffer.concat(
          sent.map((body, index) =>
            index % 2 === 0
              ? Buffer.concat([
                  Buffer.from('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'),
                  encodeChunked(body, 7),
                ])
              : Buffer.concat([
                  Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`),
                  body,
                ]),
          ),
        );
        const reader = new HttpMessageReader();
        const received: Uint8Array[] = [];
        for (let offset = 0, cut = 0; offset < wire.length; cut += 1) {
          const end = offset + (cuts[cut % cuts.length] ?? 1);
          received.push(...reader.push(wire.subarray(offset, end)).map(({ body }) => body));
          offset = end;
        }
        expect(received).toEqual(sent);
      }),
    );
  });

  it('throws nothing but HttpFormatError, whatever the bytes', () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.string().map((text) => Buffer.from(text)),
    );
    fc.assert(
      fc.property(fc.boolean(), noise, (headed, bytes) => {
        const head = headed ? 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n' : '';
        try {
          new HttpMessageReader().push(Buffer.concat([Buffer.from(head), bytes]));
        } catch (error) {
          expect(error).toBeInstanceOf(HttpFormatError);
        }
      }),
    );
  });
});
