import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  type Environment,
  type Options,
  readSettings,
  SETTINGS,
  type Settings,
  SettingsError,
  type SettingsInput,
} from '../../lib/config';
import { ROWS } from '../../lib/config/table';

let folder: string;
let files = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cardlink-config-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function file(content: string, name = `file-${++files}`): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function read(env: Environment = {}, options: Options = {}): Settings {
  return readSettings({ env, options });
}

function withYaml(content: string, env: Environment = {}): Settings {
  return read({ ...env, GP_CONFIG_FILE: file(content) });
}

function errorOf(input: SettingsInput): SettingsError {
  try {
    readSettings(input);
  } catch (error) {
    if (error instanceof SettingsError) return error;
    throw error;
  }
  throw new Error('the settings were taken');
}

const problemsOf = (input: SettingsInput) =>
  errorOf(input).problems.map(({ name, value, rule }) => [name, value, rule]);

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

describe('secrets', () => {
  it('come from a file without the newline at its end', () => {
    const path = file('from the file \r\n');
    const settings = read({ GP_METRICS_AUTH_TOKEN_FILE: path });
    expect(settings.values.metrics.auth.token).toBe('from the file ');
    const variable = 'GP_METRICS_AUTH_TOKEN_FILE';
    expect(settings.origin('metrics.auth.token')).toEqual({ source: 'environment', variable, file: path });
    expect(settings.entries().find(({ key }) => key === 'metrics.auth.token')?.value).toBe('********');
  });

  it('may come from a file whatever the variable', () => {
    const headers = { OTEL_EXPORTER_OTLP_LOGS_HEADERS_FILE: file('x-key=abc\n') };
    expect(read(headers).values.otlp.logs.headers).toEqual({ 'x-key': 'abc' });
  });

  it('are refused when the file cannot be used, which is named, and its contents are not', () => {
    const missing = join(folder, 'none');
    const bad = file('hunter2\nhunter3\n');
    const env = {
      GP_METRICS_AUTH_TOKEN_FILE: missing,
      GP_REDACTION_KEY_FILE: file(''),
      GP_OTLP_HEADERS_FILE: bad,
      OTEL_EXPORTER_OTLP_TRACES_HEADERS_FILE: file('x'.repeat(70_000)),
    };
    expect(problemsOf({ env })).toEqual([
      ['GP_METRICS_AUTH_TOKEN_FILE', missing, 'must be a readable file (ENOENT)'],
      ['GP_REDACTION_KEY_FILE', env.GP_REDACTION_KEY_FILE, 'must not be an empty file'],
      [
        'OTEL_EXPORTER_OTLP_TRACES_HEADERS_FILE',
        env.OTEL_EXPORTER_OTLP_TRACES_HEADERS_FILE,
        'must be a file of at most 64 KiB',
      ],
      [
        'GP_OTLP_HEADERS_FILE',
        bad,
        'must be name=value pairs separated by commas, percent-encoded where needed',
      ],
    ]);
    expect(errorOf({ env }).message).not.toMatch(/hunter/);
  });

  it('are refused when given both plainly and as a file', () => {
    const env = { GP_METRICS_AUTH_TOKEN: 'hunter2', GP_METRICS_AUTH_TOKEN_FILE: file('hunter2') };
    expect(problemsOf({ env })).toEqual([
      ['GP_METRICS_AUTH_TOKEN', '********', 'must not be set together with GP_METRICS_AUTH_TOKEN_FILE'],
    ]);
  });

  it('are masked in errors wherever they come from', () => {
    const yaml = 'metrics:\n  auth: { password: "hunter2\\nhunter3", passwrd: hunter2 }\n';
    const env = {
      GP_CONFIG_FILE: file(yaml),
      GP_OTLP_HEADERS: 'hunter2',
      GP_OTLP_ENDPOINT: 'http://u:hunter2@h',
    };
    const options = { redaction: { key: 'hunter2\u0000' } };
    const error = errorOf({ env, options });
    expect(error.problems).toHaveLength(5);
    expect(inspect(error, { depth: 9 })).not.toContain('hunter');
    expect(JSON.stringify(error)).not.toContain('hunter');
  });

  const settings = () =>
    read({
      GP_METRICS_AUTH_USERNAME: 'prometheus',
      GP_METRICS_AUTH_PASSWORD: 'hunter-password',
      GP_METRICS_AUTH_TOKEN: 'hunter-token',
      GP_REDACTION_KEY: 'hunter-key',
      GP_OTLP_HEADERS: 'authorization=Bearer%20hunter-bearer,x-key=hunter-x,x-empty=',
      OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-key=hunter-x',
    });

  it('are plain in the values alone', () => {
    const { values } = settings();
    expect(values.metrics.auth.password).toBe('hunter-password');
    expect(values.otlp.headers?.authorization).toBe('Bearer hunter-bearer');
  });

  it('are not shown when anything that holds them is printed or turned into JSON', () => {
    const all = settings();
    const { values } = all;
    const holders = [
      all,
      values,
      values.metrics,
      values.metrics.auth,
      values.otlp,
      values.otlp.headers,
      all.entries(),
    ];
    for (const holder of holders) {
      expect(inspect(holder, { depth: 9 })).not.toContain('hunter');
      expect(JSON.stringify(holder)).not.toContain('hunter');
    }
    expect(JSON.stringify(values.metrics.auth)).toBe(
      '{"username":"prometheus","password":"********","token":"********"}',
    );
    expect(inspect(values.otlp.headers)).toContain("'x-key': '********'");
    expect(Object.keys(values.otlp.headers ?? {})).toEqual(['authorization', 'x-key', 'x-empty']);
  });

  it('are listed for the redactor, each once, header by header', () => {
    expect(settings().secretValues()).toEqual([
      'hunter-password',
      'hunter-token',
      'Bearer hunter-bearer',
      'hunter-bearer',
      'hunter-x',
      'hunter-key',
    ]);
    expect(read().secretValues()).toEqual([]);
  });
});

