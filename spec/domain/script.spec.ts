import fc from 'fast-check';
import {
  encodeCommandScript,
  encodeResponseScript,
  parseCommandScript,
  parseResponseScript,
  type ScriptForm,
  scriptStatus,
} from '../../lib/domain';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'));
const hex = (value: Uint8Array) => Buffer.from(value).toString('hex').toUpperCase();
const form = fc.constantFrom<ScriptForm>('definite', 'indefinite');
/** What a command script has beside commands when it has none of it. */
const NOTHING_ELSE = { immediateActions: [], errorActions: [], chaining: undefined, others: [] };
const apdus = fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 12 });

describe('a command script', () => {
  const select = bytes('00A4040000');
  const status = bytes('80F24000024F00');

  test('is coded with its length, or with an end', () => {
    expect(hex(encodeCommandScript([select, status]))).toBe('AA10220500A4040000220780F24000024F00');
    expect(hex(encodeCommandScript([select], { form: 'indefinite' }))).toBe('AE80220500A40400000000');
    expect(hex(encodeCommandScript([]))).toBe('AA00');
  });

  test('uses 81 xx and 82 xx xx for longer lengths', () => {
    expect(hex(encodeCommandScript([new Uint8Array(0x80)])).slice(0, 12)).toBe('AA8183228180');
    expect(hex(encodeCommandScript([new Uint8Array(0x100)])).slice(0, 16)).toBe('AA82010422820100');
    expect(hex(encodeCommandScript([new Uint8Array(0x10000)])).slice(0, 20)).toBe('AA830100052283010000');
    expect(() => encodeCommandScript([new Uint8Array(0x1000000)])).toThrow(RangeError);
  });

  test('comes back as the commands it was made of, in either form', () => {
    fc.assert(
      fc.property(apdus, form, (commands, chosen) => {
        const script = parseCommandScript(encodeCommandScript(commands, { form: chosen }));
        expect(script).toEqual({ ok: true, form: chosen, commands, ...NOTHING_ELSE });
      }),
    );
  });

  test('keeps what no standard defines', () => {
    expect(parseCommandScript(bytes('AA 04 BF22 01 05'))).toEqual({
      ok: true,
      form: 'definite',
      commands: [],
      ...NOTHING_ELSE,
      others: [{ tag: 0xbf22, value: Uint8Array.of(5) }],
    });
  });

  test.each([
    ['81 00', { kind: 'none' }],
    ['81 01 01', { kind: 'record', record: 1 }],
    ['81 01 7F', { kind: 'record', record: 127 }],
    ['81 01 81', { kind: 'proactive_session' }],
    ['81 01 82', { kind: 'early_response' }],
    ['81 01 00', { kind: '_OTHER', value: Uint8Array.of(0) }],
    ['81 01 83', { kind: '_OTHER', value: Uint8Array.of(0x83) }],
    ['81 02 81 00', { kind: 'command', value: Uint8Array.of(0x81, 0) }],
  ])('reads the immediate action %s', (object, action) => {
    const body = bytes(object);
    const script = parseCommandScript(Uint8Array.of(0xaa, body.length, ...body));
    expect(script).toMatchObject({ ok: true, immediateActions: [action], errorActions: [], others: [] });
  });

  test('reads error actions where they stand', () => {
    expect(parseCommandScript(bytes('AA 0A 82 00 22 01 00 82 01 05 22 00'))).toMatchObject({
      errorActions: [{ kind: 'none' }, { kind: 'record', record: 5 }],
      immediateActions: [],
      commands: [bytes('00'), bytes('')],
    });
  });

  test.each([
    ['83 01 01', 'first'],
    ['83 01 11', 'first_kept'],
    ['83 01 02', 'next'],
    ['83 01 03', 'last'],
    ['83 01 00', '_OTHER'],
    ['83 00', '_OTHER'],
    ['83 02 01 01', '_OTHER'],
  ])('reads %s as the place %s in a chain of scripts', (object, chaining) => {
    const body = bytes(object);
    expect(parseCommandScript(Uint8Array.of(0xaa, body.length, ...body))).toMatchObject({ chaining });
  });

  test('is written with its place in a chain', () => {
    for (const chaining of ['first', 'first_kept', 'next', 'last'] as const) {
      const script = parseCommandScript(encodeCommandScript([select], { chaining, form: 'indefinite' }));
      expect(script).toMatchObject({ chaining, commands: [select], form: 'indefinite' });
    }
    expect(hex(encodeCommandScript([select], { chaining: 'last' }))).toBe('AA0A830103220500A4040000');
  });

  test.each([
    ['', 'empty', 0],
    ['AB 00', 'unknown_template', 0],
    ['AA', 'truncated', 1],
    ['AA 05 22', 'truncated', 3],
    ['AA 82 01', 'truncated', 1],
    ['AA 80 00 00', 'bad_length', 1],
    ['AA 84 00 00 00 00', 'bad_length', 1],
    ['AA 00 FF', 'trailing_bytes', 2],
    ['AA 02 22 05', 'truncated', 2],
    ['AA 01 22', 'truncated', 2],
    ['AA 04 BF FF FF 01', 'bad_tag', 2],
    ['AA 02 BF FF', 'truncated', 2],
    ['AE', 'truncated', 1],
    ['AE 02 00 00', 'bad_length', 1],
    ['AE 80', 'missing_end', 2],
    ['AE 80 22 01 00', 'missing_end', 5],
    ['AE 80 22 01 00 00', 'truncated', 5],
    ['AE 80 00 00 00', 'trailing_bytes', 4],
    ['AE 80 22 80 00 00 00 00', 'bad_length', 2],
    ['AA 04 22 80 00 00', 'bad_length', 2],
    ['AA 81', 'truncated', 1],
    ['AA 04 22 01 00', 'truncated', 5],
    ['AA 03 22 01 00 00', 'trailing_bytes', 5],
    ['AA 03 22 83 FF', 'truncated', 2],
    ['AA 06 22 83 FF FF FF 00', 'truncated', 2],
    ['AA FF', 'bad_length', 1],
    ['AA 00 AA 00', 'trailing_bytes', 2],
    ['00 A4 04 00', 'unknown_template', 0],
  ])('is refused when it reads %s: %s at %i', (input, reason, offset) => {
    expect(parseCommandScript(bytes(input))).toEqual({ ok: false, reason, offset });
  });

  test('takes lengths that are written longer than they need be', () => {
    expect(parseCommandScript(bytes('AA 83 00 00 07 22 82 00 03 01 02 03'))).toMatchObject({
      ok: true,
      commands: [bytes('010203')],
    });
  });

  test('is not looked into where a command holds a script', () => {
    expect(parseCommandScript(bytes('AA 06 22 04 AA 02 22 00'))).toMatchObject({
      ok: true,
      commands: [bytes('AA022200')],
    });
  });

  test('holds no more objects than the bound', () => {
    const script = encodeCommandScript(Array.from({ length: 5 }, () => select));
    expect(parseCommandScript(script, { maximumObjects: 5 }).ok).toBe(true);
    expect(parseCommandScript(script, { maximumObjects: 4 })).toMatchObject({ reason: 'too_many_objects' });
    const many = encodeCommandScript(Array.from({ length: 1025 }, () => select));
    expect(parseCommandScript(many)).toMatchObject({ reason: 'too_many_objects' });
  });
});

