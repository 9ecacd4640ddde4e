import fc from 'fast-check';
import { AT_COMMAND_NAMES, atCommand } from '../../lib/domain';
import { BASIC_AT_COMMANDS, EXTENDED_AT_COMMANDS } from '../../lib/domain/at-command-table';

const name = (line: string) => atCommand(line).name;

describe('atCommand', () => {
  it.each([
    ['an action', 'AT+CIMI', 'AT+CIMI'],
    ['a question', 'AT+CPIN?', 'AT+CPIN'],
    ['a test', 'AT+CSIM=?', 'AT+CSIM'],
    ['a setting', 'AT+CMEE=1', 'AT+CMEE'],
    ['small letters', 'at+cimi', 'AT+CIMI'],
    ['a line with its end', 'AT+CIMI\r\n', 'AT+CIMI'],
    ['a line with what is left of the last one before it', '\r\n \x1b AT+CIMI', 'AT+CIMI'],
    ['spaces between', 'AT + CM EE = 1', 'AT+CMEE'],
    ['a message that follows the line', 'AT+CMGS=23\r0011000B91\x1a', 'AT+CMGS'],
    ['a name of 5G with a digit', 'AT+C5GREG=2', 'AT+C5GREG'],
    ['Telit', 'AT#CCID', 'AT#CCID'],
    ['Huawei', 'AT^SYSCFGEX="00",3FFFFFFF,1,2,7FFFFFFFFFFFFFFF,,', 'AT^SYSCFGEX'],
    ['Sierra Wireless', 'AT!GSTATUS?', 'AT!GSTATUS'],
    ['Qualcomm', 'AT$QCPWRDN', 'AT$QCPWRDN'],
    ['Nordic Semiconductor', 'AT%XSYSTEMMODE=1,0,0,0', 'AT%XSYSTEMMODE'],
    ['attention alone', 'AT', 'AT'],
    ['attention with its end', 'at\r', 'AT'],
    ['the repetition of the last line', 'A/', 'A/'],
  ])('names %s', (_, line, expected) => {
    expect(name(line)).toBe(expected);
  });

  it.each([
    ['ATD+491701234567;', 'ATD'],
    ['ATDT 0170 1234567', 'ATD'],
    ['atd*99#', 'ATD'],
    ['ATD>"Alice"', 'ATD'],
    ['ATE0', 'ATE'],
    ['ATZ', 'ATZ'],
    ['ATS0=1', 'ATS'],
    ['ATS3?', 'ATS'],
    ['AT&F0', 'AT&F'],
    ['AT&F&C1&D2', 'AT&F'],
    ['AT\\Q3', 'AT\\Q'],
    ['AT%C0', 'AT%C'],
  ])('reduces the basic command %s to %s', (line, expected) => {
    expect(name(line)).toBe(expected);
  });

  it.each([
    ['AT+CMEE=1;+CIMI', 'AT+CMEE'],
    ['ATE0+CMEE=2', 'ATE'],
    ['ATE0V1Q0', 'ATE'],
    ['AT+CIMI;+CPIN="1234"', 'AT+CIMI'],
    ['AT&F;+CIMI', 'AT&F'],
  ])('takes the first of the commands in %s', (line, expected) => {
    expect(name(line)).toBe(expected);
  });

  it.each([
    ['AT+CIMI;+CPIN="1234"', true],
    ['ATE0+CMEE=2', true],
    ['ATE0V1Q0', true],
    ['AT&F&C1', true],
    ['AT+CIMI', false],
    ['ATE0\r\n', false],
    ['ATS0=1', false],
    ['ATD123;', false],
    [`ATE${'0'.repeat(100)}`, false],
  ])('says of %s whether more than one command is in it', (line, concatenated) => {
    expect(atCommand(line)).toMatchObject({ ok: true, concatenated });
  });

  it.each([
    ['+CIMI', 'no_prefix'],
    ['', 'no_prefix'],
    ['0011000B91', 'no_prefix'],
    ['AT+NOSUCHCOMMAND=1', 'unknown_command'],
    ['AT+CIMI1234', 'unknown_command'],
    ['ATC', 'unknown_command'],
    ['AT%CMATT=1', 'unknown_command'],
    ['AT+', 'malformed'],
    ['AT=1', 'malformed'],
    ['AT"1234"', 'malformed'],
    [undefined as unknown as string, 'not_text'],
    [Buffer.from('AT+CIMI') as unknown as string, 'not_text'],
  ])('is _OTHER for %j, and says why', (line, reason) => {
    expect(atCommand(line)).toEqual({ ok: false, name: '_OTHER', reason });
  });

  it('knows every name of its tables in each of its forms, and each name once', () => {
    const extended = EXTENDED_AT_COMMANDS.flatMap(({ names }) => names.split(' '));
    const basic = BASIC_AT_COMMANDS.flatMap(({ names }) => names.split(' '));
    for (const each of extended) {
      expect([`AT${each}`, `at${each}?`, `AT${each}=?`, `AT${each}="1234";+CIMI`].map(name)).toEqual(
        Array(4).fill(`AT${each}`),
      );
    }
    for (const each of basic)
      expect([`AT${each}`, `at${each}1`].map(name)).toEqual(Array(2).fill(`AT${each}`));
    expect(new Set([...extended, ...basic]).size).toBe(extended.length + basic.length);
  });

  it('gives a name of the tables or _OTHER for any bytes, and never what came with it', () => {
    const allowed = new Set([...AT_COMMAND_NAMES, '_OTHER']);
    const known = fc.constantFrom(...AT_COMMAND_NAMES);
    const bytes = fc.uint8Array({ maxLength: 60 }).map((value) => Buffer.from(value).toString('latin1'));
    const line = fc.oneof(
      bytes,
      bytes.map((rest) => `AT${rest}`),
      fc.tuple(known, bytes).map(([start, rest]) => start + rest),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(line, (text) => allowed.has(name(text))),
      { numRuns: 2_000 },
    );
  });

  it('looks at no more than the beginning of a line, however long that is', () => {
    const long = (unit: string) => unit.repeat(2_000_000);
    expect(name(`AT+${long('C')}`)).toBe('_OTHER');
    expect(name(`AT${long(' ')}+CIMI`)).toBe('_OTHER');
    expect(name(`AT+${long(' ')}CIMI`)).toBe('_OTHER');
    expect(name(`${long(' ')}AT+CIMI`)).toBe('_OTHER');
    expect(name(`AT+CSIM=${long('A0')}`)).toBe('AT+CSIM');
    expect(name(`ATD${long('1')}`)).toBe('ATD');
  });
});
