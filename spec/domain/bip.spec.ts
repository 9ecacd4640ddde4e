import { bipBearer, bipResultError } from '../../lib/domain';
import { BIP_BEARER_TYPE_VALUES, BIP_ERROR_TYPE_VALUES } from '../../lib/semconv';

describe('bipBearer', () => {
  it('names each bearer of ETSI TS 102 223 8.52 as the registry does', () => {
    const codes = Array.from({ length: 12 }, (_, index) => index + 1);

    expect([...codes.map(bipBearer), '_OTHER']).toEqual([
      ...['csd', 'packet', 'default', 'local', 'bluetooth', 'irda', 'rs232', 'cdma2000', 'utran', 'wlan'],
      ...['eutran', 'ng-ran', '_OTHER'],
    ]);
    expect([...codes.map(bipBearer), '_OTHER'].sort()).toEqual([...BIP_BEARER_TYPE_VALUES].sort());
  });

  it.each([0, 13, 255, -1, 1.5, Number.NaN])('is _OTHER for %d', (code) => {
    expect(bipBearer(code)).toBe('_OTHER');
  });
});

describe('bipResultError', () => {
  it.each([
    [0x3a, 1, 'no_channel'],
    [0x3a, 2, 'channel_closed'],
    [0x3a, 3, 'invalid_channel'],
    [0x3a, 4, 'buffer_size'],
    [0x3a, 5, 'security'],
    [0x3a, 6, 'transport_unavailable'],
    [0x3a, 7, 'remote_unreachable'],
    [0x3a, 8, 'service_error'],
    [0x3a, 9, 'service_error'],
    [0x3a, 10, 'port_unavailable'],
    [0x3a, 0, '_OTHER'],
    [0x3a, 200, '_OTHER'],
    [0x3a, undefined, '_OTHER'],
    [0x20, undefined, 'terminal_busy'],
    [0x21, 5, 'network_busy'],
    [0x32, undefined, '_OTHER'],
  ])('reads general result %d with %d as %s', (general, additional, expected) => {
    expect(bipResultError(general, additional)).toBe(expected);
  });

  it('is undefined where the command was performed', () => {
    expect([0x00, 0x04, 0x12, 0x1f].map((general) => bipResultError(general))).toEqual(
      Array(4).fill(undefined),
    );
  });

  it('gives nothing that the registry does not have', () => {
    const known = new Set<string | undefined>([...BIP_ERROR_TYPE_VALUES, undefined]);
    const bytes = Array.from({ length: 256 }, (_, index) => index);
    const given = new Set(bytes.flatMap((general) => bytes.map((cause) => bipResultError(general, cause))));
    expect([...given].filter((errorType) => !known.has(errorType))).toEqual([]);
  });
});
