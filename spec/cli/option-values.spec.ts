import fc from 'fast-check';
import { durationMs, rate, wholeNumber } from '../../lib/cli/option-values';

describe('wholeNumber', () => {
  const port = wholeNumber(0, 65_535);

  it.each([
    ['0', 0],
    ['8443', 8_443],
    ['65535', 65_535],
  ])('reads %s', (text, expected) => {
    expect(port(text)).toBe(expected);
  });

  it.each(['', 'x', '-1', '65536', '1.5', '1e3', '0x10', ' 1', '99999999999'])('refuses "%s"', (text) => {
    expect(() => port(text)).toThrow('It must be a whole number from 0 to 65535.');
  });
});

describe('rate', () => {
  it('reads numbers with and without decimals', () => {
    expect(['0', '10', '0.5'].map(rate(100))).toEqual([0, 10, 0.5]);
  });

  it.each(['', 'fast', '-1', '101', '1.', 'Infinity', 'NaN'])('refuses "%s"', (text) => {
    expect(() => rate(100)(text)).toThrow('from 0 (full speed) to 100');
  });
});

describe('durationMs', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['1.5s', 1_500],
    ['5m', 300_000],
    ['1h', 3_600_000],
    ['1 h', 3_600_000],
    ['1d', 86_400_000],
  ])('reads %s', (text, expected) => {
    expect(durationMs(text)).toBe(expected);
  });

  it.each(['', '5', 's', '0s', '-5s', '5w', '25d', '600h', '1e3s'])('refuses "%s"', (text) => {
    expect(() => durationMs(text)).toThrow('It must be a duration with its unit');
  });

  it('gives milliseconds that a timer takes, or an error, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9.]{1,12}(ms|s|m|h)$/)), (text) => {
        try {
          const value = durationMs(text);
          expect(Number.isInteger(value) && value > 0 && value < 2 ** 31).toBe(true);
        } catch (error) {
          expect(String(error)).toContain('duration');
        }
      }),
    );
  });
});
