import fc from 'fast-check';
import { attributeText } from '../../lib/prometheus/attribute-text';

const circular: Record<string, unknown> = {};
circular.self = circular;

describe('attributeText', () => {
  it.each<[string, unknown, string]>([
    ['a string as it is', ' a"b\n', ' a"b\n'],
    ['an integer', 42, '42'],
    ['a fraction', 0.1, '0.1'],
    ['a large number', 1e21, '1e+21'],
    ['NaN by name', Number.NaN, 'NaN'],
    ['infinity by name', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['a boolean', false, 'false'],
    ['nothing as the empty string', undefined, ''],
    ['null as the empty string', null, ''],
    ['an array as JSON', ['a', 1, true, null], '["a",1,true,null]'],
    ['a map as JSON', { a: { b: [1] } }, '{"a":{"b":[1]}}'],
    ['NaN inside JSON by name', [Number.NaN, Number.POSITIVE_INFINITY], '["NaN","Infinity"]'],
    ['bytes in base64', Uint8Array.of(1, 2, 255), 'AQL/'],
    ['bytes inside JSON in base64', [Uint8Array.of(1, 2, 255)], '["AQL/"]'],
  ])('writes %s, as the specification says', (_what, value, text) => {
    expect(attributeText(value)).toBe(text);
  });

  it.each<[string, unknown, string]>([
    ['a bigint', 2n ** 70n, '1180591620717411303424'],
    ['a symbol', Symbol('s'), 'Symbol(s)'],
    ['a function', () => 1, '[function]'],
    ['a circular structure', circular, '[unrepresentable]'],
    [
      'an object whose toJSON throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      '[unrepresentable]',
    ],
    ['an object whose toJSON says nothing', { toJSON: () => undefined }, '[unrepresentable]'],
    ['an array of such things', [1n, Symbol('s'), () => 1], '["1","Symbol(s)","[function]"]'],
  ])('gives %s a text too', (_what, value, text) => {
    expect(attributeText(value)).toBe(text);
  });

  it('replaces lone surrogates, which have no UTF-8 form, and keeps pairs', () => {
    expect(attributeText('a\ud800b\udc00c😀')).toBe('a\ufffdb\ufffdc😀');
  });

  it('replaces NUL, for which Prometheus refuses a whole exposition', () => {
    expect(attributeText('a\0b')).toBe('a\ufffdb');
    expect(attributeText(['a\0b'])).toBe('["a\\u0000b"]');
  });

  it('never throws, and what it says survives UTF-8', () => {
    fc.assert(
      fc.property(
        fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
        (value) => {
          const text = attributeText(value);
          expect(Buffer.from(text).toString()).toBe(text);
        },
      ),
    );
  });
});
