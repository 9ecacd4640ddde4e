import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { type TestObservability, testObservability } from '../../lib/testing';

describe('AtRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  const errors = (errorType: string) =>
    obs.metric('cardlink_device_errors_total', { error_type: errorType, device_type: 'modem' });
  const timed = (command: string) =>
    obs.metric('cardlink_at_command_duration_seconds_count', { at_command: command });

  it('sends the line as it was given, and gives back what came', async () => {
    const send = jest.fn(async (_line: string) => ['+CPIN: READY', 'OK']);

    expect(await obs.at.command('at+cpin?\r', send)).toEqual(['+CPIN: READY', 'OK']);
    expect(send).toHaveBeenCalledWith('at+cpin?\r');
  });

  it('times the command and counts it as an operation of a modem', async () => {
    await obs.at.command('AT+CIMI', () => {
      obs.clock.advance(120);
      return '262011234567890\r\n\r\nOK\r\n';
    });

    const labels = { at_command: 'AT+CIMI' };
    expect(await obs.metric('cardlink_at_command_duration_seconds_sum', labels)).toBe(0.12);
    const operation = { device_type: 'modem', device_operation: 'at_command' };
    expect(await obs.metric('cardlink_device_operations_total', operation)).toBe(1);
    expect(await obs.metric('cardlink_device_errors_total')).toBe(0);
  });

  it('makes a client span that is active while the command is sent, and says nothing of parameters and answer', async () => {
    const seen: (string | undefined)[] = [];
    await obs.at.command(
      'AT+CPIN="1234"',
      async () => {
        await Promise.resolve();
        seen.push(trace.getActiveSpan()?.spanContext().spanId);
        return 'OK';
      },
      { deviceType: 'phone', deviceId: 'modem-1' },
    );

    const [span] = obs.spans('at.AT+CPIN');
    expect(span?.kind).toBe(SpanKind.CLIENT);
    expect(span?.attributes).toEqual({
      'at.command': 'AT+CPIN',
      'device.type': 'phone',
      'device.id': 'modem-1',
    });
    expect(seen).toEqual([span?.spanContext().spanId]);
  });

  it.each([
    ['text', '\r\n+CME ERROR: 10\r\n', 'cme_error', 10],
    ['lines', ['', '+CMS ERROR: 500'], 'cms_error', 500],
    ['lines with the empty one after the last', '\r\n+CME ERROR: 10\r\n'.split('\r\n'), 'cme_error', 10],
    [
      'chunks with a line end alone',
      [Buffer.from('+CMS ERROR: 500'), Buffer.from('\r'), '\n '],
      'cms_error',
      500,
    ],
    ['bytes', Buffer.from('\r\nERROR\r\n'), 'at_error', undefined],
    ['a line without parts', 'NO CARRIER', 'at_error', undefined],
  ])('records an error that %s tell, and gives them back all the same', async (_, answer, type, code) => {
    expect(await obs.at.command('AT+CSIM=?', () => answer)).toBe(answer);

    expect(await errors(type)).toBe(1);
    expect(await timed('AT+CSIM')).toBe(1);
    const [span] = obs.spans('at.AT+CSIM');
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: type });
    expect(span?.attributes['error.type']).toBe(type);
    expect(span?.attributes['at.error.code']).toBe(code);
    expect(obs.logs('cardlink.device.error')).toHaveLength(1);
  });

  it.each([
    ['cme_error', 10, new Error('AT+CPIN? failed with +CME ERROR: 10')],
    ['at_error', undefined, new Error('ERROR')],
  ])('records %s that is thrown as an answer, which is timed', async (type, code, error) => {
    await expect(obs.at.command('AT+CPIN?', () => Promise.reject(error))).rejects.toBe(error);

    expect(await errors(type)).toBe(1);
    expect(obs.spans('at.AT+CPIN')[0]?.attributes['at.error.code']).toBe(code);
    expect(await timed('AT+CPIN')).toBe(1);
  });

  it.each([
    ['disconnected', Object.assign(new Error('write EIO'), { code: 'EIO' })],
    ['timeout', new DOMException('no answer', 'TimeoutError')],
  ])('does not time a command that was never answered: %s', async (type, error) => {
    await expect(obs.at.command('AT+CIMI', () => Promise.reject(error))).rejects.toBe(error);

    expect(await errors(type)).toBe(1);
    expect(await obs.metric('cardlink_at_command_duration_seconds_count')).toBeUndefined();
  });

  it('keeps the parameters out of what an exception says, and leaves the exception as it is', async () => {
    const line = 'AT+CPWD="SC","1234","98765"';
    const error = new Error(`${line} timed out after "98765"`);

    await expect(obs.at.command(line, () => Promise.reject(error))).rejects.toBe(error);

    const [event] = obs.logs('cardlink.device.error');
    expect(event?.attributes?.['exception.message']).toBe('AT+CPWD timed out after "[redacted]"');
    const shown = JSON.stringify([obs.spans().map(({ events, attributes }) => [events, attributes])]);
    expect(shown).toContain('exception');
    expect(shown).not.toMatch(/1234|98765/);
    expect(error.message).toBe(`${line} timed out after "98765"`);
  });

  it.each([
    ['ATD+491701234567;', 'ATD'],
    ['0011000B919471214365F70000AA04C9E9340B\x1a', '_OTHER'],
    ['AT+CMGS=5\r0011000B\x1a', 'AT+CMGS'],
  ])('keeps the number or the message out of what an exception says: %j', async (line, name) => {
    const error = new Error(`no answer to ${line.trim()}`);
    await expect(obs.at.command(line, () => Promise.reject(error))).rejects.toBe(error);

    expect(obs.logs('cardlink.device.error')[0]?.attributes?.['exception.message']).toBe(
      `no answer to ${name}`,
    );
  });

  it('takes an answer of any kind and a line that is none, and gives the answer back', async () => {
    const answers = [undefined, null, 42, [], [7], { lines: ['ERROR'] }];
    const given = await Promise.all(answers.map((answer) => obs.at.command('AT+CIMI', () => answer)));

    expect(given).toEqual(answers);
    expect(await obs.metric('cardlink_device_errors_total')).toBe(0);
    const error = new Error('no line');
    const noLine = obs.at.command(undefined as unknown as string, () => Promise.reject(error));
    await expect(noLine).rejects.toBe(error);
    expect(obs.spans('at._OTHER')).toHaveLength(1);
  });

  it('leaves the name of a command without parameters in what an exception says', async () => {
    const error = new Error('AT+CIMI: no IMSI, CIMI is not to be had');
    await expect(obs.at.command('AT+CIMI', () => Promise.reject(error))).rejects.toBe(error);

    expect(obs.logs('cardlink.device.error')[0]?.attributes?.['exception.message']).toBe(error.message);
  });

  it('lets no line from outside become a label or the name of a span', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), async (text) => {
        await obs.at.command(`AT+${text}`, () => text);
        await obs.at.command(text, () => text);
      }),
    );

    const exposition = await obs.exposition();
    const labels = [...exposition.matchAll(/at_command="([^"]*)"/g)].map(([, name]) => name);
    expect(labels.length).toBeGreaterThan(0);
    expect(labels.every((name) => /^(AT([+#^!$%*&\\]?[A-Z0-9]*)|A\/|_OTHER)$/.test(name ?? ''))).toBe(true);
  });

  it('records a duration by line or name, unless it is none', async () => {
    obs.at.recordDuration('AT+CSIM=10,"A0A4000002"', 0.5);
    obs.at.recordDuration('AT+CSIM', 0.25);
    obs.at.recordDuration('format c:', 1);
    for (const duration of [-1, Number.NaN]) obs.at.recordDuration('AT+CSIM', duration);

    const labels = { at_command: 'AT+CSIM' };
    expect(await obs.metric('cardlink_at_command_duration_seconds_sum', labels)).toBe(0.75);
    expect(await timed('AT+CSIM')).toBe(2);
    expect(await timed('_OTHER')).toBe(1);
  });
});
