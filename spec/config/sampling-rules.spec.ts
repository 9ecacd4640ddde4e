import fc from 'fast-check';
import { type Options, readSettings, SettingsError } from '../../lib/config';
import { samplingRules } from '../../lib/config/types/sampling-rules';

type Rules = NonNullable<Options['tracing']>['rules'];

function rulesOf(rules: Rules) {
  return readSettings({ options: { tracing: { rules } }, env: {} }).values.tracing.rules;
}

function messageOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'nothing was wrong';
}

describe('the setting of sampling rules', () => {
  const EXPECTED = [
    { name: 'apdu.*', share: 0.1 },
    { name: 'db.*', share: 0 },
    { name: 'tls.handshake', share: 1 },
  ];

  test('takes the text of a variable', () => {
    const env = { GP_TRACE_RULES: 'apdu.*=0.1, db.*=0,tls.handshake=1,' };
    expect(readSettings({ options: {}, env }).values.tracing.rules).toEqual(EXPECTED);
  });

  test('takes an object, a list of texts and a list of rules in code', () => {
    expect(rulesOf({ 'apdu.*': 0.1, 'db.*': 0, 'tls.handshake': 1 })).toEqual(EXPECTED);
    expect(rulesOf(['apdu.*=0.1', 'db.*=0', 'tls.handshake=1'])).toEqual(EXPECTED);
    expect(rulesOf(EXPECTED)).toEqual(EXPECTED);
  });

  test('takes a name with an equals sign in it', () => {
    expect(rulesOf('at.AT+CMGF=1=0.5')).toEqual([{ name: 'at.AT+CMGF=1', share: 0.5 }]);
  });

  test.each([
    ['apdu.*=0.1,db.*=2', 'db.*=2'],
    ['apdu.*', 'apdu.*'],
    ['=0.5', '=0.5'],
    ['db.*=often', 'db.*=often'],
    ['db.*=', 'db.*='],
    ['db.*=-0.1', 'db.*=-0.1'],
  ])('names the rule that is wrong: %s', (text, wrong) => {
    const message = messageOf(() => readSettings({ options: {}, env: { GP_TRACE_RULES: text } }));
    expect(message).toContain('GP_TRACE_RULES');
    expect(message).toContain(`"${wrong}"`);
  });

  test('refuses what is no rule in code, and says which', () => {
    expect(messageOf(() => rulesOf([{ name: 'db.*', share: 7 }]))).toContain('"db.*=7"');
    expect(messageOf(() => rulesOf([3] as unknown as Rules))).toContain('"3"');
    expect(messageOf(() => rulesOf(3 as unknown as Rules))).toContain('name=share');
  });

  test('shows rules as the variable would hold them', () => {
    const name = fc.string({ minLength: 1 }).filter((text) => /^[\w.*=+-]+$/.test(text));
    const rule = fc.record({ name, share: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(rule), (rules) => {
        const value = samplingRules.format(rules);
        const parsed = samplingRules.parse({ value, dialect: 'environment' });
        expect(parsed).toEqual({
          ok: true,
          value: rules.map(({ name, share }) => ({ name, share: share + 0 })),
        });
      }),
    );
  });

  test('never throws, whatever it is given', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        expect(typeof samplingRules.parse({ value, dialect: 'structured' }).ok).toBe('boolean');
      }),
    );
  });
});

describe('the setting of the sampler', () => {
  test('takes adaptive from a variable of our own and from code, and refuses it in a standard one', () => {
    const samplerOf = (env: Record<string, string>, options: Options = {}) =>
      readSettings({ options, env }).values.tracing.sampler;
    expect(samplerOf({ GP_TRACE_SAMPLER: 'adaptive' })).toBe('adaptive');
    expect(samplerOf({}, { tracing: { sampler: 'adaptive' } })).toBe('adaptive');
    expect(messageOf(() => samplerOf({ OTEL_TRACES_SAMPLER: 'adaptive' }))).toContain(
      'is not known to OpenTelemetry',
    );
    const wrong = messageOf(() => samplerOf({ OTEL_TRACES_SAMPLER: 'foo' }));
    expect(wrong).toContain('parentbased_always_on or parentbased_always_off');
    expect(wrong).toContain('GP_TRACE_SAMPLER takes adaptive as well');
    expect(messageOf(() => samplerOf({ GP_TRACE_SAMPLER: 'foo' }))).toContain('or adaptive');
  });

  test('refuses a target of no spans at all', () => {
    const wrong = () => readSettings({ options: {}, env: { GP_TRACE_SPANS_PER_SECOND: '0' } });
    expect(messageOf(wrong)).toContain('must be a number above 0');
  });
});
