import { type DiagLogger, diag } from '@opentelemetry/api';
import { createStderrLogger, installDiagnostics } from '../../lib/pipeline';
import { testRedactor } from './support/pipelines';

afterEach(() => diag.disable());

function logger() {
  const lines: string[] = [];
  return { lines, log: createStderrLogger(testRedactor, (line) => void lines.push(line)) };
}

describe('diagnostics on stderr', () => {
  test('are one line each, with the prefix', () => {
    const { lines, log } = logger();
    log.warn('two\nlines', { a: 1 }, new Error('broken'));
    expect(lines).toEqual(['cardlink observability: two lines {"a":1} broken\n']);
  });

  test('leave out the name of our own component', () => {
    const { lines, log } = logger();
    log.warn('cardlink/pipeline', 'the export fails');
    expect(lines).toEqual(['cardlink observability: the export fails\n']);
  });

  test('tell each distinct message once', () => {
    const { lines, log } = logger();
    for (let time = 0; time < 3; time += 1) {
      log.warn('one');
      log.error('other');
    }
    expect(lines).toHaveLength(2);
  });

  test('remember a bounded number of messages', () => {
    const { lines, log } = logger();
    for (let index = 0; index < 1_000; index += 1) log.warn(`message ${index}`);
    log.warn('message 999');
    expect(lines).toHaveLength(1_000);
    log.warn('message 0');
    expect(lines).toHaveLength(1_001);
  });

  test('are redacted', () => {
    const { lines, log } = logger();
    log.error('the password is secret');
    expect(lines.join()).not.toContain('secret');
  });

  test('are cut where no part of a secret is left over', () => {
    const { lines, log } = logger();
    const before = 'x'.repeat(1_997);
    log.error(`${before}secret`);
    expect(lines).toEqual([`cardlink observability: ${before}[re\n`]);
  });

  test('never throw, whatever is logged and wherever it goes', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic.self = cyclic;
    const broken = createStderrLogger(testRedactor, () => {
      throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
    });
    expect(() => broken.warn('text')).not.toThrow();
    expect(() => logger().log.warn('cyclic', cyclic)).not.toThrow();
  });
});

describe('installing diagnostics', () => {
  test('shows warnings and errors, and nothing below', () => {
    const lines: string[] = [];
    installDiagnostics(testRedactor, (line) => void lines.push(line));
    diag.debug('debug');
    diag.info('info');
    diag.warn('warn');
    diag.error('error');
    expect(lines).toEqual(['cardlink observability: warn\n', 'cardlink observability: error\n']);
  });

  test('can be taken back', () => {
    const lines: string[] = [];
    const undo = installDiagnostics(testRedactor, (line) => void lines.push(line));
    undo();
    diag.warn('warn');
    expect(lines).toEqual([]);
  });

  test("leaves a host's own logger alone, also when taken back", () => {
    const warn = jest.fn();
    const host: DiagLogger = { error: () => {}, warn, info: () => {}, debug: () => {}, verbose: () => {} };
    diag.setLogger(host);
    const lines: string[] = [];
    const undo = installDiagnostics(testRedactor, (line) => void lines.push(line));
    diag.warn('one');
    undo();
    diag.warn('two');
    expect(warn).toHaveBeenCalledTimes(2);
    expect(lines).toEqual([]);
  });

  test('does not take away a logger that the host has set since', () => {
    const undo = installDiagnostics(testRedactor, () => {});
    const warn = jest.fn();
    diag.setLogger(
      { error: () => {}, warn, info: () => {}, debug: () => {}, verbose: () => {} },
      { suppressOverrideMessage: true },
    );
    undo();
    diag.warn('still there');
    expect(warn).toHaveBeenCalledWith('still there');
  });
});
