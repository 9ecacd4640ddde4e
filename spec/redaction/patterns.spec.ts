import fc from 'fast-check';
import { createRedactor, REDACTED } from '../../lib/redaction';

const redactor = createRedactor({ pseudonymKey: 'a key' });
const clean = (text: string) => redactor.text(text);
const expected = (text: string) => text.replaceAll('#', REDACTED);

describe('an API key', () => {
  test.each([
    ['key sk_live_4eC39HqLyjWDarjtT1zdp7dc end', 'key sk_live_# end'],
    ['rk_test_abcdefghijk', 'rk_test_#'],
    ['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', 'ghp_#'],
    ['github_pat_11AAAAAAA0abcdefghijkl_mnopq', 'github_pat_#'],
    ['glpat-ABCdefGHIjklMNOpqrSt', 'glpat-#'],
    ['(AKIAIOSFODNN7EXAMPLE)', '(AKIA#)'],
    ['xoxb-123456789012-abcdefghij', 'xoxb-#'],
    ['sk-proj-abcdefghij0123456789', 'sk-proj-#'],
    [`sk-${'aB3'.repeat(16)}`, 'sk-#'],
    ['AIzaSyD-9tSrke72PouQMnMX-a7eZSW0jkFMBWY.', 'AIza#.'],
    [`npm_${'a1'.repeat(18)}`, 'npm_#'],
  ])('keeps its prefix alone in %s', (text, cleaned) => {
    expect(clean(text)).toBe(expected(cleaned));
  });

  test.each([
    'sk-loading-indicator-is-shown-while-waiting',
    'task_sk_live_abc',
    'sk_live_abc',
    'npm_package_config_some_long_name_here',
    'ghp_',
    'AKIA is a prefix',
    'disk-0123456789',
  ])('is not seen in %s', (text) => expect(clean(text)).toBe(text));
});

describe('a JSON Web Token', () => {
  const header = Buffer.from('{"alg":"HS256"}').toString('base64url');
  const payload = Buffer.from('{"sub":"1"}').toString('base64url');
  test.each([
    [`x ${header}.${payload}.c2lnbmF0dXJl y`, 'x # y'],
    [`${header}.${payload}.`, '#'],
    [`${header}..aXY.Y2lwaGVy.dGFn end`, '# end'],
  ])('is masked in %s', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));

  test.each(['eyJ', header, `${header}.${payload}`, `${header}.abc.def`, 'heyJude.eyJ'])(
    'is not seen in %s',
    (text) => expect(clean(text)).toBe(text),
  );
});

describe('an e-mail address', () => {
  test.each([
    ['mail to jane.doe+x@example.org.', 'mail to #.'],
    ['<a@b.example>', '<#>'],
    ['mailto:jane@example.com?subject=x', 'mailto:#?subject=x'],
    ['/users?email=jane%40example.com&x=1', '/users?email=#&x=1'],
    ['jürgen@müller.example', '#'],
  ])('is masked in %s', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));

  test.each(['@opentelemetry/api@1.9.0', 'root@localhost', 'a @ b.c', '@example.com', 'foo@2.x'])(
    'is not seen in %s',
    (text) => expect(clean(text)).toBe(text),
  );

  test('is not seen in the user and host of a URL, of which the host stays', () => {
    expect(clean('https://user:pw@example.com/a')).toBe(expected('https://#@example.com/a'));
  });
});

describe('a card number', () => {
  test.each([
    ['paid with 4111111111111111 today', 'paid with #1111 today'],
    ['4111 1111 1111 1111', '#1111'],
    ['5555-5555-5555-4444', '#4444'],
    ['amex 3782 822463 10005', 'amex #0005'],
    ['378282246310005', '#0005'],
    ['pan=6011111111111117,', 'pan=#1117,'],
    ['4222222222222', '#2222'],
    ['code 4111111111111111 200 OK', 'code #1111 200 OK'],
  ])('keeps its last four digits in %s', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));

  test.each([
    '4111111111111112',
    '1732176884123456',
    '1732176884123456789',
    '0.4111111111111111',
    'x4111111111111111',
  ])('is not seen in %s', (text) => expect(clean(text)).toBe(text));

  test('may come as a number', () => {
    const record: Record<string, unknown> = { pan: 4111111111111111, at: 1732176884123 };
    redactor.attributes(record);
    expect(record).toEqual({ pan: `${REDACTED}1111`, at: 1732176884123 });
  });
});