describe('standard variables', () => {
  it('give the resource, the more particular one first', () => {
    const OTEL_RESOURCE_ATTRIBUTES =
      'service.name=a%20b,service.version=2.0,deployment.environment.name=staging,k8s.pod.name=p%2C1';
    const { values } = read({ OTEL_RESOURCE_ATTRIBUTES });
    expect(values.service).toEqual({
      name: 'a b',
      version: '2.0',
      environment: 'staging',
      attributes: { 'k8s.pod.name': 'p,1' },
    });
    expect(read({ OTEL_RESOURCE_ATTRIBUTES }).origin('service.name')).toEqual({
      source: 'otel',
      variable: 'OTEL_RESOURCE_ATTRIBUTES',
    });
    const particular = read({
      OTEL_RESOURCE_ATTRIBUTES,
      OTEL_SERVICE_NAME: 'x',
      GP_ENVIRONMENT: 'production',
    });
    expect([particular.values.service.name, particular.values.service.environment]).toEqual([
      'x',
      'production',
    ]);
    const fromCode = read(
      { OTEL_SERVICE_NAME: 'x' },
      { service: { attributes: { 'service.name': 'code' } } },
    );
    expect(fromCode.values.service.name).toBe('code');
    expect(read({ OTEL_RESOURCE_ATTRIBUTES: 'service.name=' }).values.service.name).toBe('cardlink');
  });

  it('bring the default protocol of OpenTelemetry where only they give the endpoint', () => {
    const http = 'http/protobuf';
    const endpoint = 'http://localhost:4318';
    expect(read({ GP_OTLP_ENDPOINT: endpoint }).values.otlp.protocol).toBe('grpc');
    expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }).values.otlp.protocol).toBe(http);
    const own = { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, GP_OTLP_PROTOCOL: 'grpc' };
    expect(read(own).values.otlp.protocol).toBe('grpc');
    const traces = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `${endpoint}/v1/traces` };
    expect(read(traces).values.otlp.traces.protocol).toBe(http);
    expect(read(traces).values.otlp.logs.protocol).toBeUndefined();
    expect(read({ ...traces, GP_OTLP_PROTOCOL: 'grpc' }).values.otlp.traces.protocol).toBeUndefined();
  });

  it('give each signal its own endpoint, protocol, headers and timeout', () => {
    const env = {
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: 'http://localhost:1/v1/metrics',
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'grpc',
      OTEL_EXPORTER_OTLP_METRICS_HEADERS: 'a=b',
      OTEL_EXPORTER_OTLP_METRICS_TIMEOUT: '1500',
      OTEL_METRIC_EXPORT_INTERVAL: '2000',
    };
    const { values } = read(env);
    expect(values.otlp.metrics).toEqual({
      endpoint: 'http://localhost:1/v1/metrics',
      protocol: 'grpc',
      headers: { a: 'b' },
      timeout: 1_500,
    });
    expect(values.metrics.interval).toBe(2_000);
    expect(read({ OTEL_SDK_DISABLED: 'true' }).values.disabled).toBe(true);
  });

  it('are refused when they ask for what is not supported, unless something of our own overrules them', () => {
    const env = {
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_TRACES_SAMPLER: 'xray',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'soap',
    };
    expect(problemsOf({ env })).toEqual([
      [
        'OTEL_TRACES_EXPORTER',
        'zipkin',
        'is known to OpenTelemetry but not supported here: must be otlp or none',
      ],
      [
        'OTEL_TRACES_SAMPLER',
        'xray',
        expect.stringContaining('is known to OpenTelemetry but not supported here'),
      ],
      ['OTEL_EXPORTER_OTLP_PROTOCOL', 'soap', 'must be grpc or http/protobuf'],
    ]);
    const own = { GP_TRACING_EXPORTER: 'otlp', GP_TRACE_SAMPLER: 'always_on', GP_OTLP_PROTOCOL: 'grpc' };
    expect(read({ ...env, ...own }).values.tracing.sampler).toBe('always_on');
  });
});

