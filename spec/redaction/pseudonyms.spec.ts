import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { createRedactor, PSEUDONYM_KINDS } from '../../lib/redaction';
import { Pseudonyms } from '../../lib/redaction/pseudonyms';

describe('a pseudonym', () => {
  test('is short, has its kind before it and nothing of the identity in it', () => {
    fc.assert(
      fc.property(fc.constantFrom(...PSEUDONYM_KINDS), fc.string({ minLength: 6 }), (kind, identity) => {
        const pseudonym = new Pseudonyms('key').of(kind, identity);
        expect(pseudonym).toMatch(new RegExp(`^${kind}:[0-9a-f]{16}$`));
        expect(pseudonym.slice(kind.length + 1)).not.toContain(identity);
      }),
    );
  });

  test('is left as it is by the rules for commands, whatever its digest begins with', () => {
    const redactor = createRedactor({ pseudonymKey: 'key' });
    const begins = (identity: number, start: string) =>
      createHmac('sha256', 'key').update(`user\0${identity}`).digest('hex').startsWith(start);
    // PUT KEY and STORE DATA.
    for (const start of ['80d8', '80e2']) {
      let identity = 0;
      while (!begins(identity, start)) identity += 1;
      const pseudonym = redactor.pseudonym('user', String(identity));
      expect(redactor.text(`by ${pseudonym} again`)).toBe(`by ${pseudonym} again`);
    }
  });

  test('is the same for equal identities under one key, in any process', () => {
    expect(new Pseudonyms('key').of('iccid', '8988')).toBe(new Pseudonyms('key').of('iccid', '8988'));
    expect(new Pseudonyms('key').of('iccid', '8988')).not.toBe(new Pseudonyms('other').of('iccid', '8988'));
  });

  test('is another for another kind', () => {
    const pseudonyms = new Pseudonyms('key');
    const digits = PSEUDONYM_KINDS.map((kind) => pseudonyms.of(kind, '8988').split(':')[1]);
    expect(new Set(digits).size).toBe(PSEUDONYM_KINDS.length);
  });

  test('holds for one process without a key, or with an empty one', () => {
    const first = new Pseudonyms();
    expect(first.of('imsi', '1')).toBe(first.of('imsi', '1'));
    expect(first.of('imsi', '1')).not.toBe(new Pseudonyms().of('imsi', '1'));
    expect(new Pseudonyms('').of('imsi', '1')).not.toBe(new Pseudonyms('').of('imsi', '1'));
  });

  test('is remembered while it is in use, up to a bound, and right after it was forgotten', () => {
    const pseudonyms = new Pseudonyms('key', 2);
    const first = pseudonyms.of('psk', 'a');
    const second = pseudonyms.of('psk', 'b');
    pseudonyms.of('psk', 'a');
    pseudonyms.of('psk', 'c');
    expect(pseudonyms.size).toBe(2);
    expect([pseudonyms.has(first), pseudonyms.has(second)]).toEqual([true, false]);
    expect(pseudonyms.of('psk', 'b')).toBe(second);
  });

  test('of a very long identity is computed and not remembered', () => {
    const pseudonyms = new Pseudonyms('key');
    const identity = 'x'.repeat(65_535);
    expect(pseudonyms.of('psk', identity)).toBe(pseudonyms.of('psk', identity));
    expect(pseudonyms.size).toBe(0);
  });
});