describe('a social security number', () => {
  test.each([
    ['ssn 123-45-6789.', 'ssn #.'],
    ['(899-99-9999)', '(#)'],
    ['ssn=123456789', 'ssn=#'],
  ])('is masked in %s', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));

  test.each([
    '000-12-3456',
    '666-12-3456',
    '900-12-3456',
    '123-00-4567',
    '123-45-0000',
    '1123-45-6789',
    '123-45-67890',
    '2026-11-21',
    '123 45 6789',
  ])('is not seen in %s', (text) => expect(clean(text)).toBe(text));
});

describe('an identity in text', () => {
  const p = (kind: Parameters<typeof redactor.pseudonym>[0], value: string) =>
    redactor.pseudonym(kind, value);
  const ICCID = '8944110068256270054';
  const EID = '89049032123451234512345678901235';
  test.each([
    [`card ${ICCID} seen`, `card ${p('iccid', ICCID)} seen`],
    ['EF.ICCID 984411008652260750F4', `EF.ICCID ${p('iccid', ICCID)}`],
    ['98 44 11 00 86 52 26 07 50 F4 90 00', `${p('iccid', ICCID)} 90 00`],
    ['8944 1100 6825 6270 054', p('iccid', ICCID)],
    [`eid=${EID}`, `eid=${p('eid', EID)}`],
    [`5A10${EID}`, `5A10${p('eid', EID)}`],
    ['imsi=262011234567890;', `imsi=${p('imsi', '262011234567890')};`],
    ['"imsi": "262011234567890"', `"imsi": "${p('imsi', '262011234567890')}"`],
    ['AT+CIMI\r\n262011234567890\r\nOK', `AT+CIMI\r\n${p('imsi', '262011234567890')}\r\nOK`],
    ['262011234567890 (IMSI)', `${p('imsi', '262011234567890')} (IMSI)`],
    ['from 490154203237518 on', `from ${p('imei', '490154203237518')} on`],
    ['IMEI 49-015420-323751-8', `IMEI ${p('imei', '490154203237518')}`],
    ['imei: 123456789012345', `imei: ${p('imei', '123456789012345')}`],
    ['imsi 490154203237518', `imsi ${p('imsi', '490154203237518')}`],
    ['call +49 170 1234567 now', `call ${p('msisdn', '491701234567')} now`],
    ['to=%2B491701234567&x', `to=${p('msisdn', '491701234567')}&x`],
    ['msisdn=491701234567', `msisdn=${p('msisdn', '491701234567')}`],
    ['+CNUM: ,"01701234567",129', `+CNUM: ,"${p('msisdn', '01701234567')}",129`],
    [`/tmp/card_${ICCID}.json`, `/tmp/card_${p('iccid', ICCID)}.json`],
    [`/tmp/${ICCID}_card.json`, `/tmp/${p('iccid', ICCID)}_card.json`],
    [`ICCID${ICCID}`, `ICCID${p('iccid', ICCID)}`],
    [`{ n: ${ICCID}n }`, `{ n: ${p('iccid', ICCID)}n }`],
    ['imsi_262011234567890', `imsi_${p('imsi', '262011234567890')}`],
    ['imsi 262011234567890_1', `imsi ${p('imsi', '262011234567890')}_1`],
    ['IMSI262011234567890 attached', `IMSI${p('imsi', '262011234567890')} attached`],
    ['imsiValue=262011234567890', `imsiValue=${p('imsi', '262011234567890')}`],
    ['subscriberId=262011234567890', `subscriberId=${p('imsi', '262011234567890')}`],
    ['icc_id=8944110068256270055', `icc_id=${p('iccid', '8944110068256270055')}`],
    ['ICC-ID: 8944110068256270055', `ICC-ID: ${p('iccid', '8944110068256270055')}`],
    ['ICC ID 8944110068256270055', `ICC ID ${p('iccid', '8944110068256270055')}`],
    ['IMEI: 35/693803/564380/9', `IMEI: ${p('imei', '356938035643809')}`],
    ['msisdn: 0170/1234567', `msisdn: ${p('msisdn', '01701234567')}`],
    ['psk_identity=card-0001 ok', `psk_identity=${p('psk', 'card-0001')} ok`],
  ])('is a pseudonym in %j', (text, cleaned) => {
    expect(clean(text)).toBe(cleaned);
    expect(clean(cleaned)).toBe(cleaned);
  });

  test.each([
    ['of 15 digits without a word for it', 'took 262011234567890 ns'],
    ['of a card that fails its check digit', '8944110068256270055'],
    ['past another value', 'imsi=null, took 262011234567890 ns'],
    ['within a word that says nothing', 'x262011234567890 imsi_version1234567'],
    ['in a fraction', '0.8944110068256270054 8944110068256270054.5'],
    ['in a signed number', 'offset +0100, +1234567'],
  ])('is not seen in a number %s', (_, text) => expect(clean(text)).toBe(text));

  test('has one pseudonym in all its spellings', () => {
    const spellings = [ICCID, '984411008652260750F4', '8944 1100 6825 6270 054', `${ICCID}F`];
    expect(new Set(spellings.map((spelling) => p('iccid', spelling))).size).toBe(1);
    expect(p('msisdn', '+49 (170) 123-4567')).toBe(p('msisdn', '491701234567'));
  });

  test('that a key names is one in whatever form', () => {
    const record: Record<string, unknown> = {
      iccid: 'any text',
      'device.imsi': 262011234567890,
      cardEid: Buffer.from(EID, 'hex'),
      imei: ['490154203237518', ''],
      icc_id: '8944110068256270055',
      subscriberId: 262011234567891,
      'tls.psk.identity': 'card-0001',
      msisdn: { number: '1' },
      phone: '0170 1234567',
      mobile: false,
      'iccid.count': 3,
    };
    redactor.attributes(record);
    const once = structuredClone(record);
    redactor.attributes(record);
    expect(record).toEqual(once);
    expect(record).toEqual({
      iccid: p('iccid', 'any text'),
      'device.imsi': p('imsi', '262011234567890'),
      cardEid: p('eid', EID),
      imei: [p('imei', '490154203237518'), ''],
      icc_id: p('iccid', '8944110068256270055'),
      subscriberId: p('imsi', '262011234567891'),
      'tls.psk.identity': p('psk', 'card-0001'),
      msisdn: REDACTED,
      phone: p('msisdn', '01701234567'),
      mobile: false,
      'iccid.count': 3,
    });
  });
});

