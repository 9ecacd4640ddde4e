import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import pino from 'pino';
import type { LogLevel } from '../../lib/logging';
import { pinoStream } from '../../lib/logging/foreign-loggers';
import { RecordOutputs } from '../../lib/logging/record-outputs';
import { createRedactor } from '../../lib/redaction';
import { testObservability } from '../../lib/testing';

describe('a pino logger of the application', () => {
  function attached() {
    const obs = testObservability();
    const lines: string[] = [];
    const stream = obs.logging.pinoStream({ write: (line) => void lines.push(line) });
    return { obs, lines, log: pino({ mixin: obs.logging.pinoMixin() }, stream) };
  }

  it('has the trace of its call in its records', () => {
    const { obs, lines, log } = attached();
    const span = obs.tracerProvider.getTracer('test').startSpan('work');

    context.with(trace.setSpan(ROOT_CONTEXT, span), () => log.info({ commands: 4 }, 'inside'));
    log.info('outside');

    const { traceId, spanId } = span.spanContext();
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      msg: 'inside',
      commands: 4,
      trace_id: traceId,
      span_id: spanId,
    });
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('trace_id');
  });

  it('has no secrets in its records, and its own level, time and pid as they were', () => {
    const { lines, log } = attached();

    log.error({ err: new Error('password=hunter2'), nested: { pin: '4711' } }, 'token=hunter2');

    expect(lines.join()).not.toMatch(/hunter2|4711/);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 50,
      time: expect.any(Number),
      pid: process.pid,
    });
  });

  it('writes to where our loggers write, when nothing else is said', () => {
    const obs = testObservability();
    pino({ mixin: obs.logging.pinoMixin() }, obs.logging.pinoStream()).info('hello');

    expect(JSON.parse(obs.logLines[0] ?? '')).toMatchObject({ msg: 'hello' });
  });

  it('makes a JSON object of what is none', () => {
    const obs = testObservability();
    obs.logging.pinoStream().write('pin=4711 is no JSON\n');

    expect(JSON.parse(obs.logLines[0] ?? '')).toEqual({
      level: 30,
      msg: expect.stringContaining('is no JSON'),
    });
    expect(obs.logLines[0]).not.toContain('4711');
  });

  it('has what it says of its levels taken as ours: the severe ones wait the longest', () => {
    const levels: LogLevel[] = [];
    const stream = pinoStream(createRedactor(), (_, level) => void levels.push(level));
    const log = pino({ level: 'trace' }, stream);
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'fatal'] as const) log[level]('x');
    pino({ formatters: { level: (label) => ({ level: label }) } }, stream).fatal('x');

    expect(levels).toEqual(['debug', 'debug', 'info', 'warning', 'error', 'critical', 'critical']);
  });

  it('may have children, several streams, another key for messages, and records that are large or deep', () => {
    const obs = testObservability();
    const lines: string[] = [];
    const stream = obs.logging.pinoStream({ write: (line) => void lines.push(line) });
    const log = pino(
      { messageKey: 'message', redact: ['card'], formatters: { level: (level) => ({ level }) } },
      pino.multistream([{ stream }, { stream, level: 'error' }]),
    ).child({ password: 'hunter2', card: 'x' });
    const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`;

    log.error({ text: 't'.repeat(200_000), nested: { key: ['k'.repeat(100_000)] } }, 'token=hunter2');
    stream.write(`{"level":30,"deep":${deep}}\n`);

    expect(lines).toHaveLength(3);
    expect(lines.join()).not.toContain('hunter2');
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      level: 'error',
      card: '[Redacted]',
      text: expect.stringMatching(/t… \[cut: 200000 characters\]$/),
    });
  });

  it('throws nothing into the application when our output cannot be opened, which is counted', async () => {
    const obs = testObservability();
    jest.spyOn(RecordOutputs.prototype, 'writeLine').mockImplementation(() => {
      throw new Error('no such folder');
    });

    expect(() => pino(obs.logging.pinoStream()).info('hello')).not.toThrow();
    expect(await obs.metric('cardlink_log_dropped_total', { error_type: 'write_failed' })).toBe(1);
    jest.restoreAllMocks();
  });
});
