import { TextLines } from '../../lib/logging/text-line';
import { Timestamps } from '../../lib/logging/timestamp';
import { testObservability } from '../../lib/testing';

const text = { log: { format: 'text' } } as const;

describe('the text format', () => {
  it('is one line for people, with the fields behind the message', () => {
    const obs = testObservability(text);
    obs.logger('ota').info('script delivered', { commands: 4, card: 'slow one', duration_ms: 12 });

    expect(obs.logLines).toEqual([
      '2026-01-01T00:00:00.000000Z INFO     ota: script delivered commands=4 card="slow one" duration_ms=12',
    ]);
  });

  it('shows stack and causes of an error indented below, so that no line of them looks like a record', () => {
    const obs = testObservability(text);
    obs.logger('ota').error(
      'failed',
      new Error('outer\n2026-01-01T00:00:00.000000Z CRITICAL ota: forged', {
        cause: new TypeError('inner'),
      }),
    );

    const [first, ...below] = (obs.logLines[0] ?? '').split('\n');
    expect(first).toMatch(/ ERROR {4}ota: failed$/);
    expect(below.every((line) => line.startsWith('  '))).toBe(true);
    expect(below.join('\n')).toContain('caused by TypeError: inner');
  });

  it('forges no lines and sends nothing to the terminal, whatever is in names, messages and fields', () => {
    const obs = testObservability(text);
    const evil = '\u001b[2J\r\n\u0007\u009b31mINFO';
    obs.logger(`x${evil}`).info(evil, { [evil]: evil });

    expect(obs.logLines).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
    expect(obs.logLines[0]).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
    expect(obs.logLines[0]).toContain('\\e[2J\\r\\n');
  });

  it('is coloured for a terminal alone', () => {
    const record = {
      micros: 0,
      level: 'error',
      component: 'x',
      message: 'm',
      context: undefined,
      exception: undefined,
      span: undefined,
      requestId: undefined,
      sessionId: undefined,
      durationMs: undefined,
      source: undefined,
    } as const;
    const timestamps = new Timestamps();

    expect(new TextLines(timestamps, true).write(record)).toContain('\u001b[31mERROR');
    expect(new TextLines(timestamps, false).write(record)).not.toContain('\u001b');
  });
});

describe('timestamps', () => {
  it('have microseconds, from the clock that is finer than the wall clock', () => {
    const clocks = { epoch: 1_000, monotonic: 5 };
    const timestamps = new Timestamps({ epochMs: () => clocks.epoch, monotonicMs: () => clocks.monotonic });
    const first = timestamps.nowMicros();
    clocks.monotonic = 5.25;

    expect(timestamps.nowMicros() - first).toBe(250);
    expect(timestamps.format(first)).toBe('1970-01-01T00:00:01.000000Z');
  });

  it('follow the wall clock when it is set', () => {
    const clocks = { epoch: 10_000_000, monotonic: 5 };
    const timestamps = new Timestamps({ epochMs: () => clocks.epoch, monotonicMs: () => clocks.monotonic });
    timestamps.nowMicros();
    clocks.epoch = 1_000;

    expect(timestamps.format(timestamps.nowMicros())).toBe('1970-01-01T00:00:01.000000Z');
  });
});
