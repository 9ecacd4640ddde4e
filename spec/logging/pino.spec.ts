import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import pino from 'pino';
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
});
