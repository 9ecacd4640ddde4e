import {
  describeOrigin,
  formatSettings,
  nameOrigin,
  readSettings,
  SETTINGS,
  settingsTableMarkdown,
} from '../../lib/config';
import { editDistance, nearestKey } from '../../lib/config/nearest-key';

describe('config show', () => {
  it('aligns every setting with its value and origin, secrets masked', () => {
    const env = { GP_METRICS_AUTH_TOKEN: 'hunter2', GP_METRICS_INTERVAL: '30', OTEL_SERVICE_NAME: 'ota' };
    const lines = formatSettings(readSettings({ env, options: { health: { port: 0 } } }).entries()).split(
      '\n',
    );
    expect(lines).toHaveLength(SETTINGS.length);
    const columns = new Map(lines.map((line) => [line.split(' ', 1)[0], line.split(/ {2,}/).slice(1)]));
    expect(columns.get('metrics.auth.token')).toEqual(['********', 'GP_METRICS_AUTH_TOKEN']);
    expect(columns.get('metrics.interval')).toEqual(['30s', 'GP_METRICS_INTERVAL']);
    expect(columns.get('service.name')).toEqual(['ota', 'OTEL_SERVICE_NAME']);
    expect(columns.get('health.port')).toEqual(['0', 'from the code']);
    expect(columns.get('redaction.key')).toEqual(['(random per process)', 'default']);
    expect(columns.get('otlp.tls.ca')).toEqual(['-', 'default']);
    const originColumn = lines.map((line) => line.lastIndexOf('  ') + 2);
    expect(new Set(originColumn).size).toBe(1);
  });
});

describe('origins in words', () => {
  it('name the variable, the file and the line', () => {
    expect(nameOrigin({ source: 'environment', variable: 'X_FILE', file: '/run/x' })).toBe('X_FILE (/run/x)');
    expect(nameOrigin({ source: 'file', path: 'a.yaml', line: 4 })).toBe('from a.yaml, line 4');
    expect(describeOrigin({ source: 'default' })).toBe('by default');
    expect(describeOrigin({ source: 'otel', variable: 'OTEL_X' })).toBe('from the environment');
  });
});

describe('the table in the README', () => {
  const lines = settingsTableMarkdown().split('\n');

  it('has a row of five cells for every setting', () => {
    const rows = lines.filter((line) => line.startsWith('| `'));
    expect(rows).toHaveLength(SETTINGS.length);
    for (const row of rows) expect(row.replaceAll('\\|', '').split('|')).toHaveLength(7);
  });

  it('tells variables, defaults and secrets', () => {
    expect(lines).toContain(
      "| `GP_METRICS_PORT` | `metrics.port` | `9090` | port | its port; 0 means any free one. 9090 is Prometheus's own default too |",
    );
    const key = lines.find((line) => line.includes('`redaction.key`'));
    expect(key).toMatch(/^\| `GP_REDACTION_KEY` or `…_FILE` \| `redaction\.key` \| random per process \|/);
    expect(lines.at(-1)).toContain('`GP_TRACING_SAMPLE_RATE` (`GP_TRACE_SAMPLE_RATE`)');
  });
});

describe('suggestions', () => {
  it('count the letters that must change', () => {
    expect(editDistance('', 'abc')).toBe(3);
    expect(editDistance('kitten', 'sitting')).toBe(3);
    expect(editDistance('same', 'same')).toBe(0);
  });

  it.each([
    ['metrics.prot', 'metrics.port'],
    ['Metrics.Port', 'metrics.port'],
    ['tracing.samplerate', 'tracing.sampleRate'],
    ['metrics.sampleRate', 'tracing.sampleRate'],
    ['helth', 'health'],
    ['zzz', undefined],
    ['x'.repeat(1_000), undefined],
  ])('for %s name %s', (unknown, nearest) => {
    expect(nearestKey(unknown)).toBe(nearest);
  });
});
