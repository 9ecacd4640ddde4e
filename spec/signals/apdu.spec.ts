import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { type TestObservability, testObservability } from '../../lib/testing';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const SELECT = bytes('00A4040007A0000000041010');
const VERIFY = bytes('002000010831323334FFFFFFFF');

describe('ApduRecorder', () => {
  let obs: TestObservability;

  beforeEach(() => {
    obs = testObservability();
  });
  afterEach(() => obs.shutdown());

  describe('exchange', () => {
    it('gives back the answer with its status word, its data and its meaning', async () => {
      const response = await obs.apdu.exchange(SELECT, () => bytes('6F0790009000'));

      expect(response).toMatchObject({
        ok: true,
        statusWord: '9000',
        category: 'success',
        errorType: undefined,
      });
      expect(Buffer.from(response.data).toString('hex')).toBe('6f079000');
    });

    it('hands the command to the transmitter as it was given', async () => {
      const transmit = jest.fn(() => bytes('9000'));

      await obs.apdu.exchange(SELECT, transmit);

      expect(transmit).toHaveBeenCalledWith(SELECT);
    });

    it('counts the command, the response and the bytes both ways', async () => {
      await obs.apdu.exchange(SELECT, async () => bytes('6A82'), { deviceType: 'reader' });

      const commands = { apdu_command_type: 'SELECT', device_type: 'reader' };
      const responses = { apdu_status_word: '6A82', apdu_status_category: 'error' };
      expect(await obs.metric('cardlink_apdu_commands_total', commands)).toBe(1);
      expect(await obs.metric('cardlink_apdu_responses_total', responses)).toBe(1);
      expect(await obs.metric('cardlink_apdu_bytes_total', { apdu_direction: 'sent' })).toBe(SELECT.length);
      expect(await obs.metric('cardlink_apdu_bytes_total', { apdu_direction: 'received' })).toBe(2);
      expect(await obs.metric('cardlink_apdu_data_bytes_sum', { apdu_direction: 'sent' })).toBe(7);
    });

    it('times the exchange from the sending to the answer', async () => {
      await obs.apdu.exchange(SELECT, () => {
        obs.clock.advance(25);
        return bytes('9000');
      });

      const labels = { apdu_command_type: 'SELECT' };
      expect(await obs.metric('cardlink_apdu_duration_seconds_count', labels)).toBe(1);
      expect(await obs.metric('cardlink_apdu_duration_seconds_sum', labels)).toBe(0.025);
    });

    it('counts a status word of category error under its type', async () => {
      await obs.apdu.exchange(SELECT, () => bytes('6A82'));
      await obs.apdu.exchange(VERIFY, () => bytes('63C2'));

      const selectFailed = { error_type: 'not_found', apdu_command_type: 'SELECT' };
      const wrongPin = { error_type: 'authentication', apdu_command_type: 'VERIFY' };
      expect(await obs.metric('cardlink_apdu_errors_total', selectFailed)).toBe(1);
      expect(await obs.metric('cardlink_apdu_errors_total', wrongPin)).toBe(1);
    });

    it('makes a client span with the header, the sizes and the status word, and never the data', async () => {
      await obs.apdu.exchange(VERIFY, () => bytes('9000'), { deviceType: 'reader', deviceId: 'reader-7' });

      const [span] = obs.spans('apdu.VERIFY');
      expect(span?.kind).toBe(SpanKind.CLIENT);
      expect(span?.attributes).toEqual({
        'apdu.command_type': 'VERIFY',
        'apdu.cla': '00',
        'apdu.ins': '20',
        'apdu.p1': '00',
        'apdu.p2': '01',
        'apdu.request.size': 13,
        'apdu.response.size': 2,
        'apdu.status_word': '9000',
        'apdu.status_category': 'success',
        'device.type': 'reader',
        'device.id': 'reader-7',
      });
    });

    it.each([
      ['00A40004033F00', 'apdu.SELECT', 'truncated'],
      ['00A40004013F0000', 'apdu.SELECT', 'trailing_bytes'],
      ['00A400040000', 'apdu.SELECT', 'bad_length'],
      ['00A4', 'apdu._OTHER', 'too_short'],
      ['FFCA000000', 'apdu._OTHER', 'invalid_class'],
      ['00990000', 'apdu._OTHER', 'invalid_instruction'],
      ['00010000', 'apdu._OTHER', 'unknown_instruction'],
    ])('says on the span of %s what is wrong with it', async (hex, name, parseError) => {
      await obs.apdu.exchange(bytes(hex), () => bytes('6700'));

      expect(obs.spans(name)[0]?.attributes['apdu.parse_error']).toBe(parseError);
    });

    it('says on the span what the command does beyond its name, and nothing where there is no more', async () => {
      await obs.apdu.exchange(bytes('00A4040007A0000000041010'), () => bytes('9000'));
      await obs.apdu.exchange(bytes('80E2910003BF3E00'), () => bytes('9000'));
      await obs.apdu.exchange(bytes('00B0000010'), () => bytes('9000'));

      expect(obs.spans('apdu.SELECT')[0]?.attributes['apdu.command_variant']).toBe('by_df_name');
      expect(obs.spans('apdu.STORE_DATA')[0]?.attributes['apdu.command_variant']).toBe('GET_EID');
      const plain = obs.spans('apdu.READ_BINARY')[0]?.attributes;
      expect(plain).not.toHaveProperty(['apdu.command_variant']);
      expect(plain).not.toHaveProperty(['apdu.parse_error']);
    });

    it('makes an error of the span, with the meaning as its text, when the card refuses', async () => {
      const response = await obs.apdu.exchange(SELECT, () => bytes('6A82'));

      const [span] = obs.spans('apdu.SELECT');
      expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: response.meaning });
      expect(span?.attributes['error.type']).toBe('not_found');
    });

    it('runs the transmitter in the context of its span', async () => {
      const active: (string | undefined)[] = [];

      await obs.apdu.exchange(SELECT, async () => {
        await Promise.resolve();
        active.push(trace.getActiveSpan()?.spanContext().spanId);
        return bytes('9000');
      });

      expect(active).toEqual([obs.spans('apdu.SELECT')[0]?.spanContext().spanId]);
    });

    it.each([
      ['timeout', Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })],
      ['timeout', new DOMException('too slow', 'TimeoutError')],
      ['transport', new Error('reader removed')],
    ])('records %s and throws what the transmitter threw', async (errorType, error) => {
      const exchange = obs.apdu.exchange(SELECT, () => Promise.reject(error));

      await expect(exchange).rejects.toBe(error);
      const labels = { error_type: errorType, apdu_command_type: 'SELECT' };
      expect(await obs.metric('cardlink_apdu_errors_total', labels)).toBe(1);
      expect(obs.spans('apdu.SELECT')[0]?.status.code).toBe(SpanStatusCode.ERROR);
      expect(await obs.metric('cardlink_apdu_duration_seconds_count')).toBeUndefined();
    });

    it('records an answer without a status word as malformed, and does not throw', async () => {
      const response = await obs.apdu.exchange(SELECT, () => bytes('90'));

      expect(response).toMatchObject({ ok: false, statusWord: undefined, errorType: 'malformed_response' });
      const labels = { error_type: 'malformed_response', apdu_command_type: 'SELECT' };
      expect(await obs.metric('cardlink_apdu_errors_total', labels)).toBe(1);
    });

    it('takes any bytes for command and answer, with labels from the tables alone', async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.uint8Array({ maxLength: 300 }),
          fc.uint8Array({ maxLength: 20 }),
          async (command, answer) => {
            const response = await obs.apdu.exchange(command, () => answer);
            expect(response.bytes).toBe(answer);
          },
        ),
      );
      const exposition = await obs.exposition();
      const words = [...exposition.matchAll(/apdu_status_word="([^"]*)"/g)].map(([, word]) => word);
      expect(words.every((word) => /^([0-9A-F]{2}[0-9A-Fx]{2}|_OTHER)$/.test(word ?? ''))).toBe(true);
    });

    it('says _OTHER for a device type that is not in the registry', async () => {
      await obs.apdu.exchange(SELECT, () => bytes('9000'), { deviceType: 'toaster' });

      expect(await obs.metric('cardlink_apdu_commands_total', { device_type: '_OTHER' })).toBe(1);
    });
  });

  describe('labels', () => {
    it('leave the device out unless it is asked for', async () => {
      await obs.apdu.exchange(SELECT, () => bytes('9000'), { deviceId: 'reader-7' });

      expect(await obs.exposition()).not.toContain('reader-7');
    });

    it('carry the device where metrics.deviceId is on', async () => {
      const withDevice = testObservability({ metrics: { deviceId: true } });

      await withDevice.apdu.exchange(SELECT, () => bytes('9000'), { deviceId: 'reader-7' });

      expect(await withDevice.metric('cardlink_apdu_commands_total', { device_id: 'reader-7' })).toBe(1);
      await withDevice.shutdown();
    });

    it('have the short names of the older dashboards where metrics.labels is short', async () => {
      const short = testObservability({ metrics: { labels: 'short' } });

      await short.apdu.exchange(SELECT, () => bytes('6A82'));

      expect(await short.metric('cardlink_apdu_commands_total', { command_type: 'SELECT' })).toBe(1);
      expect(await short.metric('cardlink_apdu_errors_total', { error_type: 'not_found' })).toBe(1);
      expect(await short.exposition()).not.toContain('apdu_command_type');
      await short.shutdown();
    });

    it('start at 0 for both directions before anything is recorded', async () => {
      expect(await obs.metric('cardlink_apdu_bytes_total', { apdu_direction: 'sent' })).toBe(0);
      expect(await obs.metric('cardlink_apdu_bytes_total', { apdu_direction: 'received' })).toBe(0);
    });
  });

  describe('the plain methods', () => {
    it('record one figure each', async () => {
      obs.apdu.recordCommand('SELECT', { deviceType: 'modem' });
      obs.apdu.recordResponse(0x6c10);
      obs.apdu.recordDuration('SELECT', 0.5);
      obs.apdu.recordBytes('sent', 5);
      obs.apdu.recordError('timeout', 'SELECT');

      expect(await obs.metric('cardlink_apdu_commands_total', { device_type: 'modem' })).toBe(1);
      expect(await obs.metric('cardlink_apdu_responses_total', { apdu_status_word: '6Cxx' })).toBe(1);
      expect(await obs.metric('cardlink_apdu_duration_seconds_sum')).toBe(0.5);
      expect(await obs.metric('cardlink_apdu_bytes_total', { apdu_direction: 'sent' })).toBe(5);
      expect(await obs.metric('cardlink_apdu_errors_total', { error_type: 'timeout' })).toBe(1);
    });

    it('know what a status word means after which command', async () => {
      obs.apdu.recordResponse(0x63c2, 'VERIFY');

      const wrongPin = { apdu_status_word: '63Cx', apdu_status_category: 'error' };
      expect(await obs.metric('cardlink_apdu_responses_total', wrongPin)).toBe(1);
    });

    it('let no name from outside become a label', async () => {
      obs.apdu.recordCommand('FORMAT C:');

      expect(await obs.metric('cardlink_apdu_commands_total', { apdu_command_type: '_OTHER' })).toBe(1);
    });
  });
});
