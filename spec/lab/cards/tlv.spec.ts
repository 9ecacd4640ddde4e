import fc from 'fast-check';
import { encodeTlv, readTlv, readTlvs } from '../../../lib/lab/cards/tlv';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('BER-TLV', () => {
  it.each([
    [0, '2200'],
    [1, '220100'],
    [127, `227f${'00'.repeat(127)}`],
    [128, `228180${'00'.repeat(128)}`],
    [255, `2281ff${'00'.repeat(255)}`],
    [256, `22820100${'00'.repeat(256)}`],
  ])('encodes a value of %i bytes with the shortest length', (length, expected) => {
    expect(Buffer.from(encodeTlv(0x22, new Uint8Array(length))).toString('hex')).toBe(expected);
  });

  it('reads back what it encodes', () => {
    fc.assert(
      fc.property(fc.constantFrom(0x22, 0x4f, 0x9f70), fc.uint8Array({ maxLength: 400 }), (tag, value) => {
        const encoded = encodeTlv(tag, value);
        expect(readTlv(encoded)).toEqual({ tag, value, end: encoded.length });
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['a tag alone', '22'],
    ['half of a two-byte tag', '9f'],
    ['a value that is cut off', '220401'],
    ['a length that is cut off', '2281'],
    ['a length of three bytes', '2283000001ff'],
    ['an indefinite length', '22800000'],
  ])('refuses %s', (_, hex) => {
    expect(readTlv(bytes(hex))).toBeUndefined();
  });

  it('reads all objects or none', () => {
    expect(readTlvs(bytes('4f01aac500'))?.map(({ tag }) => tag)).toEqual([0x4f, 0xc5]);
    expect(readTlvs(bytes('4f01aac5'))).toBeUndefined();
    expect(readTlvs(bytes(''))).toEqual([]);
  });

  it('never throws and never reads past the end, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
        const object = readTlv(any);
        if (object) expect(object.end).toBeLessThanOrEqual(any.length);
      }),
    );
  });
});
