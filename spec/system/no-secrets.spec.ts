import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type HttpBackend, startHttpBackend } from '../pipeline/support/otlp-backends';
import { eventually } from '../support/eventually';
import { Child, endChildren } from './support/child';
import { startGrpcEcho, startHttpEcho } from './support/echo-backends';
import {
  COMMAND_LINE,
  LabProcess,
  type PskEntry,
  temporaryFolder,
  writePskFile,
} from './support/lab-process';
import { decodedText, logRecordsIn, spansIn } from './support/otlp';
import { findLeaks, formsOf, keySecrets, type Secret, textSecret } from './support/secrets';

const CARDS = 10;
const SESSIONS = 60;

const PASSWORD = 'pw-Zk7+qR2/vY9w=Lm4';
const TOKEN = 'token-8Hs2nQp6Xc1Vb5Td';
const REDACTION_KEY = 'pseudonym-key-4Jw9Rf3Ge7';
const HEADER_TOKEN = 'header-token-6Yb2Mn8Kd';
const API_KEY = 'api-key-1Qa5Ws9Ed3';

const SETTINGS = {
  GP_METRICS_AUTH_USERNAME: 'operator',
  GP_METRICS_AUTH_PASSWORD: PASSWORD,
  GP_METRICS_AUTH_TOKEN: TOKEN,
  GP_REDACTION_KEY: REDACTION_KEY,
  GP_OTLP_HEADERS: `authorization=Bearer ${HEADER_TOKEN},x-api-key=${API_KEY}`,
};

/** Blocks in which the lab's cards are given PIN and PUK. The digits alone are too short to look for. */
const pinBlock = (digits: string) =>
  Buffer.concat([Buffer.from(digits), Buffer.alloc(8, 0xff)]).subarray(0, 8);

const CONFIGURED: readonly Secret[] = [
  textSecret('the metrics password', PASSWORD),
  textSecret('the metrics token', TOKEN),
  textSecret('the redaction key', REDACTION_KEY),
  textSecret('the bearer token of OTLP', HEADER_TOKEN),
  textSecret('the API key of OTLP', API_KEY),
];
const PINS: readonly Secret[] = [
  { name: "the cards' PIN", bytes: pinBlock('1234') },
  { name: 'a wrong PIN', bytes: pinBlock('0000') },
  { name: "the cards' PUK", bytes: pinBlock('12345678') },
];

