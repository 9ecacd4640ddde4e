import { join } from 'node:path';
import { type Options, readSettings, type Settings } from '../../lib/config';
import { errorOf, file, folder, problemsOf, read, withYaml } from './support/reading';

describe('precedence', () => {
  const yaml = 'service:\n  name: from-file\n';

  it('goes from code over environment, file and OTEL to the default', () => {
    const GP_CONFIG_FILE = file(yaml);
    const OTEL_SERVICE_NAME = 'from-otel';
    const GP_SERVICE_NAME = 'from-environment';
    const name = (settings: Settings) => settings.values.service.name;
    expect(name(read())).toBe('cardlink');
    expect(name(read({ OTEL_SERVICE_NAME }))).toBe('from-otel');
    expect(name(read({ OTEL_SERVICE_NAME, GP_CONFIG_FILE }))).toBe('from-file');
    expect(name(read({ OTEL_SERVICE_NAME, GP_CONFIG_FILE, GP_SERVICE_NAME }))).toBe('from-environment');
    const options = { service: { name: 'from-code' } };
    expect(name(read({ OTEL_SERVICE_NAME, GP_CONFIG_FILE, GP_SERVICE_NAME }, options))).toBe('from-code');
  });

  it('tells where each value comes from', () => {
    const path = file(`metrics:\n  host: 127.0.0.1\n\n  labels: short\n`);
    const settings = read(
      { GP_CONFIG_FILE: path, GP_METRICS_PORT: '0', OTEL_EXPORTER_OTLP_TIMEOUT: '250' },
      { health: { port: 0 } },
    );
    expect(settings.origin('health.port')).toEqual({ source: 'code' });
    expect(settings.origin('metrics.port')).toEqual({ source: 'environment', variable: 'GP_METRICS_PORT' });
    expect(settings.origin('metrics.labels')).toEqual({ source: 'file', path, line: 4 });
    expect(settings.origin('otlp.timeout')).toEqual({
      source: 'otel',
      variable: 'OTEL_EXPORTER_OTLP_TIMEOUT',
    });
    expect(settings.origin('metrics.path')).toEqual({ source: 'default' });
    expect(settings.values.otlp.timeout).toBe(250);
  });

  it('counts empty variables and undefined options as not set', () => {
    const settings = read(
      {
        GP_SERVICE_NAME: '',
        GP_METRICS_PORT: ' ',
        GP_METRICS_AUTH_TOKEN: '',
        GP_METRICS_AUTH_TOKEN_FILE: '',
      },
      { service: { name: undefined }, metrics: undefined },
    );
    expect(settings.values.service.name).toBe('cardlink');
    expect(settings.values.metrics.port).toBe(9090);
    expect(settings.origin('metrics.auth.token')).toEqual({ source: 'default' });
  });

  it('takes older names of a variable, the present name first', () => {
    const aliases = {
      GP_TRACING_OTLP_ENDPOINT: 'localhost:4317',
      GP_TRACING_OTLP_PROTOCOL: 'http',
      GP_TRACING_SAMPLE_RATE: '0.25',
      GP_TRACING_SERVICE_NAME: 'older',
    };
    const { values } = read(aliases);
    expect([values.otlp.endpoint, values.otlp.protocol]).toEqual(['localhost:4317', 'http/protobuf']);
    expect([values.tracing.sampleRate, values.service.name]).toEqual([0.25, 'older']);
    expect(read({ ...aliases, GP_TRACE_SAMPLE_RATE: '0.5' }).values.tracing.sampleRate).toBe(0.5);
  });

  it('reads the variables of the process when none are given', () => {
    const before = process.env.GP_SERVICE_NAME;
    process.env.GP_SERVICE_NAME = 'from-the-process';
    try {
      expect(readSettings().values.service.name).toBe('from-the-process');
    } finally {
      if (before === undefined) delete process.env.GP_SERVICE_NAME;
      else process.env.GP_SERVICE_NAME = before;
    }
  });
});