describe('an IP address', () => {
  const asked = createRedactor({ pseudonymKey: 'a key', ipAddresses: true });
  const ip = (value: string) => asked.pseudonym('ip', value);
  test.each([
    ['from 10.0.0.1:443 on', `from ${ip('10.0.0.1')}:443 on`],
    ['client 192.168.1.10.', `client ${ip('192.168.1.10')}.`],
    ['[fe80::1]:80', `[${ip('fe80::1')}]:80`],
    ['2001:DB8::1 and ::1', `${ip('2001:db8::1')} and ${ip('::1')}`],
    ['::ffff:10.0.0.1', ip('::ffff:10.0.0.1')],
  ])('is a pseudonym in %s when that was asked for', (text, cleaned) => {
    expect(asked.text(text)).toBe(cleaned);
    expect(clean(text)).toBe(text);
  });

  test.each(['12:30:45', '1.2.3', '1.2.3.4.5', '256.1.1.1', 'v1.2.3.4', 'de:ad:be:ef:00:01'])(
    'is not seen in %s',
    (text) => expect(asked.text(text)).toBe(text),
  );
});

describe('the data of an APDU', () => {
  test.each([
    ['> 00200001083132333435363738', '> 0020000108#'],
    ['> 00 20 00 01 08 31 32 33 34 35 36 37 38 <', '> 00 20 00 01 08 # <'],
    ['80D8010005AABBCCDDEE', '80D8010005#'],
    ['00A4040007A0000000871002', '00A4040007#'],
    ['AT+CPIN="1234"\r\nOK', 'AT+CPIN=#\r\nOK'],
    ['AT+CLCK="SC",1,"1234"', 'AT+CLCK=#'],
  ])('that carries secrets is masked in %s', (text, cleaned) => expect(clean(text)).toBe(expected(cleaned)));

  test.each(['00B0000000', '6A82 9000 61xx', '80F24000024F0000', '+CPIN: READY', 'AT+CPIN?'])(
    'stays in %s',
    (text) => expect(clean(text)).toBe(text),
  );
});

