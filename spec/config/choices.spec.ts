import fc from 'fast-check';
import { type Options, readSettings } from '../../lib/config';
import { choices } from '../../lib/config/types/choices';
import { problemsOf, read, withYaml } from './support/reading';

const exporters = choices(['otlp', 'zipkin', 'console'], { instead: { jaeger: 'must be otlp' } });
const parse = (value: unknown) => exporters.parse({ value, dialect: 'structured' });
const ok = (value: unknown) => ({ ok: true, value });
const RULE = 'must be otlp, zipkin or console, several separated by commas, or none alone';

describe('several choices', () => {
  it.each([
    ['otlp', ['otlp']],
    [' Console , OTLP ,', ['console', 'otlp']],
    ['otlp,otlp', ['otlp']],
    [
      ['zipkin', 'console'],
      ['zipkin', 'console'],
    ],
    ['none', []],
    [['none'], []],
  ])('read %j as %j', (given, chosen) => {
    expect(parse(given)).toEqual(ok(chosen));
  });

  it.each([['otlp,none'], ['none,none'], [''], [' , '], [[]], ['tempo'], [['otlp', 7]], [7], [undefined]])(
    'refuse %j',
    (given) => {
      expect(parse(given)).toEqual({ ok: false, rule: RULE });
    },
  );

  it('say what to write instead of a word of others', () => {
    expect(parse('console,jaeger')).toEqual({ ok: false, rule: 'must be otlp' });
  });

  it('are shown as they can be read', () => {
    const words = fc.uniqueArray(fc.constantFrom('otlp', 'zipkin', 'console'));
    fc.assert(
      fc.property(words, (chosen) => {
        expect(parse(exporters.format(chosen as never))).toEqual(ok(chosen));
      }),
    );
  });

  it('never throw, whatever is given', () => {
    fc.assert(fc.property(fc.anything(), (given) => void parse(given)));
  });
});

describe('tracing.exporter', () => {
  const exporterOf = (env: Record<string, string>, options: Options = {}) =>
    read(env, options).values.tracing.exporter;

  it('comes from code, YAML, our variable or that of OpenTelemetry, as one or several', () => {
    expect(exporterOf({}, { tracing: { exporter: ['otlp', 'zipkin'] } })).toEqual(['otlp', 'zipkin']);
    expect(exporterOf({}, { tracing: { exporter: 'console' } })).toEqual(['console']);
    expect(exporterOf({ GP_TRACING_EXPORTER: 'otlp,console' })).toEqual(['otlp', 'console']);
    expect(exporterOf({ OTEL_TRACES_EXPORTER: 'otlp,console' })).toEqual(['otlp', 'console']);
    expect(withYaml('tracing:\n  exporter: [zipkin, otlp]\n').values.tracing.exporter).toEqual([
      'zipkin',
      'otlp',
    ]);
    expect(exporterOf({})).toBeUndefined();
    const shown = read({ GP_TRACING_EXPORTER: 'otlp, console' }).entries();
    expect(shown.find(({ key }) => key === 'tracing.exporter')?.value).toBe('otlp,console');
  });

  it('says what to do in the place of exporters that are no more, and of a wrong Zipkin URL at once', () => {
    expect(
      problemsOf({ env: { OTEL_TRACES_EXPORTER: 'jaeger', GP_ZIPKIN_ENDPOINT: 'zipkin.example:9411' } }),
    ).toEqual([
      [
        'OTEL_TRACES_EXPORTER',
        'jaeger',
        'must be otlp, which Jaeger takes: set GP_OTLP_ENDPOINT to where it listens',
      ],
      ['GP_ZIPKIN_ENDPOINT', 'zipkin.example:9411', 'must be an http:// or https:// URL'],
    ]);
    expect(problemsOf({ env: { GP_TRACING_EXPORTER: 'logging' } })).toEqual([
      ['GP_TRACING_EXPORTER', 'logging', 'must be console, as logging is called here'],
    ]);
  });

  it('is checked by the compiler in code', () => {
    const wrong: Options = {
      // @ts-expect-error one of the words, or a list of them
      tracing: { exporter: ['otlp', 'none'] },
    };
    expect(() => readSettings({ options: wrong, env: {} })).toThrow(RULE);
  });
});
