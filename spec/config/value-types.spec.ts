import fc from 'fast-check';
import { boolean, parseBoolean } from '../../lib/config/types/boolean';
import { byteSize, formatByteSize, parseByteSize } from '../../lib/config/types/byte-size';
import { choice, listOf } from '../../lib/config/types/choice';
import { choices } from '../../lib/config/types/choices';
import { duration, durationOrOff, formatDuration, parseDurationMs } from '../../lib/config/types/duration';
import { count, parseDecimal, port, ratio } from '../../lib/config/types/number';
import type { Dialect, Parsed, ValueType } from '../../lib/config/value-type';

function parse<Value>(
  type: ValueType<Value, unknown>,
  value: unknown,
  dialect: Dialect = 'structured',
): Parsed<Value> {
  return type.parse({ value, dialect });
}

const ok = <Value>(value: Value) => ({ ok: true, value });
const ruleOf = (parsed: Parsed<unknown>) => (parsed.ok ? 'allowed' : parsed.rule);

describe('booleans', () => {
  it.each([
    ['true', true],
    ['TRUE', true],
    [' yes ', true],
    ['on', true],
    ['1', true],
    [true, true],
    ['false', false],
    ['No', false],
    ['off', false],
    ['0', false],
    [false, false],
  ])('reads %j as %j', (given, expected) => {
    expect(parse(boolean, given)).toEqual(ok(expected));
  });

  it.each(['', 'maybe', '2', 'truee', 1, 0, null, undefined, {}, []])('refuses %j', (given) => {
    expect(parse(boolean, given)).toEqual({ ok: false, rule: 'must be true or false' });
  });

  it('reads text the same in any case, and nothing but its eight words', () => {
    const words = ['true', 'false', 'yes', 'no', 'on', 'off', '1', '0'];
    fc.assert(
      fc.property(fc.constantFrom(...words), fc.infiniteStream(fc.boolean()), (word, upper) => {
        const mixed = [...word]
          .map((letter) => (upper.next().value ? letter.toUpperCase() : letter))
          .join('');
        expect(parseBoolean(mixed)).toBe(parseBoolean(word));
      }),
    );
    fc.assert(
      fc.property(fc.string(), (given) => {
        fc.pre(!words.includes(given.trim().toLowerCase()));
        expect(parseBoolean(given)).toBeUndefined();
      }),
    );
  });
});

describe('numbers', () => {
  it('reads decimal text as JavaScript does', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        expect(parseDecimal(String(number))).toBe(Object.is(number, -0) ? 0 : number);
      }),
    );
  });

  it.each([
    '',
    ' ',
    '0x10',
    '1_000',
    'NaN',
    'Infinity',
    '1e999',
    '1,5',
    '1'.repeat(50),
    null,
    {},
    Number.NaN,
  ])('does not take %j for a number', (given) => {
    expect(parseDecimal(given)).toBeUndefined();
  });

  it('keeps ports between 0 and 65535 and whole', () => {
    expect(parse(port, '0')).toEqual(ok(0));
    expect(parse(port, 65_535)).toEqual(ok(65_535));
    for (const wrong of [-1, 65_536, 80.5, 'ninety']) {
      expect(ruleOf(parse(port, wrong))).toBe('must be a port number, 0 to 65535');
    }
  });

  it('keeps ratios between 0 and 1', () => {
    expect(parse(ratio, '.25')).toEqual(ok(0.25));
    for (const wrong of [-0.1, 1.01, '2', 'half'])
      expect(ruleOf(parse(ratio, wrong))).toBe('must be between 0 and 1');
  });

  it('keeps counts at their least', () => {
    expect(parse(count(1), '7')).toEqual(ok(7));
    expect(ruleOf(parse(count(1), 0))).toBe('must be a whole number, at least 1');
  });
});

describe('durations', () => {
  const interval = duration({ leastMs: 1 });

  it.each([
    ['15s', 15_000],
    ['500ms', 500],
    ['1m', 60_000],
    ['2h', 7_200_000],
    ['14d', 1_209_600_000],
    ['1.5s', 1_500],
    [' 15 s ', 15_000],
  ])('reads %j everywhere', (given, expected) => {
    for (const dialect of ['structured', 'environment', 'otel'] as const) {
      expect(parseDurationMs(given, dialect)).toBe(expected);
    }
  });

  it('takes a bare number as seconds from the environment, as milliseconds from OTEL, and refuses it elsewhere', () => {
    expect(parse(interval, '15', 'environment')).toEqual(ok(15_000));
    expect(parse(interval, '15', 'otel')).toEqual(ok(15));
    expect(ruleOf(parse(interval, '15'))).toBe('must be a duration with a unit, such as 15s, 500ms or 1m');
    expect(ruleOf(parse(interval, 15))).toBe('must be a duration with a unit, such as 15s, 500ms or 1m');
  });

  it.each(['', 's', '15 seconds', '-1s', '1m30s', '15S', `${'1'.repeat(50)}s`, null])(
    'refuses %j',
    (given) => {
      expect(parse(interval, given, 'environment').ok).toBe(false);
      expect(parseDurationMs(given, 'otel')).toBeUndefined();
    },
  );

  it('can be off where that is a choice, in any case', () => {
    const ttl = durationOrOff({ leastMs: 1 });
    expect(parse(ttl, 'off')).toEqual(ok('off'));
    expect(parse(ttl, ' OFF ', 'environment')).toEqual(ok('off'));
    expect(parse(ttl, '1m')).toEqual(ok(60_000));
    expect(ruleOf(parse(ttl, false))).toBe(
      'must be a duration with a unit, such as 15s, 500ms or 1m, or off',
    );
    expect(ruleOf(parse(ttl, '0s'))).toBe('must be at least 1ms, or off');
    expect([60_000, 'off' as const].map(ttl.format)).toEqual(['1m', 'off']);
    expect(parse(interval, 'off').ok).toBe(false);
  });

  it('says what is wrong in the words of where the value stands', () => {
    expect(ruleOf(parse(interval, 'x', 'environment'))).toContain('or a number of seconds');
    expect(ruleOf(parse(interval, 'x', 'otel'))).toBe('must be a number of milliseconds');
    expect(ruleOf(parse(interval, '0s'))).toBe('must be at least 1ms');
    expect(ruleOf(parse(interval, '25d'))).toBe('must be at most 24d');
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.nat({ max: 2_147_483_647 }), (durationMs) => {
        expect(parseDurationMs(formatDuration(durationMs), 'structured')).toBe(durationMs);
      }),
    );
  });

  it('never throws, and gives whole milliseconds or nothing', () => {
    fc.assert(
      fc.property(
        fc.anything(),
        fc.constantFrom<Dialect>('structured', 'environment', 'otel'),
        (given, dialect) => {
          const durationMs = parseDurationMs(given, dialect);
          expect(durationMs === undefined || (Number.isInteger(durationMs) && durationMs >= 0)).toBe(true);
        },
      ),
    );
  });
});

