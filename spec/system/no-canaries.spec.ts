import { join } from 'node:path';
import { type HttpBackend, startHttpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';
import { decodedText, logRecordsIn, spansIn } from './support/otlp';
import { findLeaks, type Secret, textSecret } from './support/secrets';

/** A secret, and how it stands in a text. */
interface Canary {
  readonly secret: Secret;
  readonly text: string;
}

const PIN = '73914628';
const KEY = 'a1b2c3d4e5f60718293a4b5c6d7e8f90';
const ICCID = '8944110068256270054';
const EID = '89049032123451234512345678901235';

const hex = (text: string) => Buffer.from(text).toString('hex');
const pairs = (digits: string, separator: string) => digits.match(/../g)?.join(separator) ?? '';
const text = (name: string, secret: string, whole: string): Canary => ({
  secret: textSecret(name, secret),
  text: whole,
});
const bytes = (name: string, digits: string, whole: string): Canary => ({
  secret: { name, bytes: Buffer.from(digits, 'hex') },
  text: whole,
});

const CANARIES: readonly Canary[] = [
  text('a PIN', PIN, `PIN ${PIN} was wrong`),
  text('a PIN of AT', PIN, `AT+CPIN="${PIN}"`),
  text('a PIN in a VERIFY', PIN, `sent 0020000108${hex(PIN)}`),
  text('a PIN in a VERIFY with spaces', PIN, `> 00 20 00 01 08 ${pairs(hex(PIN), ' ')}`),
  text('a PIN in a VERIFY with prefixes', PIN, `0x${pairs(`0020000108${hex(PIN)}`, ', 0x')}`),
  text('a PIN in a VERIFY of numbers', PIN, JSON.stringify([...Buffer.from(`0020000108${hex(PIN)}`, 'hex')])),
  text('a PIN in a Buffer', PIN, JSON.stringify(Buffer.from(`0020000108${hex(PIN)}`, 'hex'))),
  bytes('a PSK', KEY, `psk=${KEY}`),
  bytes('a PSK in capitals', KEY, `psk=${KEY.toUpperCase()}`),
  bytes('a PSK in base64', KEY, `psk: ${Buffer.from(KEY, 'hex').toString('base64')}`),
  bytes('a KIc', KEY, `KIc: ${pairs(KEY, ' ')}`),
  bytes('a KID', KEY, JSON.stringify({ card: { kid: KEY } })),
  bytes('a key of PUT KEY', KEY, `80D80181130180${'10'}${KEY}`),
  bytes('a key of STORE DATA', KEY, `80E2800010${KEY.toUpperCase()}`),
  text('an ADM', 'ADMSECRET1', 'ADM1=ADMSECRET1'),
  text('an ICCID', ICCID, `card ${ICCID} came`),
  bytes('an ICCID in BCD', '4411008652260750', 'EF.ICCID 984411008652260750F4'),
  text('an ICCID in ASCII', ICCID, hex(ICCID)),
  text('an IMSI', '262011234567890', 'imsi 262011234567890'),
  bytes('an IMSI in BCD', '26102143658709', '082926102143658709'),
  text('an MSISDN', '491701234567', 'call +491701234567'),
  text('an EID', EID, `eid ${EID}`),
  text('an IMEI', '490154203237518', 'imei 490154203237518'),
  text('a card number', '411111111111', 'paid with 4111111111111111'),
  text('a bearer token', 'dG9rZW4tY2FuYXJ5', 'Authorization: Bearer dG9rZW4tY2FuYXJ5'),
  text('an API key', '4eC39HqLyjWDarjtT1zdp7dc', 'key sk_live_4eC39HqLyjWDarjtT1zdp7dc'),
  text('a JWT', 'eyJzdWIiOiJjYW5hcnkifQ', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJjYW5hcnkifQ.c2lnbmF0dXJl'),
  text(
    'a private key',
    'TUlJY2FuYXJ5',
    '-----BEGIN PRIVATE KEY-----\nTUlJY2FuYXJ5\n-----END PRIVATE KEY-----',
  ),
  text('a password of a URL', 'url-canary-2', 'postgres://app:url-canary-2@db/cards'),
  text('a cookie', 'cookie-canary-3', 'Set-Cookie: id=cookie-canary-3; Path=/'),
  text('a parameter', 'code-canary-4', 'GET /cb?code=code-canary-4&x=1'),
];

const QUIET = textSecret('a secret by its key', 'quiet-canary-1');

const FORMATS: Readonly<Record<string, string>> = {
  text: 'text/plain;version=0.0.4',
  OpenMetrics: 'application/openmetrics-text;version=1.0.0',
  protobuf: 'application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited',
};

describe('no output shows a canary', () => {
  let backend: HttpBackend;
  beforeEach(async () => {
    backend = await startHttpBackend();
  });
  afterEach(async () => {
    await endChildren();
    await backend.stop();
  });

  test('that an application puts into every way in', async () => {
    const [first] = CANARIES;
    const application = Child.node([join(__dirname, 'support/apps/canaries.cjs')], {
      env: {
        CANARIES: JSON.stringify(CANARIES.map((canary) => canary.text)),
        OTEL_RESOURCE_ATTRIBUTES: `note=${encodeURIComponent(first?.text ?? '')}`,
        GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
        GP_OTLP_PROTOCOL: 'http/protobuf',
        GP_METRICS_INTERVAL: '1s',
        GP_METRICS_SCOPE_LABELS: 'true',
        GP_SHUTDOWN_TIMEOUT: '30s',
      },
    });
    await eventually(() => application.stdout.endsWith('\n'), { withinMs: 30_000, what: 'the endpoints' });
    const [metricsUrl, healthUrl] = JSON.parse(application.stdout) as [string, string];
    const served: Record<string, string> = {};
    for (const [format, accept] of Object.entries(FORMATS)) {
      const response = await fetch(`${metricsUrl}/metrics`, { headers: { accept } });
      served[format] = Buffer.from(await response.arrayBuffer()).toString('latin1');
    }
    for (const accept of ['application/json', 'text/plain']) {
      const response = await fetch(`${healthUrl}/health`, { headers: { accept } });
      served[`health ${accept}`] = await response.text();
    }
    const { requests } = backend;
    await eventually(() => spansIn(requests).length >= CANARIES.length, {
      withinMs: 30_000,
      what: 'the spans',
    });
    await eventually(() => logRecordsIn(requests).length > CANARIES.length * 2, {
      withinMs: 30_000,
      what: 'the logs',
    });
    application.signal('SIGTERM');
    await application.exit;

    expect(served.text).toMatch(/^jobs_0_total\{.*text="PIN \[redacted\] was wrong".*\} 1$/m);
    expect(served.OpenMetrics).toContain('jobs_30_total');
    expect(served['health application/json']).toContain('PIN [redacted] was wrong');
    expect(served['health application/json']).toContain('"pin":"[redacted]"');
    expect(application.stderr).toContain('failed with PIN [redacted] was wrong');
    const exported = Object.fromEntries(
      requests.flatMap((request, index) => [
        [`${request.path} ${index}`, Buffer.from(request.body).toString('latin1')],
        [`${request.path} ${index}, decoded`, decodedText(request)],
      ]),
    );
    expect(Object.keys(exported).join()).toMatch(/v1\/traces.*v1\/metrics|v1\/metrics.*v1\/traces/s);
    const secrets = [...CANARIES.map(({ secret }) => secret), QUIET];
    expect(
      findLeaks(secrets, { stdout: application.stdout, stderr: application.stderr, ...served, ...exported }),
    ).toEqual([]);
  }, 120_000);
});
