/** From this exponent on, and below the other, a number is written with an exponent, as Go's `%g` does. */
const FIRST_LARGE_EXPONENT = 6;
const LAST_SMALL_EXPONENT = -5;

/**
 * A finite number as OpenMetrics wants it in `le` ("Canonical Numbers"): as Go writes it (`1e-05`, `0.0001`, `1e+06`),
 * with `.0` where nothing else tells that it is no integer.
 */
export function canonicalNumber(value: number): string {
  const [mantissa = '', exponentText = ''] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent > LAST_SMALL_EXPONENT && exponent < FIRST_LARGE_EXPONENT) {
    return Number.isInteger(value) ? `${value}.0` : String(value);
  }
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${mantissa}e${exponent < 0 ? '-' : '+'}${digits}`;
}
