import { SpanKind, SpanStatusCode } from '@opentelemetry/api';
import fc from 'fast-check';
import { formatSpan } from '../../lib/pipeline/span-text';
import { endedSpan, START_TIME } from './support/ended-span';

test('a span is some lines for people', () => {
  const span = endedSpan(
    'apdu.SELECT',
    {
      kind: SpanKind.CLIENT,
      parent: '00f067aa0ba902b7',
      startTime: START_TIME,
      attributes: { 'apdu.command.type': 'SELECT', 'tls.ciphers': ['a', 'b'] },
      links: [{ context: { traceId: 'b'.repeat(32), spanId: 'c'.repeat(16), traceFlags: 1 } }],
    },
    (open) => {
      open.addEvent('exception', { 'exception.type': 'RangeError' }, [1_700_000_000, 123_956_700]);
      open.setStatus({ code: SpanStatusCode.ERROR, message: 'card mute' });
    },
  );
  expect(formatSpan(span).split('\n')).toEqual([
    '2023-11-14T22:13:20.123Z  apdu.SELECT  client  1.500 ms  ERROR: card mute',
    `    trace ${'a'.repeat(32)}  span ${span.spanContext().spanId}  parent 00f067aa0ba902b7`,
    '    apdu.command.type = SELECT',
    '    tls.ciphers = ["a","b"]',
    '    +0.500 ms  exception  exception.type = RangeError',
    `    link to trace ${'b'.repeat(32)}  span ${'c'.repeat(16)}`,
    '',
  ]);
});

test('nothing in a span drives the terminal or adds a line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
      const span = endedSpan(name, { attributes: { key: value } });
      const lines = formatSpan(span).split('\n');
      expect(lines.slice(0, -1).join('')).not.toMatch(/\p{Cc}/u);
      expect(lines).toHaveLength(4);
    }),
  );
  const hostile = endedSpan('\u001b[2J', { attributes: { key: 'a\u009b31m\nforged' } });
  expect(formatSpan(hostile)).toContain('\\u001b[2J');
  expect(formatSpan(hostile)).toContain('key = a\\u009b31m\\u000aforged');
});

test('a time that no calendar has does not keep a span from being shown', () => {
  const span = Object.defineProperty(endedSpan('span'), 'startTime', { value: [Number.NaN, 0] });
  expect(formatSpan(span)).toContain('time NaN 0  span  internal');
});
