import fc from 'fast-check';
import { atErrorIn, atFinalResult } from '../../lib/domain';

describe('atFinalResult', () => {
  it.each([
    ['OK', { ok: true }],
    ['\r\n262011234567890\r\n\r\nOK\r\n', { ok: true }],
    ['\r\nCONNECT 115200\r\n', { ok: true }],
    ['\r\nERROR\r\n', { ok: false, errorType: 'at_error', code: undefined }],
    ['NO CARRIER', { ok: false, errorType: 'at_error', code: undefined }],
    ['BUSY', { ok: false, errorType: 'at_error', code: undefined }],
    ['\r\n+CME ERROR: 10\r\n', { ok: false, errorType: 'cme_error', code: 10 }],
    ['+CMS ERROR:500', { ok: false, errorType: 'cms_error', code: 500 }],
    ['+CME ERROR: SIM not inserted', { ok: false, errorType: 'cme_error', code: undefined }],
    ['+CME ERROR', { ok: false, errorType: 'cme_error', code: undefined }],
    ['+CME ERROR: 123456789', { ok: false, errorType: 'cme_error', code: undefined }],
  ])('reads %j', (answer, expected) => {
    expect(atFinalResult(answer)).toEqual(expected);
  });

  it.each(['', '262011234567890', '+CSQ: 4,99', '4', 'ERROR\r\n+CSQ: 4,99', 'no answer'])(
    'finds none at the end of %j',
    (answer) => {
      expect(atFinalResult(answer)).toBeUndefined();
    },
  );

  it('takes any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const result = atFinalResult(`+CME ERROR${text}`);
        return result === undefined || typeof result.ok === 'boolean';
      }),
    );
  });
});

describe('atErrorIn', () => {
  it('finds the error in what an exception says', () => {
    expect(atErrorIn('AT+CPIN? failed with +CME ERROR: 10')).toMatchObject({
      errorType: 'cme_error',
      code: 10,
    });
    expect(atErrorIn('Error: +cms error: 500 (unknown)')).toMatchObject({
      errorType: 'cms_error',
      code: 500,
    });
  });

  it('finds nothing in what is no text', () => {
    for (const nothing of [undefined, null, 7, {}] as unknown as string[]) {
      expect(atFinalResult(nothing)).toBeUndefined();
      expect(atErrorIn(nothing)).toBeUndefined();
    }
  });

  it('finds none where there is none: ERROR alone is in many messages', () => {
    expect(atErrorIn('Error: port closed')).toBeUndefined();
  });
});
