import { arrayContentKey, readAttributes } from '../../lib/metrics/attribute-values';

function read(attributes: unknown): { own: Record<string, unknown>; rejected: string[] } {
  const rejected: string[] = [];
  return { own: readAttributes(attributes, (key) => rejected.push(key)), rejected };
}

describe('readAttributes', () => {
  it('keeps strings, numbers, booleans and arrays of one of these', () => {
    const attributes = {
      text: 'a',
      number: 1.5,
      boolean: false,
      texts: ['a', 'b'],
      numbers: [1, 2],
      booleans: [true],
    };

    expect(read(attributes)).toEqual({ own: attributes, rejected: [] });
  });

  it('copies, so that what the caller does with its object or its arrays afterwards changes nothing', () => {
    const attributes = { queue: 'a', parts: ['x'] };
    const { own } = read(attributes);

    attributes.queue = 'b';
    attributes.parts.push('y');

    expect(own).toEqual({ queue: 'a', parts: ['x'] });
  });

  it('freezes its copies of arrays, since all data points share them', () => {
    const { own } = read({ parts: ['x'] });

    expect(Object.isFrozen(own.parts)).toBe(true);
  });

  it('takes undefined for no attribute, and tells nothing of it', () => {
    expect(read({ queue: undefined, other: 1 })).toEqual({ own: { other: 1 }, rejected: [] });
  });

  it('leaves null and undefined in arrays as they are', () => {
    expect(read({ parts: ['a', null, undefined] }).own).toEqual({ parts: ['a', null, undefined] });
  });

  it.each([
    ['null', null],
    ['an object', { nested: 1 }],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['a function', () => 1],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['an array of several types', ['a', 1]],
    ['an array of objects', [{ a: 1 }]],
    ['an array of arrays', [['a']]],
    ['an array of symbols', [Symbol('s')]],
    ['a boxed string', Object('text')],
    ['bytes', new Uint8Array(2)],
  ])('leaves out %s and says which key it was', (_what, value) => {
    expect(read({ wrong: value, right: 1 })).toEqual({ own: { right: 1 }, rejected: ['wrong'] });
  });

  it('leaves out the empty key', () => {
    expect(read({ '': 'a', right: 1 })).toEqual({ own: { right: 1 }, rejected: [''] });
  });

  it('leaves out only the attribute whose getter throws', () => {
    const attributes = {
      get wrong(): string {
        throw new Error('no');
      },
      right: 1,
    };

    expect(read(attributes)).toEqual({ own: { right: 1 }, rejected: ['wrong'] });
  });

  it('leaves out an array that cannot be read', () => {
    const array = new Proxy(['a'], {
      get: () => {
        throw new Error('no');
      },
    });

    expect(read({ wrong: array, right: 1 })).toEqual({ own: { right: 1 }, rejected: ['wrong'] });
  });

  it('takes a proxy that cannot be listed for no attributes, told under the empty key', () => {
    const proxy = new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    );

    expect(read(proxy)).toEqual({ own: {}, rejected: [''] });
  });

  it('reads a proxy that lets itself be read', () => {
    expect(read(new Proxy({ queue: 'a' }, {})).own).toEqual({ queue: 'a' });
  });

  it('takes own keys only: inherited ones and symbols are no attributes', () => {
    class Labels {
      queue = 'a';
      get inherited(): string {
        return 'x';
      }
    }
    const inheriting = Object.assign(Object.create({ inherited: 'x' }), { queue: 'a', [Symbol('s')]: 'x' });

    expect(read(new Labels()).own).toEqual({ queue: 'a' });
    expect(read(inheriting).own).toEqual({ queue: 'a' });
  });

  it('takes __proto__ and constructor for keys like others', () => {
    const { own } = read(JSON.parse('{"__proto__":"a","constructor":"b"}'));

    expect(Object.entries(own)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
    expect(Object.getPrototypeOf(own)).toBe(Object.prototype);
  });

  it.each([
    ['undefined', undefined],
    ['null', null],
  ])('takes %s for no attributes', (_what, attributes) => {
    expect(read(attributes)).toEqual({ own: {}, rejected: [] });
  });

  it.each([
    ['a string', 'abc'],
    ['a number', 5],
    ['a function', () => 1],
  ])('takes %s for no attributes, and tells it', (_what, attributes) => {
    expect(read(attributes)).toEqual({ own: {}, rejected: [''] });
  });
});

describe('arrayContentKey', () => {
  it('is the same for arrays of the same content', () => {
    expect(arrayContentKey(['a', 'b'])).toBe(arrayContentKey(['a', 'b']));
  });

  it.each([
    [['1'], [1]],
    [['true'], [true]],
    [['a', 'b'], ['a,b']],
    [['a","b'], ['a', 'b']],
    [[''], []],
    [[null], ['null']],
    [[undefined], [null]],
    [
      [1, 2],
      [2, 1],
    ],
    [[Number.NaN], ['NaN']],
  ])('tells %j from %j', (one, other) => {
    expect(arrayContentKey(one)).not.toBe(arrayContentKey(other));
  });
});