describe('the config file', () => {
  it('takes the same keys as code, nested or dotted', () => {
    const { values } = withYaml(
      'metrics: { interval: 30s, auth: { token: abc } }\nhealth.port: 0\nservice:\n',
    );
    expect([values.metrics.interval, values.metrics.auth.token, values.health.port]).toEqual([
      30_000,
      'abc',
      0,
    ]);
  });

  it('takes text as it is written, and headers and attributes as maps', () => {
    const { values } = withYaml(
      'service:\n  version: 1.10\n  attributes: { build: 007, team: cards }\notlp:\n  headers: { X-Tenant: 42 }\n',
    );
    expect(values.service.version).toBe('1.10');
    expect(values.service.attributes).toEqual({ build: '007', team: 'cards' });
    expect(values.otlp.headers).toEqual({ 'x-tenant': '42' });
  });

  it('follows anchors', () => {
    const { values } = withYaml('metrics:\n  port: &any 0\nhealth:\n  port: *any\n');
    expect(values.health.port).toBe(0);
  });

  it('may be empty', () => {
    expect(withYaml('').values.metrics.port).toBe(9090);
    expect(withYaml('# nothing yet\n').values.metrics.port).toBe(9090);
  });

  it('is told apart from one that cannot be read', () => {
    const missing = join(folder, 'none.yaml');
    expect(problemsOf({ env: { GP_CONFIG_FILE: missing } })).toEqual([
      ['GP_CONFIG_FILE', missing, 'must be a readable file (ENOENT)'],
    ]);
  });

  it('is refused with the place of the mistake, and none of its text, when it is not valid YAML', () => {
    const path = file('metrics:\n  auth:\n    password: "hunter2\n    token: x\n');
    const error = errorOf({ env: { GP_CONFIG_FILE: path } });
    expect(error.problems[0]).toMatchObject({ name: 'GP_CONFIG_FILE', value: path });
    expect(error.problems[0]?.rule).toMatch(/^must be valid YAML \(line \d+, column \d+: [A-Z_]+\)$/);
    expect(error.message).not.toContain('hunter2');
    expect(problemsOf({ env: { GP_CONFIG_FILE: file('a: 1\n---\nb: 2\n') } })[0]?.[2]).toContain(
      'MULTIPLE_DOCS',
    );
    expect(problemsOf({ env: { GP_CONFIG_FILE: file('a: 1\na: 2\n') } })[0]?.[2]).toContain('DUPLICATE_KEY');
  });

  it.each([
    ['metrics:\n  prot: 9090\n', ['metrics.prot', '', 'is not a setting; did you mean metrics.port?']],
    ['metrcs:\n  port: 9090\n', ['metrcs', '', 'is not a setting; did you mean metrics?']],
    ['sampleRate: 1\n', ['sampleRate', '', 'is not a setting; did you mean tracing.sampleRate?']],
    ['colour: red\n', ['colour', '', 'is not a setting']],
    ['metrics: 9090\n', ['metrics', '', 'must hold settings, such as metrics.enabled']],
    ['metrics: [1]\n', ['metrics', '', 'must hold settings, such as metrics.enabled']],
    ['metrics:\n  port: [1]\n', ['metrics.port', 'a list', 'must be a port number, 0 to 65535']],
    ['metrics:\n  port: { a: 1 }\n', ['metrics.port', 'a map', 'must be a port number, 0 to 65535']],
    ['metrics:\n  port: *none\n', ['metrics.port', 'a list', 'must be a port number, 0 to 65535']],
    [
      'metrics:\n  interval: 15\n',
      ['metrics.interval', '15', 'must be a duration with a unit, such as 15s, 500ms or 1m'],
    ],
    ['metrics.port: 1\nmetrics:\n  port: 2\n', ['metrics.port', '', 'must not be given twice']],
    ['? [a, b]\n: 1\n', ['["a","b"]', '', 'is not a setting']],
    ['"two\\nlines": 1\n', ['"two\\nlines"', '', 'is not a setting']],
    [`${'k'.repeat(100)}: 1\n`, [`${'k'.repeat(80)}…`, '', 'is not a setting']],
  ])('refuses %j', (content, problem) => {
    expect(problemsOf({ env: { GP_CONFIG_FILE: file(content) } })).toEqual([problem]);
  });

  it('is named itself when it holds no map', () => {
    const path = file('- a\n');
    expect(problemsOf({ env: { GP_CONFIG_FILE: path } })).toEqual([
      [path, '', 'must hold settings, such as disabled'],
    ]);
  });

  it('does not load the YAML parser when none is named', () => {
    jest.isolateModules(() => {
      let loaded = false;
      jest.doMock('yaml', () => {
        loaded = true;
        return jest.requireActual('yaml');
      });
      const isolated = require('../../lib/config') as typeof import('../../lib/config');
      isolated.readSettings({ env: {} });
      expect(loaded).toBe(false);
      isolated.readSettings({ env: { GP_CONFIG_FILE: file('') } });
      expect(loaded).toBe(true);
    });
    jest.dontMock('yaml');
  });
});

describe('options in code', () => {
  it('are refused when a key is unknown or a value of the wrong kind', () => {
    const options = {
      metrics: { prot: 1, port: 'ninety', enabled: null, host: Symbol('x'), path: () => '/', labels: 7n },
      tracing: 'yes',
      otlp: { headers: { a: 1 }, queueSize: Number.NaN },
      service: { name: '', attributes: [] },
    } as unknown as Options;
    expect(problemsOf({ options, env: {} })).toEqual([
      ['metrics.prot', '', 'is not a setting; did you mean metrics.port?'],
      ['tracing', '', 'must hold settings, such as tracing.enabled'],
      ['service.name', '""', 'must be text on one line, and not empty'],
      [
        'service.attributes',
        'a list',
        'must be name=value pairs separated by commas, percent-encoded where needed',
      ],
      ['metrics.enabled', 'null', 'must be true or false'],
      ['metrics.host', 'a symbol', 'must be a host name or an IP address, without a port'],
      ['metrics.port', '"ninety"', 'must be a port number, 0 to 65535'],
      ['metrics.path', 'a function', 'must be a path that begins with /'],
      ['metrics.labels', '7', 'must be semconv or short'],
      [
        'otlp.headers',
        '********',
        'must be name=value pairs separated by commas, percent-encoded where needed',
      ],
      ['otlp.queueSize', 'NaN', 'must be a whole number, at least 1'],
    ]);
  });

  it('are refused when they are no object, and looked into no further than the table goes', () => {
    expect(problemsOf({ options: 'x' as unknown as Options, env: {} })).toEqual([
      ['options', '', 'must hold settings, such as disabled'],
    ]);
    const circular: Record<string, unknown> = {};
    circular.metrics = circular;
    expect(problemsOf({ options: circular as Options, env: {} })).toEqual([
      ['metrics.metrics', '', 'is not a setting; did you mean metrics?'],
    ]);
  });
});