describe('what is neither secret nor personal', () => {
  test.each([
    '2026-11-21T08:14:44.123Z info session 4711 completed in 12 ms: 4 commands, sw=9000',
    'GET /metrics 200 18231 bytes in 3.2 ms, 100000 series',
    'trace 4bf92f3577b34da6a3ce929d0e0e4736 span 00f067aa0ba902b7',
    'traceparent 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    'node v20.9.0, @cardlink/observability 1.12.0, npm 10.1.0',
    'request 550e8400-e29b-41d4-a716-446655440000 took 1732176884123456789 ns',
    'SELECT 00A40400 Lc=7 Le=256 length=12 sw=6A82 (file not found)',
    'connect ECONNREFUSED 127.0.0.1:4317 at 12:30:45, retry in 5s',
    'listening on http://localhost:9090/metrics, pid 12345, uid 1000',
    'at Object.<anonymous> (/app/lib/server.js:120:35)',
    'rss=123456789 heapUsed=98765432 uptime=86400.5 started=1732176884123',
    '[2026/11/21 08:14:44] "POST /admin HTTP/1.1" 204 0 "-" "oma-dm/1.2"',
    'AT+CSQ -> +CSQ: 23,99',
    'select count(*) from sessions where started_at > 1732176884',
  ])('stays: %s', (text) => expect(clean(text)).toBe(text));

  const hex = (length: number) =>
    fc
      .array(fc.constantFrom(...'0123456789abcdef'), { minLength: length, maxLength: length })
      // Decimal digits alone may be a card number, and bytes a command: no class begins with F.
      .map((digits) => `f${digits.join('').slice(1)}`);
  test.each([
    ['trace ids', hex(32)],
    ['span ids', hex(16)],
    ['UUIDs', fc.uuid()],
    [
      'dates',
      fc
        .date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) })
        .map((date) => date.toISOString()),
    ],
    ['times in ms', fc.integer({ min: 1_500_000_000_000, max: 1_999_999_999_999 }).map(String)],
    [
      'times in ns',
      fc.bigInt({ min: 1_500_000_000_000_000_000n, max: 1_999_999_999_999_999_999n }).map(String),
    ],
    ['integers', fc.integer().map(String)],
    ['decimals', fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(String)],
    ['versions', fc.tuple(fc.nat(99), fc.nat(99), fc.nat(99)).map((parts) => `v${parts.join('.')}`)],
    ['status words', fc.integer({ min: 0x6000, max: 0x9fff }).map((word) => `sw=${word.toString(16)}`)],
  ])('are %s', (_, values) => {
    fc.assert(
      fc.property(values, (value) => {
        expect(clean(`value ${value} seen`)).toBe(`value ${value} seen`);
      }),
      { numRuns: 300 },
    );
  });
});
