import { createHmac } from 'node:crypto';
import { createRedactor, REDACTED, REDACTION_RULES } from '../../lib/redaction';

const noCounts = Object.fromEntries(REDACTION_RULES.map((rule) => [rule, 0]));

describe('createRedactor', () => {
  test('leaves text without secrets as it is and counts nothing', () => {
    const redactor = createRedactor();
    const text = 'session 4711 completed in 12 ms: 4 commands, sw=9000, at 12:30:45';
    expect(redactor.text(text)).toBe(text);
    expect(redactor.counts()).toEqual(noCounts);
  });

  test('masks the secrets it was made with and those that come later', () => {
    const redactor = createRedactor({ secrets: ['hunter22'] });
    redactor.addSecret('opensesame');
    redactor.addSecret(Uint8Array.of(0xde, 0xad, 0xbe, 0xef, 0x01));
    expect(redactor.text('a hunter22 b opensesame c DEADBEEF01')).toBe(
      `a ${REDACTED} b ${REDACTED} c ${REDACTED}`,
    );
    expect(redactor.counts()).toEqual({ ...noCounts, known_secret: 3 });
  });

  test('counts each rule by itself', () => {
    const redactor = createRedactor();
    redactor.text('psk=1 pin=2');
    redactor.text('https://u:p@h/ Bearer x1');
    redactor.text('-----BEGIN PRIVATE KEY-----');
    redactor.attributes({ password: 'x', raw: Buffer.from('data') });
    expect(redactor.counts()).toEqual({
      ...noCounts,
      key_value: 2,
      url_credentials: 1,
      authorization: 1,
      pem_block: 1,
      secret_key: 1,
      bytes: 1,
    });
  });

  test('drops text that is too long to be looked through', () => {
    const redactor = createRedactor();
    expect(redactor.text('x'.repeat(65_536))).toHaveLength(65_536);
    expect(redactor.text('x'.repeat(65_537))).toBe(REDACTED);
    expect(redactor.counts()).toEqual({ ...noCounts, too_large: 1 });
  });

  test('drops what is no text where text was due', () => {
    const redactor = createRedactor();
    expect(redactor.text(undefined as unknown as string)).toBe(REDACTED);
    expect(redactor.counts()).toEqual({ ...noCounts, failed: 1 });
  });

  test('shows an APDU as header, length and status word, never its data', () => {
    const redactor = createRedactor();
    expect(redactor.describeCommand(Uint8Array.from(Buffer.from('00A4040007A000000087100200', 'hex')))).toBe(
      'SELECT 00A40400 Lc=7 Le=256',
    );
    expect(
      redactor.describeResponse(Uint8Array.from(Buffer.from('31323334353637383132333490' + '00', 'hex'))),
    ).toBe('length=12 sw=9000');
  });

  test('cleans errors', () => {
    const redactor = createRedactor({ secrets: ['hunter22'] });
    const error = new TypeError('login with hunter22 failed');
    const clean = redactor.error(error);
    expect(clean).toMatchObject({ type: 'TypeError', message: `login with ${REDACTED} failed` });
    expect(clean.stack).toContain(`TypeError: login with ${REDACTED} failed`);
    expect(clean.stack).not.toContain('hunter22');
  });

  test('makes pseudonyms with the key it is given', () => {
    const expected = createHmac('sha256', 'a key')
      .update(`iccid${String.fromCharCode(0)}8988`)
      .digest('hex')
      .slice(1, 16);
    expect(createRedactor({ pseudonymKey: 'a key' }).pseudonym('iccid', '8988')).toMatch(
      new RegExp(`^iccid:[bdf]${expected}$`),
    );
  });

  test('shares nothing with another redactor', () => {
    const one = createRedactor({ secrets: ['hunter22'] });
    const other = createRedactor();
    expect(other.text('hunter22')).toBe('hunter22');
    expect(one.pseudonym('psk', 'card-1')).not.toBe(other.pseudonym('psk', 'card-1'));
    expect(other.counts()).toEqual(noCounts);
    expect(one.text('hunter22')).toBe(REDACTED);
  });
});