describe('no output shows a secret', () => {
  const folder = temporaryFolder();
  const pskFile = join(folder.path, 'lab.psk');
  let psks: readonly PskEntry[];
  let secrets: readonly Secret[];
  let backend: HttpBackend;

  beforeAll(() => {
    psks = writePskFile(pskFile, CARDS);
    secrets = [
      ...CONFIGURED,
      ...PINS,
      ...psks.flatMap(({ identity, key }) => keySecrets(`the key of ${identity}`, key)),
    ];
  });
  beforeEach(async () => {
    backend = await startHttpBackend();
  });
  afterEach(async () => {
    await endChildren();
    await backend.stop();
  });
  afterAll(() => folder.remove());

  const settings = () => ({
    ...SETTINGS,
    GP_OTLP_ENDPOINT: `127.0.0.1:${backend.port}`,
    GP_OTLP_PROTOCOL: 'http/protobuf',
    GP_METRICS_INTERVAL: '1s',
    GP_SHUTDOWN_TIMEOUT: '30s',
  });

  const basic = `Basic ${Buffer.from(`operator:${PASSWORD}`).toString('base64')}`;
  const credentials: Readonly<Record<string, Record<string, string>>> = {
    'with a password': { authorization: basic },
    'with a token': { authorization: `Bearer ${TOKEN}` },
    'with a wrong token': { authorization: `Bearer not-${TOKEN}` },
    'with none': {},
  };

  test('the search finds a secret in every form, also within something longer', () => {
    const [password] = CONFIGURED;
    for (const form of Object.values(formsOf(password?.bytes ?? Buffer.alloc(0)))) {
      expect(findLeaks(CONFIGURED, { text: `some ${form} text` })).not.toEqual([]);
    }
    const leaks = findLeaks(CONFIGURED, { header: basic });
    expect(new Set(leaks.map(({ secret }) => secret))).toEqual(new Set(['the metrics password']));
  });

  test('of a lab: what it prints, serves and exports', async () => {
    const args = [
      '--cards',
      String(CARDS),
      '--rate',
      '0',
      '--sessions',
      String(SESSIONS),
      '--psk-file',
      pskFile,
    ];
    const lab = await LabProcess.start({ args, env: settings() });
    await eventually(() => spansIn(backend.requests).some(({ name }) => name === 'apdu.VERIFY'), {
      withinMs: 60_000,
      what: 'a VERIFY',
    });
    const { metricsUrl, healthUrl } = lab.start;
    const served: Record<string, string> = {};
    for (const [how, headers] of Object.entries(credentials)) {
      for (const url of [metricsUrl, healthUrl, `${healthUrl}/ready`, `${healthUrl}/live`]) {
        const response = await fetch(url, { headers });
        served[`${url} ${how}`] = `${JSON.stringify([...response.headers])}\n${await response.text()}`;
      }
    }
    await lab.stop();

    const { requests } = backend;
    expect(requests.every(({ headers }) => headers.authorization === `Bearer ${HEADER_TOKEN}`)).toBe(true);
    expect(served[`${metricsUrl} with a token`]).toContain('cardlink_sessions_total');
    expect(logRecordsIn(requests).some(({ attributes }) => 'tls.psk.identity' in attributes)).toBe(true);
    expect(
      findLeaks(secrets, {
        stdout: lab.child.stdout,
        stderr: lab.child.stderr,
        ...served,
        ...Object.fromEntries(
          requests.flatMap((request, index) => [
            [`OTLP body ${index}`, Buffer.from(request.body).toString('latin1')],
            [`OTLP body ${index}, decoded`, decodedText(request)],
          ]),
        ),
      }),
    ).toEqual([]);
  }, 120_000);

  test('of an application that has secrets in the attributes of its metrics', async () => {
    const known = [PASSWORD, TOKEN, HEADER_TOKEN, API_KEY];
    const application = Child.node([join(__dirname, 'support/apps/secret-metric-attributes.cjs')], {
      env: { ...settings(), SECRETS: JSON.stringify(known) },
    });
    await eventually(() => application.stdout.endsWith('\n'), { withinMs: 30_000, what: 'the endpoint' });
    const response = await fetch(`${application.stdout.trim()}/metrics`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    const exposition = await response.text();
    application.signal('SIGTERM');
    await application.exit;

    const pushed = backend.requests.filter(({ path }) => path === '/v1/metrics');
    expect(exposition).toMatch(/^jobs_total\{.*text="login with \[redacted\]".*\} 4$/m);
    expect(pushed.map(decodedText).join()).toContain('login with [redacted]');
    expect(
      findLeaks([...secrets, textSecret('a password by its key', 'never-known-1')], {
        exposition,
        stderr: application.stderr,
        ...Object.fromEntries(
          pushed.flatMap((request, index) => [
            [`OTLP body ${index}`, Buffer.from(request.body).toString('latin1')],
            [`OTLP body ${index}, decoded`, decodedText(request)],
          ]),
        ),
      }),
    ).toEqual([]);
  }, 60_000);

  test.each([
    ['http/protobuf', startHttpEcho],
    ['grpc', startGrpcEcho],
  ] as const)(
    'of a lab without --json, whose backend answers over %s with the headers that it was sent',
    async (protocol, startEcho) => {
      const echo = await startEcho();
      const child = Child.node(
        [
          COMMAND_LINE,
          'lab',
          '--cards',
          '2',
          '--rate',
          '0',
          '--port',
          '0',
          '--duration',
          '2s',
          '--psk-file',
          pskFile,
        ],
        {
          env: {
            ...settings(),
            GP_METRICS_PORT: '0',
            GP_HEALTH_PORT: '0',
            GP_OTLP_ENDPOINT: `127.0.0.1:${echo.port}`,
            GP_OTLP_PROTOCOL: protocol,
          },
        },
      );
      const { code } = await child.exit;
      await echo.stop();

      expect(code).toBe(0);
      expect(child.stdout).toContain('CardLink lab');
      expect(child.stderr).toContain('is refused');
      expect(findLeaks(secrets, { stdout: child.stdout, stderr: child.stderr })).toEqual([]);
    },
    60_000,
  );

  test.each([
    ['as text', []],
    ['as JSON', ['--json']],
  ])(
    'of `config show` %s',
    async (_form, options) => {
      const child = Child.node([COMMAND_LINE, 'config', 'show', ...options], { env: settings() });
      const { code } = await child.exit;

      expect(code).toBe(0);
      expect(child.stdout).toContain('operator');
      expect(findLeaks(secrets, { stdout: child.stdout, stderr: child.stderr })).toEqual([]);
    },
    30_000,
  );

  test.each([
    ['config', 'show'],
    ['lab', '--port', '0'],
  ])(
    'of `%s` when settings are wrong, secret ones among them',
    async (...args) => {
      const child = Child.node([COMMAND_LINE, ...args], {
        cwd: folder.path,
        env: {
          ...settings(),
          GP_TRACE_SAMPLE_RATE: '2',
          GP_OTLP_HEADERS: `=Bearer ${HEADER_TOKEN};${API_KEY}`,
          GP_METRICS_AUTH_PASSWORD_FILE: join(folder.path, 'not-there'),
        },
      });
      const { code } = await child.exit;

      expect(code).toBe(1);
      expect(child.stderr).toContain('GP_TRACE_SAMPLE_RATE');
      expect(child.stderr).toContain('GP_OTLP_HEADERS');
      expect(findLeaks(secrets, { stdout: child.stdout, stderr: child.stderr })).toEqual([]);
    },
    30_000,
  );

  test('of a lab whose file of keys has a wrong line', async () => {
    const broken = join(folder.path, 'broken.psk');
    writeFileSync(broken, psks.map(({ identity, key }) => `${identity}:${key}?\n`).join(''));
    const child = Child.node([COMMAND_LINE, 'lab', '--port', '0', '--psk-file', broken], { env: settings() });
    const { code } = await child.exit;

    expect(code).toBe(1);
    expect(child.stderr).toContain('line 1');
    expect(findLeaks(secrets, { stdout: child.stdout, stderr: child.stderr })).toEqual([]);
  }, 30_000);
});
