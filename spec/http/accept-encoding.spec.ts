import fc from 'fast-check';
import { acceptsGzip } from '../../lib/http/accept-encoding';

describe('acceptsGzip', () => {
  it.each([
    ['gzip', true],
    ['gzip, deflate, br, zstd', true],
    ['deflate, gzip;q=0.5', true],
    ['GZip', true],
    ['x-gzip', true],
    ['*', true],
    ['*;q=0.1', true],
    ['gzip;q=0.5, identity;q=0.5', true],
    ['gzip;q=1.0, identity; q=0.5, *;q=0', true],
    ['gzip;q=0', false],
    ['gzip;q=0.000, *', false],
    ['*;q=0', false],
    ['identity', false],
    ['identity, gzip;q=0.5', false],
    ['br', false],
    ['gzipped', false],
    ['', false],
    [',;q=', false],
  ])('of %j is %s', (acceptEncoding, expected) => {
    expect(acceptsGzip(acceptEncoding)).toBe(expected);
  });

  it('is false where nobody asked', () => {
    expect(acceptsGzip(undefined)).toBe(false);
  });

  it('goes by the quality of gzip, else of the asterisk, against that of identity', () => {
    const quality = fc.option(fc.constantFrom(0, 0.001, 0.25, 0.5, 0.999, 1), { nil: undefined });
    const blanks = fc.constantFrom('', ' ', '\t', '  ');
    const member = (name: string, q: number | undefined, blank: string): readonly string[] =>
      q === undefined ? [] : [`${blank}${name}${blank};${blank}Q=${q}${blank}`];
    fc.assert(
      fc.property(quality, quality, quality, blanks, fc.boolean(), (gzip, identity, any, blank, turned) => {
        const members = [
          ...member('GZIP', gzip, blank),
          ...member('identity', identity, blank),
          ...member('*', any, blank),
        ];
        const accepted = gzip ?? any ?? 0;
        expect(acceptsGzip((turned ? members.reverse() : members).join(','))).toBe(
          accepted > 0 && accepted >= (identity ?? 0),
        );
      }),
    );
  });

  it.each([',', ';', '"', '"\\', ' ', '=', '\0', 'br;q=0.1,', 'a=b;'])(
    'is false for 64 KiB of %j, which say nothing',
    (unit) => {
      expect(acceptsGzip(unit.repeat(65_536 / unit.length))).toBe(false);
    },
  );

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (header) => {
        expect(typeof acceptsGzip(`gzip;${header}`)).toBe('boolean');
        expect(typeof acceptsGzip(`${header},gzip`)).toBe('boolean');
      }),
    );
  });
});
