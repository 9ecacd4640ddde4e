import * as official from '@opentelemetry/semantic-conventions';
import * as incubating from '@opentelemetry/semantic-conventions/incubating';
import * as semconv from '../../lib/semconv';
import * as own from '../../lib/semconv/attributes';
import * as reexported from '../../lib/semconv/official-attributes';

describe('the lists of error types', () => {
  it.each([
    [
      'tls',
      semconv.TLS_ERROR_TYPE_VALUES,
      'unknown_identity wrong_key no_shared_cipher unsupported_protocol not_tls connection_reset handshake_timeout _OTHER',
    ],
    [
      'apdu',
      semconv.APDU_ERROR_TYPE_VALUES,
      'not_found wrong_length wrong_parameters not_allowed security_status authentication not_supported memory execution timeout transport malformed_response _OTHER',
    ],
    [
      'device',
      semconv.DEVICE_ERROR_TYPE_VALUES,
      'disconnected timeout permission protocol at_error cme_error cms_error no_card _OTHER',
    ],
    [
      'session',
      semconv.SESSION_ERROR_TYPE_VALUES,
      'timeout error client_disconnect server_shutdown handshake_failed',
    ],
  ])('hold exactly what was decided for %s', (_domain, values, words) => {
    expect(values.join(' ')).toBe(words);
  });

  it.each([
    ['bip', semconv.BIP_ERROR_TYPE_VALUES],
    ['db', semconv.DB_ERROR_TYPE_VALUES],
    ['test', semconv.TEST_ERROR_TYPE_VALUES],
    ['trigger', semconv.TRIGGER_ERROR_TYPE_VALUES],
    ['scrape', semconv.SCRAPE_ERROR_TYPE_VALUES],
    ['telemetry', semconv.TELEMETRY_ERROR_TYPE_VALUES],
  ])("end with OpenTelemetry's fall-back value for %s", (_domain, values) => {
    expect(values.at(-1)).toBe(incubating.ERROR_TYPE_VALUE_OTHER);
  });

  it('give each value a constant', () => {
    expect(semconv.TLS_ERROR_TYPE_VALUE_WRONG_KEY).toBe('wrong_key');
    expect(semconv.TLS_ERROR_TYPE_VALUE_OTHER).toBe('_OTHER');
  });
});

describe('official attributes', () => {
  const officialConstants: Readonly<Record<string, unknown>> = { ...incubating, ...official };

  it.each(Object.entries(reexported))('have their official name and value: %s', (constant, value) => {
    expect(officialConstants[constant]).toBe(value);
  });

  it('are not defined by CardLink', () => {
    const officialKeys = new Set(
      Object.entries(officialConstants).flatMap(([name, key]) => (name.startsWith('ATTR_') ? [key] : [])),
    );
    expect(
      Object.values(own).filter((value) => typeof value === 'string' && officialKeys.has(value)),
    ).toEqual([]);
  });
});

describe('attributes with a closed set of values', () => {
  it('export a constant for each value and a list of all', () => {
    expect(semconv.ATTR_APDU_DIRECTION).toBe('apdu.direction');
    expect(semconv.APDU_DIRECTION_VALUES).toEqual([
      semconv.APDU_DIRECTION_VALUE_SENT,
      semconv.APDU_DIRECTION_VALUE_RECEIVED,
    ]);
  });

  it('type what may be written', () => {
    const direction: semconv.ApduDirection = 'sent';
    // @ts-expect-error OpenTelemetry's word is not CardLink's
    const wrong: semconv.ApduDirection = 'transmit';
    expect([direction, wrong]).toHaveLength(2);
  });
});
