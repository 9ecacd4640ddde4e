import { createRedactor } from '../../lib/redaction';

const LONGEST = 8_192;
const SECRET = 'opensesame';

const redactor = createRedactor({ secrets: [SECRET] });
const snapshot = (record: Record<string, unknown>) => redactor.snapshot(record, LONGEST);

/** Gives what is harmless to whoever looks first. */
function changing(): { readonly member: string } {
  let reads = 0;
  return {
    get member() {
      reads += 1;
      return reads === 1 ? 'harmless' : SECRET;
    },
  };
}

describe('a snapshot of a record', () => {
  it.each<[string, () => unknown]>([
    ['a member', () => ({ ...Object.create(null), inner: changing() })],
    ['a member of a class', () => Object.assign(new (class Card {})(), { inner: changing() })],
    ['an element', () => [changing()]],
    ['a value of a Map', () => new Map([['a', changing()]])],
    ['what toJSON gives', () => ({ toJSON: () => changing() })],
    [
      'an element that is a getter',
      () => Object.defineProperty([1], 0, Object.getOwnPropertyDescriptor(changing(), 'member') ?? {}),
    ],
    ['a proxy', () => new Proxy({ a: 1 }, { get: () => changing().member })],
  ])('shows nothing but what was looked at: %s', (_, make) => {
    const shown = snapshot({ field: make() });

    JSON.stringify(shown);
    expect(JSON.stringify(shown)).not.toContain(SECRET);
  });

  it('shares nothing with the record, which stays as it was', () => {
    const record: { list: unknown[]; text: string } = { list: [1, { a: 1 }], text: 'x' };
    const shown = snapshot(record);
    record.list.push('later');

    expect(shown).toEqual({ list: [1, { a: 1 }], text: 'x' });
  });

  it('has dates and bigints as texts, whatever the methods of a date are', () => {
    const date = Object.assign(new Date(0), { toISOString: () => SECRET, toJSON: () => SECRET });

    expect(snapshot({ date, none: new Date(Number.NaN), big: 7n, nested: [7n], no: undefined })).toEqual({
      date: '1970-01-01T00:00:00.000Z',
      none: 'Invalid Date',
      big: '7',
      nested: ['7'],
    });
  });

  it('cuts long texts at any depth, and says how long they were', () => {
    const { a } = snapshot({ a: { b: ['x'.repeat(100_000)] } }) as { a: { b: [string] } };

    expect(a.b[0]).toMatch(/^x+… \[cut: 100000 characters\]$/);
    expect(a.b[0]).toHaveLength(LONGEST);
  });

  it('says what is too deep', () => {
    let deep: object = {};
    for (let level = 0; level < 10_000; level += 1) deep = { deep };

    expect(JSON.stringify(snapshot({ deep }))).toContain('"[cut: too deep]"');
  });

  it('keeps a member that is named as prototypes are', () => {
    const record = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as Record<string, unknown>;

    expect(JSON.stringify(snapshot(record))).toBe('{"__proto__":{"a":1},"constructor":2}');
  });

  it('leaves JSON in a text as it was written', () => {
    expect(snapshot({ json: '{ "a" : [1] }' })).toEqual({ json: '{ "a" : [1] }' });
  });
});

describe('a text that is cleaned and cut', () => {
  it('shows no part of a secret at which the looking ended, however much was taken out before it', () => {
    for (let shift = 0; shift < 24; shift += 1) {
      const masked = `password=${'p'.repeat(16_384 + 1_000 - 20 + shift)} `;
      expect(redactor.cutText(`${masked}${SECRET.repeat(2_000)}`, LONGEST)).not.toContain('opens');
    }
  });

  it('is as it was when it is short enough, and cut again to the same length when not', () => {
    expect(redactor.cutText('short', 10)).toBe('short');
    const once = redactor.cutText('x'.repeat(20_000), LONGEST);
    expect(redactor.cutText(once, LONGEST)).toBe(once);
  });
});

describe('attributes cleaned in place', () => {
  it('keep what is not a number', () => {
    const attributes: Record<string, unknown> = { ratio: Number.NaN, list: [Number.NaN] };

    expect(redactor.attributes(attributes)).toBe(true);
    expect(attributes).toEqual({ ratio: Number.NaN, list: [Number.NaN] });
  });
});
