import fc from 'fast-check';
import { encodeChunked } from '../../../lib/lab/cards/http-message';
import { WireTally } from '../../../lib/lab/cards/wire-tally';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const ok = (script: Uint8Array) =>
  Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${script.length}\r\n\r\n`), script]);
const post = (body: Uint8Array) =>
  Buffer.concat([
    Buffer.from('POST /next HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n'),
    encodeChunked(body, 5),
  ]);

const FIRST = Buffer.from('POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n');
const SCRIPT = bytes('AA 0F 22 07 00A40000023F00 22 04 80F24002');
const RESPONSES = bytes('AB 0B 80 01 02 23 02 9000 23 02 6A82');
const DISMISSAL = Buffer.from('HTTP/1.1 204 No Content\r\n\r\n');

describe('WireTally', () => {
  it('counts a session from the bytes of its wire, however they are cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (size) => {
        const tally = new WireTally();
        const tap = tally.connection();
        const cut = (direction: 'sent' | 'received', wire: Uint8Array) => {
          for (let offset = 0; offset < wire.length; offset += size) {
            tap(direction, wire.subarray(offset, offset + size));
          }
        };
        cut('sent', FIRST);
        cut('received', ok(SCRIPT));
        cut('sent', post(RESPONSES));
        cut('received', DISMISSAL);
        expect(tally.figures()).toEqual({
          connections: 1,
          posts: 2,
          dismissals: 1,
          scripts: 1,
          commands: 2,
          commandBytes: 11,
          responses: 2,
          responseBytes: 4,
          exchanges: { '00A4 9000': 1, '80F2 6A82': 1 },
          instructions: { '00A4': 1, '80F2': 1 },
          malformed: 0,
        });
      }),
    );
  });

  it('counts commands that were never answered as commands alone', () => {
    const tally = new WireTally();
    tally.connection()('received', ok(SCRIPT));
    expect(tally.figures()).toMatchObject({ commands: 2, responses: 0, dismissals: 0 });
  });

  it('counts what it cannot read instead of failing', () => {
    const tally = new WireTally();
    tally.connection()('received', Buffer.from('nonsense\r\n\r\n'));
    tally.connection()('received', ok(bytes('AA05')));
    tally.connection()('sent', post(bytes('AB05')));
    expect(tally.figures()).toMatchObject({ connections: 3, malformed: 3, commands: 0 });
  });
});
