import fc from 'fast-check';
import { encodeCommandScript, parseResponseScript } from '../../../lib/domain';
import { readCommandScript, writeBadFormat, writeResponseScript } from '../../../lib/lab/cards/script';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const apdus = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 12 });
const forms = fc.constantFrom('definite', 'indefinite');

describe('readCommandScript', () => {
  it('takes a script of definite length apart', () => {
    expect(readCommandScript(bytes('AA 0D 22 04 00A40000 22 05 80F2400200'))).toEqual({
      ok: true,
      form: 'definite',
      commands: [bytes('00A40000'), bytes('80F2400200')],
    });
  });

  it('takes a script of indefinite length apart', () => {
    expect(readCommandScript(bytes('AE 80 22 04 00A40000 00 00'))).toEqual({
      ok: true,
      form: 'indefinite',
      commands: [bytes('00A40000')],
    });
  });

  it.each([
    ['another template', 'AB 00', 'unknown-tag'],
    ['nothing', '', 'unknown-tag'],
    ['no length', 'AA', 'length-not-found'],
    ['an object that is no command', 'AA 02 23 00', 'unknown-tag'],
    ['a length longer than what came', 'AA 07 22 04 00A40000', 'wrong-length'],
    ['bytes after the end', 'AA 06 22 04 00A40000 00', 'wrong-length'],
    ['a command that is cut off', 'AA 03 22 04 00', 'wrong-length'],
    ['an indefinite script without an end', 'AE 80 22 04 00A40000', 'wrong-length'],
    ['an indefinite script with half an end', 'AE 80 22 04 00A40000 00', 'wrong-length'],
    ['bytes after an indefinite end', 'AE 80 00 00 00', 'wrong-length'],
    ['an indefinite tag with a length', 'AE 06 22 04 00A40000', 'wrong-length'],
  ])('refuses %s', (_, hex, problem) => {
    expect(readCommandScript(bytes(hex))).toMatchObject({ ok: false, problem });
  });

  it('never throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.constantFrom(0xaa, 0xae, 0x00), fc.uint8Array({ maxLength: 300 }), (tag, rest) => {
        expect(typeof readCommandScript(Uint8Array.from([tag, ...rest])).ok).toBe('boolean');
      }),
    );
  });

  it('understands what the package writes, in both forms', () => {
    fc.assert(
      fc.property(apdus, forms, (commands, form) => {
        expect(readCommandScript(encodeCommandScript(commands, { form }))).toEqual({
          ok: true,
          form,
          commands,
        });
      }),
    );
  });
});

describe('writeResponseScript', () => {
  it('writes how many commands were run and their answers, in both forms', () => {
    const responses = [bytes('9000'), bytes('6A82')];
    expect(writeResponseScript(responses, 'definite')).toEqual(bytes('AB 0B 80 01 02 23 02 9000 23 02 6A82'));
    expect(writeResponseScript(responses, 'indefinite')).toEqual(
      bytes('AF 80 80 01 02 23 02 9000 23 02 6A82 00 00'),
    );
  });

  it('is understood by the package', () => {
    fc.assert(
      fc.property(apdus, forms, (responses, form) => {
        const script = writeResponseScript(responses, form);
        expect(parseResponseScript(script)).toMatchObject({
          ok: true,
          form,
          responses,
          executedCommands: responses.length,
        });
      }),
    );
  });

  it('tells the package why a script was refused', () => {
    expect(parseResponseScript(writeBadFormat('wrong-length', 'definite'))).toMatchObject({
      ok: true,
      executedCommands: 0,
      badFormat: 'wrong_length',
    });
  });
});
