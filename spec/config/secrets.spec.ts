import { join } from 'node:path';
import { inspect } from 'node:util';
import { errorOf, file, folder, problemsOf, read } from './support/reading';

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

describe('attributes of the resource', () => {
  const settings = () =>
    read({ GP_SERVICE_ATTRIBUTES: 'db.password=hunter2,iccid=8944110068256270054,team=cards' });

  it('are in the values, and shown by what their names say of them', () => {
    const { values } = settings();
    expect(values.service.attributes).toMatchObject({ 'db.password': 'hunter2', team: 'cards' });
    const entry = settings()
      .entries()
      .find(({ key }) => key === 'service.attributes');
    expect(entry?.value).toBe('db.password=********,iccid=********,team=cards');
    const shown = [inspect(values, { depth: 9 }), JSON.stringify(values)].join();
    expect(shown).toContain('cards');
    expect(shown).not.toMatch(/hunter2|89441100/);
  });

  it('are told of without their values when they are refused', () => {
    expect(problemsOf({ env: { GP_SERVICE_ATTRIBUTES: 'team=hunter2,hunter2' } })).toEqual([
      ['GP_SERVICE_ATTRIBUTES', 'team=********,********', expect.stringContaining('name=value pairs')],
    ]);
  });
});

describe('the path of a URL', () => {
  it('is shown but for what may be a token', () => {
    const entries = read({ GP_ZIPKIN_ENDPOINT: 'https://h/p/hunter2x/api/v2/spans' }).entries();
    expect(entries.find(({ key }) => key === 'tracing.zipkinEndpoint')?.value).toBe(
      'https://h/p/********/api/v2/spans',
    );
  });
});

describe('the password of a URL', () => {
  const url = 'https://cards:hunter2%21@zipkin.example/spans?key=abc';
  const settings = () => read({ GP_ZIPKIN_ENDPOINT: url });

  it('is in the value and in nothing that shows it', () => {
    expect(settings().values.tracing.zipkinEndpoint).toBe(url);
    const entry = settings()
      .entries()
      .find(({ key }) => key === 'tracing.zipkinEndpoint');
    expect(entry?.value).toBe('https://********@zipkin.example/spans?********');
    const shown = [inspect(settings().values, { depth: 9 }), JSON.stringify(settings().values)].join();
    expect(shown).toContain('zipkin.example');
    expect(shown).not.toContain('hunter2');
    expect(errorOf({ env: { GP_ZIPKIN_ENDPOINT: 'ftp://cards:hunter2@h' } }).message).not.toContain(
      'hunter2',
    );
  });

  it('is a secret for the redactor, in every way in which it is sent', () => {
    const basic = Buffer.from('cards:hunter2!').toString('base64');
    expect(settings().secretValues()).toEqual(['hunter2!', 'hunter2%21', basic]);
    expect(read({ GP_ZIPKIN_ENDPOINT: 'http://cards@h' }).secretValues()).toEqual([]);
  });
});
