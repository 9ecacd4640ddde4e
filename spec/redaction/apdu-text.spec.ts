import fc from 'fast-check';
import { describeCommand, describeResponse } from '../../lib/redaction';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('describeCommand', () => {
  test.each([
    ['00A4040007A0000000871002', 'SELECT 00A40400 Lc=7'],
    ['00B0000000', 'READ_BINARY 00B00000 Le=256'],
    ['00200001083132333435363738', 'VERIFY 00200001 Lc=8'],
    ['80F24000024F0000', 'GET_STATUS 80F24000 Lc=2 Le=256'],
    ['00700000', 'MANAGE_CHANNEL 00700000'],
    ['12345678', '_OTHER 12345678'],
    ['0020000108313233', 'VERIFY 00200001 malformed (truncated) length=8'],
    ['313233', 'malformed command length=3'],
    ['', 'malformed command length=0'],
  ])('shows %s as %s', (hex, expected) => {
    expect(describeCommand(bytes(hex))).toBe(expected);
  });

  test('says the same of two commands that differ in their data alone', () => {
    const header = [0x00, 0x20, 0x00, 0x01, 0x08];
    const data = fc.uint8Array({ minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(data, data, (one, other) => {
        expect(describeCommand(Uint8Array.of(...header, ...one))).toBe(
          describeCommand(Uint8Array.of(...header, ...other)),
        );
      }),
    );
  });
});

describe('describeResponse', () => {
  test.each([
    ['9000', 'length=0 sw=9000'],
    ['31323334356A82', 'length=5 sw=6A82'],
    ['90', 'malformed response length=1'],
    ['', 'malformed response length=0'],
  ])('shows %s as %s', (hex, expected) => {
    expect(describeResponse(bytes(hex))).toBe(expected);
  });
});
