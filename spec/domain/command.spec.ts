import { inspect } from 'node:util';
import fc from 'fast-check';
import { type CommandFields, encodeCommand, parseCommand } from '../../lib/domain';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const byte = fc.integer({ min: 0, max: 255 });

function parsed(hex: string) {
  const command = parseCommand(bytes(hex));
  if (!command.ok) throw new Error(`no C-APDU: ${command.reason}`);
  const { commandCase, extended, dataLength, le, data } = command;
  return { commandCase, extended, dataLength, le, data: data && Buffer.from(data).toString('hex') };
}

describe('parseCommand', () => {
  test.each([
    ['00A40000', { commandCase: 1, extended: false, dataLength: 0, le: undefined, data: undefined }],
    ['00B0000010', { commandCase: 2, extended: false, dataLength: 0, le: 16, data: undefined }],
    ['00B0000000', { commandCase: 2, extended: false, dataLength: 0, le: 256, data: undefined }],
    ['00A40004023F00', { commandCase: 3, extended: false, dataLength: 2, le: undefined, data: '3f00' }],
    ['00A40004023F0000', { commandCase: 4, extended: false, dataLength: 2, le: 256, data: '3f00' }],
    ['00B00000000100', { commandCase: 2, extended: true, dataLength: 0, le: 256, data: undefined }],
    ['00B00000000000', { commandCase: 2, extended: true, dataLength: 0, le: 65_536, data: undefined }],
    ['00D60000000002ABCD', { commandCase: 3, extended: true, dataLength: 2, le: undefined, data: 'abcd' }],
    ['00D60000000002ABCD0200', { commandCase: 4, extended: true, dataLength: 2, le: 512, data: 'abcd' }],
    ['00D60000000002ABCD0000', { commandCase: 4, extended: true, dataLength: 2, le: 65_536, data: 'abcd' }],
  ])('takes %s apart', (hex, expected) => {
    expect(parsed(hex)).toEqual(expected);
  });

  test.each([
    ['', 'too_short'],
    ['00A400', 'too_short'],
    ['00A40004053F00', 'truncated'],
    ['00A40004013F0000', 'trailing_bytes'],
    ['00A400040000', 'bad_length'],
    ['00D600000000000000', 'bad_length'],
    ['00D60000000003ABCD', 'truncated'],
    ['00D60000000002ABCD02', 'bad_length'],
    ['00D60000000002ABCD020000', 'trailing_bytes'],
  ])('refuses %s as %s', (hex, reason) => {
    expect(parseCommand(bytes(hex))).toMatchObject({ ok: false, reason });
  });

  test('still gives the header of a malformed command', () => {
    expect(parseCommand(bytes('00A40004053F00'))).toMatchObject({
      header: { cla: 0, ins: 0xa4, p1: 0, p2: 4 },
    });
    expect(parseCommand(bytes('00A4'))).toMatchObject({ header: undefined });
  });

  test('never shows the data of a command that is printed or serialised', () => {
    const command = parseCommand(bytes('0020000108313233344321FFFF'));
    expect(command).toMatchObject({ ok: true, dataLength: 8 });
    expect(inspect(command) + JSON.stringify(command)).not.toMatch(/31323334|49, ?50|<Buffer/);
  });

  test('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (input) => {
        const command = parseCommand(input);
        const length = command.ok ? 4 + command.dataLength + (command.data?.length ?? 0) : 0;
        expect(length).toBeLessThanOrEqual(4 + 2 * input.length);
      }),
    );
  });
});

const fields: fc.Arbitrary<CommandFields> = fc.record({
  cla: byte,
  ins: byte,
  p1: byte,
  p2: byte,
  data: fc.option(fc.uint8Array({ minLength: 1, maxLength: 600 }), { nil: undefined }),
  le: fc.option(fc.integer({ min: 1, max: 65_536 }), { nil: undefined }),
  extended: fc.boolean(),
});

describe('encodeCommand', () => {
  test('is undone by parseCommand', () => {
    fc.assert(
      fc.property(fields, (command) => {
        const decoded = parseCommand(encodeCommand(command));
        if (!decoded.ok) throw new Error(decoded.reason);
        const { cla, ins, p1, p2, le, data } = decoded;
        expect({ cla, ins, p1, p2, le, data }).toEqual({
          cla: command.cla,
          ins: command.ins,
          p1: command.p1,
          p2: command.p2,
          le: command.le,
          data: command.data,
        });
      }),
    );
  });

  test('takes the longest data and refuses more', () => {
    const header = { cla: 0, ins: 0xd6, p1: 0, p2: 0 };
    const longest = parseCommand(encodeCommand({ ...header, data: new Uint8Array(65_535), le: 65_536 }));
    expect(longest).toMatchObject({ ok: true, dataLength: 65_535, le: 65_536 });
    expect(() => encodeCommand({ ...header, data: new Uint8Array(65_536) })).toThrow(/65,535/);
    expect(() => encodeCommand({ ...header, le: 0 })).toThrow(/le must be 1 to 65,536/);
  });

  test('yields a command that is malformed once its end is cut off, or shorter by that end', () => {
    fc.assert(
      fc.property(fields, fc.nat(), (command, cut) => {
        const encoded = encodeCommand(command);
        const shorter = encoded.subarray(0, cut % encoded.length);
        const decoded = parseCommand(shorter);
        if (decoded.ok) expect(4 + decoded.dataLength).toBeLessThanOrEqual(shorter.length);
        else expect(decoded.reason).toMatch(/^(too_short|truncated|bad_length|trailing_bytes)$/);
      }),
    );
  });
});
