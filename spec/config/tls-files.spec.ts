import { truncateSync } from 'node:fs';
import { pem, pemPath } from '../support/tls-files';
import { errorOf, file, folder, problemsOf, read } from './support/reading';

const NOT_PEM = 'must be a PEM file with a certificate';
const [cert, key] = [pemPath('server.cert'), pemPath('server.key')];
const clientCa = pemPath('authority.cert');

const tlsOf = (tls: { cert?: string; key?: string; clientCa?: string }) =>
  problemsOf({ env: {}, options: { metrics: { tls } } });

describe("the TLS files of the metrics' endpoint", () => {
  it('may be a certificate with its key, and authorities of clients', () => {
    const settings = read({
      GP_METRICS_TLS_CERT: cert,
      GP_METRICS_TLS_KEY: key,
      GP_METRICS_TLS_CLIENT_CA: clientCa,
    });
    expect(settings.values.metrics.tls).toEqual({ cert, key, clientCa });
    expect(read().values.metrics.tls).toEqual({ cert: undefined, key: undefined, clientCa: undefined });
  });

  it('may be one file that holds a chain and the key, among explanations', () => {
    const both = file(
      `for localhost\r\n${pem('server.cert')}\nits authority\n${pem('authority.cert')}${pem('server.key')}`,
    );
    expect(read({}, { metrics: { tls: { cert: both, key: both } } }).values.metrics.tls.cert).toBe(both);
  });

  it('may be a certificate that is over: that is for a warning', () => {
    const tls = { cert: pemPath('expired.cert'), key };
    expect(read({}, { metrics: { tls } }).values.metrics.tls.cert).toBe(tls.cert);
  });

  it('are refused without what they need', () => {
    expect(tlsOf({ cert })).toEqual([
      ['metrics.tls.cert', cert, 'must be set together with metrics.tls.key'],
    ]);
    expect(problemsOf({ env: { GP_METRICS_TLS_KEY: key } })).toEqual([
      ['GP_METRICS_TLS_KEY', key, 'must be set together with GP_METRICS_TLS_CERT'],
    ]);
    expect(tlsOf({ clientCa })).toEqual([
      ['metrics.tls.clientCa', clientCa, 'must be set together with metrics.tls.cert'],
    ]);
  });

  it('are refused when they cannot be read or hold something else, all at once and each with its origin', () => {
    const none = `${folder}/none.pem`;
    const env = { GP_METRICS_TLS_KEY: pemPath('server.cert'), GP_METRICS_TLS_CLIENT_CA: none };
    const yaml = `metrics:\n  port: ninety\n  tls:\n    cert: ${pemPath('server.key')}\n`;
    const error = errorOf({ env: { ...env, GP_CONFIG_FILE: file(yaml, 'tls.yaml') } });
    const told = error.problems.map(({ name, rule, origin }) => [name, rule, origin.source]);
    expect(told).toEqual(
      expect.arrayContaining([
        ['metrics.port', expect.stringMatching(/^must be a port/), 'file'],
        ['metrics.tls.cert', NOT_PEM, 'file'],
        [
          'GP_METRICS_TLS_KEY',
          expect.stringMatching(/^must be a PEM file with a private key \(ERR_\w+\)$/),
          'environment',
        ],
        ['GP_METRICS_TLS_CLIENT_CA', 'must be a readable file (ENOENT)', 'environment'],
      ]),
    );
    expect(told).toHaveLength(4);
    expect(error.message).toContain('tls.yaml, line 4)');
  });

  it('are refused when one block of many does not parse, which TLS itself would leave out', () => {
    const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    const [chain, authorities] = [file(pem('server.cert') + broken), file(pem('authority.cert') + broken)];
    const half = file(pem('authority.cert').slice(0, 300));
    const rules = (tls: Parameters<typeof tlsOf>[0]) => tlsOf(tls).map(([name, , rule]) => [name, rule]);
    expect(rules({ cert: chain, key, clientCa: authorities })).toEqual([
      ['metrics.tls.cert', expect.stringMatching(/^must be a PEM file with a certificate \(ERR_\w+\)$/)],
      [
        'metrics.tls.clientCa',
        expect.stringMatching(/^must be a PEM file with the certificates of authorities \(ERR_\w+\)$/),
      ],
    ]);
    expect(rules({ cert, key, clientCa: half })).toHaveLength(1);
    expect(rules({ cert, key, clientCa: key })).toEqual([
      ['metrics.tls.clientCa', 'must be a PEM file with the certificates of authorities'],
    ]);
  });

  it('are refused when the key is that of another certificate', () => {
    const other = pemPath('renewed-server.key');
    expect(tlsOf({ cert, key: other, clientCa })).toEqual([
      ['metrics.tls.key', expect.any(String), 'must be the key that belongs to the certificate'],
    ]);
  });

  it('are refused when TLS itself has something against them, as a key that is too short', () => {
    expect(tlsOf({ cert: pemPath('short.cert'), key: pemPath('short.key') })).toEqual([
      [
        'metrics.tls.cert',
        expect.any(String),
        'must be a certificate that TLS can use (ERR_SSL_EE_KEY_TOO_SMALL)',
      ],
    ]);
  });

  it.each([
    ['PKCS #8', () => pem('encrypted.key')],
    [
      'the older form',
      () => pem('server.key').replace('-----\n', '-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\n'),
    ],
  ])('are refused with a key that has a passphrase, in %s', (_form, text) => {
    expect(tlsOf({ cert, key: file(text()) }).map(([, , rule]) => rule)).toEqual([
      'must be a private key without a passphrase, for which there is no setting',
    ]);
  });

  it('are refused when they are too large to be what they should be', () => {
    const large = file(pem('server.cert'));
    truncateSync(large, 1_048_577);
    expect(tlsOf({ cert: large, key }).map(([, , rule]) => rule)).toEqual([
      'must be a file of at most 1 MiB',
    ]);
  });

  it('never have what is in them told', () => {
    const secret = pem('server.key').split('\n')[1] ?? '';
    const mangled = file(pem('server.key').replace('PRIVATE', 'SECRET'));
    const message = [
      errorOf({
        env: { GP_METRICS_TLS_CERT: mangled, GP_METRICS_TLS_KEY: mangled, GP_METRICS_TLS_CLIENT_CA: mangled },
      }),
      errorOf({ env: { GP_METRICS_TLS_CERT: pemPath('client.cert'), GP_METRICS_TLS_KEY: key } }),
    ].join('\n');
    expect(secret).toHaveLength(64);
    for (let at = 0; at + 8 <= secret.length; at++) expect(message).not.toContain(secret.slice(at, at + 8));
  });
});