describe('sizes', () => {
  it.each([
    ['16 MB', 16_000_000],
    ['50MB', 50_000_000],
    ['512 KiB', 524_288],
    ['1.5 kB', 1_500],
    ['2gib', 2_147_483_648],
    ['7B', 7],
  ])('reads %j everywhere', (given, expected) => {
    expect(parseByteSize(given, 'structured')).toBe(expected);
    expect(parseByteSize(given, 'environment')).toBe(expected);
  });

  it('takes a bare number of bytes from the environment alone', () => {
    const size = byteSize({ leastBytes: 1 });
    expect(parse(size, '1024', 'environment')).toEqual(ok(1_024));
    expect(ruleOf(parse(size, '1024'))).toBe('must be a size with a unit, such as 16 MB or 512 KiB');
    expect(parse(size, 1024).ok).toBe(false);
    expect(ruleOf(parse(size, '0', 'environment'))).toBe('must be at least 1 B');
  });

  it.each(['', 'MB', '16 XB', '-1 MB', '1e30 GB', '16 M B', null, '9'.repeat(30)])('refuses %j', (given) => {
    expect(parse(byteSize({ leastBytes: 0 }), given, 'environment').ok).toBe(false);
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.nat(), (bytes) => {
        expect(parseByteSize(formatByteSize(bytes), 'structured')).toBe(bytes);
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.anything(), (given) => {
        const bytes = parseByteSize(given, 'environment');
        expect(bytes === undefined || (Number.isSafeInteger(bytes) && bytes >= 0)).toBe(true);
      }),
    );
  });
});

describe('choices', () => {
  const protocol = choice(['grpc', 'http/protobuf'], {
    aliases: { http: 'http/protobuf' },
    foreign: ['http/json'],
  });

  it('takes a word in any case, and an alias for its word', () => {
    expect(parse(protocol, 'GRPC')).toEqual(ok('grpc'));
    expect(parse(protocol, 'http')).toEqual(ok('http/protobuf'));
    expect(protocol.format('grpc')).toBe('grpc');
    expect(parse(choice(['NoTranslation']), 'notranslation')).toEqual(ok('NoTranslation'));
  });

  it('says so when OpenTelemetry knows a word that is not supported', () => {
    expect(ruleOf(parse(protocol, 'http/json'))).toBe(
      'is known to OpenTelemetry but not supported here: must be grpc or http/protobuf',
    );
    expect(ruleOf(parse(protocol, 'soap'))).toBe('must be grpc or http/protobuf');
    expect(ruleOf(parse(protocol, 7))).toBe('must be grpc or http/protobuf');
  });

  it('lists words as a sentence does', () => {
    expect(listOf(['a'])).toBe('a');
    expect(listOf(['a', 'b', 'c'])).toBe('a, b or c');
  });
});

describe('lists of words', () => {
  const colours = choices(['red', 'green'], { foreign: ['infrared'] });

  it.each([
    ['red', ['red']],
    [' Green , RED,', ['green', 'red']],
    ['red,red', ['red']],
    ['none', []],
    [['green'], ['green']],
  ])('reads %j as %j', (given, expected) => {
    expect(parse(colours, given)).toEqual(ok(expected));
  });

  it.each(['', 'blue', 'red,blue', 'none,red', 7, null, undefined, [7], [[]], {}])('refuses %j', (given) => {
    expect(ruleOf(parse(colours, given))).toBe(
      'must be red or green, several separated by commas, or none alone',
    );
  });

  it('says of a word that OpenTelemetry knows that it is not supported', () => {
    expect(ruleOf(parse(colours, 'red,infrared'))).toMatch(/^has infrared, known to OpenTelemetry but not/);
  });

  it('writes a list as it is read', () => {
    expect([colours.format([]), colours.format(['red', 'green'])]).toEqual(['none', 'red,green']);
  });
});