describe('a response script', () => {
  test('is coded with the number of executed commands before the responses', () => {
    const script = { executedCommands: 2, responses: [bytes('9000'), bytes('6A82')] };
    expect(hex(encodeResponseScript(script))).toBe('AB0B80010223029000' + '23026A82');
    expect(hex(encodeResponseScript(script, { form: 'indefinite' }))).toBe(
      'AF80800102230290002302' + '6A820000',
    );
    expect(hex(encodeResponseScript({ responses: [], badFormat: 'wrong_length' }))).toBe('AB06800100900102');
  });

  test('comes back as what it was made of, in either form', () => {
    const count = fc.integer({ min: 0, max: 0xffffffff });
    const badFormat = fc.constantFrom('unknown_tag', 'wrong_length', 'length_not_found', undefined);
    fc.assert(
      fc.property(apdus, count, badFormat, form, (responses, executedCommands, why, chosen) => {
        const fields = { executedCommands, responses, ...(why === undefined ? {} : { badFormat: why }) };
        expect(parseResponseScript(encodeResponseScript(fields, { form: chosen }))).toEqual({
          ok: true,
          form: chosen,
          executedCommands,
          responses,
          badFormat: why,
          immediateActions: [],
          chainingError: undefined,
          others: [],
        });
      }),
    );
  });

  test('counts as many executed commands as responses unless told otherwise', () => {
    const script = parseResponseScript(encodeResponseScript({ responses: [bytes('9000')] }));
    expect(script).toMatchObject({ executedCommands: 1 });
    expect(() => encodeResponseScript({ responses: [], executedCommands: -1 })).toThrow(/whole number/);
  });

  test('may have its objects in any order, none of them, or others', () => {
    expect(parseResponseScript(bytes('AB 0A 23 02 9000 81 01 05 80 01 01'))).toMatchObject({
      executedCommands: 1,
      responses: [bytes('9000')],
      immediateActions: [Uint8Array.of(5)],
      others: [],
    });
    expect(parseResponseScript(bytes('AB 06 83 01 02 84 01 07'))).toMatchObject({
      chainingError: 2,
      others: [{ tag: 0x84, value: Uint8Array.of(7) }],
    });
    expect(parseResponseScript(bytes('AB 02 83 00'))).toMatchObject({ chainingError: undefined });
    expect(parseResponseScript(bytes('AB 00'))).toMatchObject({ executedCommands: undefined, responses: [] });
    expect(parseResponseScript(bytes('AB 02 80 00'))).toMatchObject({ executedCommands: undefined });
    expect(parseResponseScript(bytes('AB 03 90 01 07'))).toMatchObject({ badFormat: '_OTHER' });
    expect(parseResponseScript(bytes('AB 02 90 00'))).toMatchObject({ badFormat: '_OTHER' });
    expect(parseResponseScript(bytes('AA 00'))).toEqual({ ok: false, reason: 'unknown_template', offset: 0 });
  });
});

