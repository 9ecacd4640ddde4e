import * as fc from 'fast-check';
import { MeterProvider } from '../../lib/metrics';
import { PrometheusReader, type PrometheusReaderOptions } from '../../lib/prometheus';
import { hostileScopes } from '../../spec/prometheus/hostile-metrics';
import { gauge, inScope, readerOver } from '../../spec/prometheus/support';

/** Fixed, so that what fails once fails again. */
const SEED = 5;

/** What is hard to write and to read back, in names and keys; values may be the others too. */
const TEXTS = [
  ...['"', '\\', '\n', '\\n', '\\"', '\r\n', '\t', '\u{1f600}', '\u{10ffff}', '\ufeff', '\u2028', ' ', '{}='],
];
const VALUES = [...TEXTS, '\ud800', '\udc00', '\0', '\u00fc'.repeat(32_768)];
const NUMBERS = [Number.NaN, Infinity, -Infinity, 5e-324, -0, 2 ** 64];

/** Readers over data that nobody would choose: names, keys, values and numbers of all kinds, the same in every run. */
export function hostileReaders(
  count: number,
  options: PrometheusReaderOptions = {},
): readonly PrometheusReader[] {
  return fc
    .sample(hostileScopes, { numRuns: count, seed: SEED })
    .map((scopes) => readerOver(scopes, options));
}

/** What is hard to write, one by one: nothing is left to chance here. */
export function everyCharacter() {
  return inScope(
    { name: 'every "character"\\\n', attributes: { 'a.b': '"', a_b: '\\' } },
    gauge(
      { name: 'values' },
      VALUES.map((value, index) => [{ index, value: `<${value}>` }, index]),
    ),
    gauge(
      { name: 'keys' },
      TEXTS.map((key, index) => [{ index, [`key${key}`]: 'x' }, index]),
    ),
    ...TEXTS.map((name, index) => gauge({ name: `n${index}${name}`, description: name }, [[{}, index]])),
    gauge(
      { name: 'numbers' },
      NUMBERS.map((value, index) => [{ index }, value]),
    ),
  );
}

/** The same recorded with our own MeterProvider, from whose storage the reader reads directly. */
export function recordedReader(options: PrometheusReaderOptions): PrometheusReader {
  const reader = new PrometheusReader({ preventServerStart: true, ...options });
  const meter = new MeterProvider({ readers: [reader] }).getMeter('recorded "here"\\\n');
  const values = meter.createCounter('recorded.values', { description: TEXTS.join('') });
  VALUES.forEach((value, index) => {
    values.add(index, { index, value: `<${value}>` });
  });
  const keys = meter.createHistogram('recorded.keys', { unit: 's' });
  TEXTS.forEach((key, index) => {
    keys.record(index, { index, [`key${key}`]: 'x' });
  });
  const numbers = meter.createGauge('recorded.numbers');
  NUMBERS.forEach((number, index) => {
    numbers.record(number, { index });
  });
  return reader;
}
