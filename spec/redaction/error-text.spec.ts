import { createRedactor, REDACTED } from '../../lib/redaction';

const { error: cleanError } = createRedactor();

describe('what was thrown', () => {
  test('comes as type, message and stack', () => {
    const clean = cleanError(new RangeError('too far'));
    expect(clean).toMatchObject({ type: 'RangeError', message: 'too far' });
    expect(clean.stack).toMatch(/^RangeError: too far\n {4}at /);
  });

  test('may be no error', () => {
    expect(cleanError('psk=1')).toEqual({ type: 'string', message: `psk=${REDACTED}` });
    expect(cleanError(undefined)).toEqual({ type: 'undefined', message: 'undefined' });
    expect(cleanError(Symbol('x'))).toEqual({ type: 'symbol', message: 'Symbol(x)' });
    expect(cleanError(Object.create(null))).toEqual({ type: 'object', message: '' });
  });

  test('may have properties that throw or are not there', () => {
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'stack', { value: undefined });
    Object.defineProperty(hostile, 'message', {
      get() {
        throw new Error('no');
      },
    });
    Object.defineProperty(hostile, 'name', { value: '' });
    expect(cleanError(hostile)).toEqual({ type: 'Error', message: '' });
  });
});