describe('the version of the service', () => {
  it('is that of the nearest package.json with one, above the started file, else above the working folder', () => {
    const app = join(folder, 'app');
    mkdirSync(join(app, 'dist', 'esm'), { recursive: true });
    file('{"version":"3.2.1"}', 'app/package.json');
    file('{"type":"module"}', 'app/dist/package.json');
    file('not JSON', 'app/dist/esm/package.json');
    const version = (host: SettingsInput['host']) =>
      readSettings({ env: {}, ...(host && { host }) }).values.service.version;
    expect(version({ mainFile: join(app, 'dist', 'esm', 'server.js'), folder: '/' })).toBe('3.2.1');
    expect(version({ folder: join(app, 'dist') })).toBe('3.2.1');
    expect(version({ mainFile: '/server.js', folder: '/' })).toBeUndefined();
    expect(version(undefined)).toMatch(/^\d+\.\d+\.\d+/);
  });
});

describe('a wrong setting', () => {
  it('is told in aligned columns, all at once', () => {
    const cwd = process.cwd();
    file('metrics:\n  labels: short\n\n  port: ninety\n', 'observability.yaml');
    process.chdir(folder);
    try {
      const env = { GP_TRACE_SAMPLE_RATE: '2', GP_CONFIG_FILE: 'observability.yaml' };
      expect(errorOf({ env }).message.split('\n')).toEqual([
        'cardlink observability did not start: 2 settings are wrong',
        '  metrics.port           "ninety"   must be a port number, 0 to 65535  (from observability.yaml, line 4)',
        '  GP_TRACE_SAMPLE_RATE   2          must be between 0 and 1            (from the environment)',
      ]);
    } finally {
      process.chdir(cwd);
    }
  });

  it('is told alone in the singular, with the code as its origin', () => {
    const options = { metrics: { port: -1 } };
    expect(errorOf({ env: {}, options }).message).toBe(
      'cardlink observability did not start: 1 setting is wrong\n' +
        '  metrics.port   -1   must be a port number, 0 to 65535  (from the code)',
    );
  });

  it('is found in every source of ours, overruled or not', () => {
    const env = { GP_METRICS_PORT: 'ninety', GP_CONFIG_FILE: file('metrics:\n  port: eighty\n') };
    expect(problemsOf({ env, options: { metrics: { port: 0 } } })).toHaveLength(2);
  });

  it('never forges a line and stays short, whatever its value', () => {
    const env = { GP_METRICS_PORT: `1\n  GP_OTHER   fine\u001b[2J`, GP_METRICS_LABELS: 'x'.repeat(500) };
    const { message } = errorOf({ env });
    expect(message.split('\n')).toHaveLength(3);
    expect(message).not.toContain('\u001b');
    expect(message.length).toBeLessThan(400);
  });

  it('can lie between two settings', () => {
    const cert = file('pem');
    expect(problemsOf({ env: { GP_METRICS_AUTH_USERNAME: 'a', GP_OTLP_TLS_KEY: cert } })).toEqual([
      ['GP_METRICS_AUTH_USERNAME', 'a', 'must be set together with GP_METRICS_AUTH_PASSWORD'],
      ['GP_OTLP_TLS_KEY', cert, 'must be set together with GP_OTLP_TLS_CERT'],
    ]);
    expect(problemsOf({ env: {}, options: { metrics: { auth: { password: 'hunter2' } } } })).toEqual([
      ['metrics.auth.password', '********', 'must be set together with metrics.auth.username'],
    ]);
    expect(problemsOf({ env: { OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: cert } })).toEqual([
      [
        'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE',
        cert,
        'must be set together with OTEL_EXPORTER_OTLP_CLIENT_KEY',
      ],
    ]);
  });

  it('is told once when its partner is wrong in itself', () => {
    const env = { GP_METRICS_AUTH_USERNAME: 'a:b', GP_METRICS_AUTH_PASSWORD: 'hunter2' };
    expect(problemsOf({ env })).toEqual([
      ['GP_METRICS_AUTH_USERNAME', 'a:b', 'must be a user name without a colon'],
    ]);
  });
});

describe('the table', () => {
  it('has no key twice, none that is both a setting and a group, and no variable twice', () => {
    const keys = SETTINGS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    for (const key of keys) expect(keys.filter((other) => other.startsWith(`${key}.`))).toEqual([]);
    const variables = ROWS.flatMap(({ env, aliases, otel }) => [env ?? [], aliases ?? [], otel ?? []].flat());
    expect(new Set(variables).size).toBe(variables.length);
  });

  it('has rows that anyone can set, with examples and defaults that are allowed', () => {
    for (const row of ROWS) {
      expect([row.env ?? '', ...(row.otel ?? [])].some((variable) => /^(GP|OTEL)_/.test(variable))).toBe(
        true,
      );
      expect(row.type.parse({ value: row.type.example, dialect: 'structured' }).ok).toBe(true);
      if (row.default === undefined) continue;
      const text = row.type.format(row.default);
      expect(row.type.parse({ value: text, dialect: 'environment' })).toEqual({
        ok: true,
        value: row.default,
      });
    }
  });
});