describe('hostile scripts', () => {
  const template = fc.constantFrom(0xaa, 0xae, 0xab, 0xaf);

  test('never make a parser throw', () => {
    fc.assert(
      fc.property(template, fc.uint8Array({ maxLength: 60 }), (tag, rest) => {
        const input = Uint8Array.of(tag, ...rest);
        for (const parse of [parseCommandScript, parseResponseScript]) {
          const script = parse(input);
          if (!script.ok) expect(script.offset).toBeLessThanOrEqual(input.length);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('are refused wherever a script is cut off', () => {
    fc.assert(
      fc.property(apdus, form, fc.nat(), (commands, chosen, cut) => {
        const script = encodeCommandScript(commands, { form: chosen });
        expect(parseCommandScript(script.subarray(0, cut % script.length)).ok).toBe(false);
      }),
    );
  });
});

test('a script status is one that the standard defines, or _OTHER', () => {
  expect(scriptStatus('ok')).toBe('ok');
  expect(scriptStatus(' Security-Error ')).toBe('security-error');
  expect(scriptStatus('fine')).toBe('_OTHER');
  expect(scriptStatus('x'.repeat(10_000))).toBe('_OTHER');
  expect(scriptStatus(undefined)).toBeUndefined();
  expect(scriptStatus(['ok', 'ok'] as unknown as string)).toBe('_OTHER');
});
