import fc from 'fast-check';
import {
  apduErrorType,
  COMMAND_TYPES,
  explainStatusWord,
  LABEL_NUMBERS,
  labelNumberOf,
  parseResponse,
  SCRIPT_STATUSES,
  STATUS_WORD_ERROR_TYPES,
  STATUS_WORD_LABELS,
  type StatusWordContext,
  StatusWords,
  statusWord,
} from '../../lib/domain';
import { APDU_ERROR_TYPE_VALUES, SCP81_SCRIPT_STATUS_VALUES } from '../../lib/semconv';
import { sharedTable } from './shared-data';

const word = fc.integer({ min: 0, max: 0xffff });

/** The context of a row of the shared table in which it says what it says. */
function contextOf(cell: string): StatusWordContext {
  if (cell === 'CLA A0') return { cla: 0xa0 };
  if (cell === 'CLA other than A0') return { cla: 0x00 };
  if (/^[A-Z_]+$/.test(cell)) return { commandType: cell };
  return {};
}

/** Every status word of a pattern. */
function wordsOf(pattern: string): readonly number[] {
  const first = Number.parseInt(pattern.replace(/x/g, '0'), 16);
  const count = 16 ** (pattern.match(/x/g)?.length ?? 0);
  return Array.from({ length: count }, (_, index) => first + index);
}

describe('explainStatusWord', () => {
  test('tells people what 6A82 means', () => {
    expect(explainStatusWord(0x6a82)).toEqual({
      statusWord: '6A82',
      label: '6A82',
      category: 'error',
      meaning: 'File or application not found',
      standard: 'ISO 7816-4',
      errorType: 'not_found',
    });
  });

  test.each([
    [0x9000, {}, '9000', 'success', 'Done'],
    [0x6110, {}, '61xx', 'success', 'Done; bytes to fetch with GET RESPONSE: 16'],
    [0x6100, {}, '61xx', 'success', 'Done; bytes to fetch with GET RESPONSE: 256'],
    [0x910b, {}, '91xx', 'success', 'Done; a proactive command is waiting, bytes: 11'],
    [0x9240, { cla: 0xa0 }, '9240', 'error', 'Memory problem'],
    [0x9240, {}, '9240', 'error', 'Memory problem'],
    [0x9240, { cla: 0x00 }, '92xx', 'success', 'Done; a data transfer session is under way'],
    [0x9203, { cla: 0xa0 }, '920x', 'success', 'Done; internal write retries: 3'],
    [0x9203, { cla: 0x80 }, '92xx', 'success', 'Done; a data transfer session is under way'],
    [0x9f1a, { cla: 0xa0 }, '9Fxx', 'success', 'Done; bytes of response: 26'],
    [0x9f1a, { cla: 0x00 }, '9Fxx', 'success', 'Done; bytes of response: 26'],
    [0x63c2, {}, '63Cx', 'warning', 'Done after retries: 2'],
    [0x63c2, { commandType: 'VERIFY' }, '63Cx', 'error', 'Wrong PIN; tries left: 2'],
    [0x63c0, { commandType: 'CHANGE_PIN' }, '63Cx', 'error', 'Wrong PIN; tries left: 0'],
    [0x63c2, { commandType: 'VERIFY_CHV', cla: 0xa0 }, '63Cx', 'error', 'Wrong PIN; tries left: 2'],
    [0x63c2, { commandType: 'SELECT' }, '63Cx', 'warning', 'Done after retries: 2'],
    [0x6300, {}, '6300', 'warning', 'No information given; non-volatile memory changed'],
    [0x6300, { commandType: 'EXTERNAL_AUTHENTICATE' }, '6300', 'error', 'Authentication of the host failed'],
    [0x6200, { commandType: 'MANAGE_CHANNEL' }, '6200', 'warning', 'Logical channel was closed already'],
    [
      0x6200,
      { commandType: 'SELECT' },
      '6200',
      'warning',
      'No information given; non-volatile memory unchanged',
    ],
    [0x9864, { commandType: 'SUSPEND_UICC' }, '9864', 'error', 'Minimum suspension time too long'],
    [0x9864, { commandType: 'AUTHENTICATE' }, '9864', 'error', 'Security context not supported'],
    [0x6c20, {}, '6Cxx', 'warning', 'Wrong Le; send again with 32'],
    [0x6700, {}, '67xx', 'error', 'Wrong length'],
    [0x6702, {}, '67xx', 'error', 'Wrong length, as this command defines it'],
    [0x6f00, {}, '6Fxx', 'error', 'Technical problem; no diagnosis given'],
    [0x6f42, {}, '6Fxx', 'error', 'Technical problem, as this command defines it'],
    [0x9404, { cla: 0xa0 }, '9404', 'error', 'File or pattern not found'],
    [0x9404, { cla: 0x00 }, '9404', 'error', 'File or pattern not found'],
    [0x62aa, {}, '_OTHER', 'warning', 'Unknown status word 62AA: not defined by the standards'],
    [
      0x63aa,
      { commandType: 'VERIFY' },
      '_OTHER',
      'warning',
      'Unknown status word 63AA: not defined by the standards',
    ],
    [
      0x6b01,
      {},
      '_OTHER',
      'error',
      "Unknown status word 6B01: defined by the card's maker or application, if at all",
    ],
    [0x1234, {}, '_OTHER', 'error', 'Unknown status word 1234: none that a card may answer'],
    [
      0x9001,
      {},
      '_OTHER',
      'error',
      "Unknown status word 9001: defined by the card's maker or application, if at all",
    ],
  ])('explains %i in the context %j', (value, context, label, category, meaning) => {
    expect(explainStatusWord(value, context)).toMatchObject({ label, category, meaning });
  });

  test('knows every row of the shared table of status words', () => {
    const rows = sharedTable('status-words.csv') ?? [
      { pattern: '6A82', category: 'error', standard: 'ISO 7816-4', context: '' },
      { pattern: '63Cx', category: 'warning', standard: 'ISO 7816-4', context: 'error on PIN commands' },
    ];
    for (const { pattern = '', category, standard, context = '' } of rows) {
      for (const value of wordsOf(pattern)) {
        const explanation = explainStatusWord(value, contextOf(context));
        expect([
          explanation.statusWord,
          explanation.label,
          explanation.category,
          explanation.standard,
        ]).toEqual([explanation.statusWord, pattern, category, standard]);
      }
      if (!context.startsWith('error on ')) continue;
      const commandType = context.includes('PIN') ? 'VERIFY' : context.slice('error on '.length);
      expect(explainStatusWord(wordsOf(pattern)[0] ?? 0, { commandType }).category).toBe('error');
    }
  });

  test('gives labels from a bounded list and the exact word beside them, whatever the card answers', () => {
    const contexts: fc.Arbitrary<StatusWordContext> = fc.record(
      { commandType: fc.constantFrom(...COMMAND_TYPES), cla: fc.constantFrom(0x00, 0x80, 0xa0) },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(word, contexts, (value, context) => {
        const explanation = explainStatusWord(value, context);
        expect(STATUS_WORD_LABELS).toContain(explanation.label);
        expect(Number.parseInt(explanation.statusWord, 16)).toBe(value);
        expect(explanation.meaning).not.toMatch(/[{}]/);
        expect(explanation.errorType !== undefined).toBe(explanation.category === 'error');
      }),
      { numRuns: 3000 },
    );
    expect(STATUS_WORD_LABELS.length).toBeLessThan(100);
  });

  test('returns the same object for a word that was seen', () => {
    const words = new StatusWords();
    expect(words.explain(0x63c1, 'VERIFY', 0)).toBe(words.explain(0x63c1, 'VERIFY', 0));
    expect(words.explain(0x63c1, 'VERIFY', 0)).not.toBe(words.explain(0x63c1));
    expect(words.explain(0x63c1, 'FETCH')).toBe(words.explain(0x63c1));
  });

  test('stays right when words have to share what is remembered', () => {
    const words = new StatusWords();
    const wrong: number[] = [];
    for (let round = 0; round < 2; round += 1) {
      for (let value = 0; value < 0x10000; value += 1) {
        const cla = value % 3 === 0 ? 0xa0 : 0x00;
        if (Number.parseInt(words.explain(value, undefined, cla).statusWord, 16) !== value) wrong.push(value);
      }
    }
    expect(wrong).toEqual([]);
    expect(words.explain(0x9240, undefined, 0xa0).category).toBe('error');
    expect(words.explain(0x9240, undefined, 0x00).category).toBe('success');
  });
});

describe('apduErrorType', () => {
  test.each([
    ['not_found', [0x6a82, 0x6a83, 0x6a88], {}],
    ['wrong_length', [0x6700, 0x6701], {}],
    ['wrong_parameters', [0x6a80, 0x6a86, 0x6a87, 0x6b00, 0x6bff], {}],
    ['not_allowed', [0x6985, 0x6986, 0x6999], {}],
    ['security_status', [0x6982, 0x6984, 0x6988], {}],
    ['authentication', [0x6983, 0x9840, 0x9862], {}],
    ['authentication', [0x63c0, 0x63cf], { commandType: 'VERIFY' }],
    ['authentication', [0x6300], { commandType: 'EXTERNAL_AUTHENTICATE' }],
    ['not_supported', [0x6881, 0x6882, 0x6d00, 0x6e00], {}],
    ['memory', [0x6581, 0x6a84, 0x9240], {}],
    ['execution', [0x6400, 0x6401, 0x6500, 0x6f00, 0x6fff], {}],
    ['_OTHER', [0x6a89, 0x9300, 0x1234], {}],
    [undefined, [0x9000, 0x6110, 0x6282, 0x63c2, 0x6c10, 0x9110, 0x9f10], {}],
  ])('is %s for %j', (expected, words, context) => {
    for (const value of words) expect([value, apduErrorType(value, context)]).toEqual([value, expected]);
  });

  test('gives only types that the registry has', () => {
    expect(APDU_ERROR_TYPE_VALUES).toEqual(expect.arrayContaining([...STATUS_WORD_ERROR_TYPES]));
    expect(SCP81_SCRIPT_STATUS_VALUES).toEqual([...SCRIPT_STATUSES, '_OTHER']);
  });
});

describe('the number of a label', () => {
  test('stands for one label with one category, whatever the word and the command', () => {
    const meant = new Map<number, string>();
    for (const commandType of [undefined, 'VERIFY', 'PUT_KEY', 'SELECT']) {
      for (let value = 0; value <= 0xffff; value += 1) {
        const explanation = explainStatusWord(value, { commandType });
        const { label, category } = explanation;
        const number = labelNumberOf(explanation);
        if (!meant.has(number)) meant.set(number, `${label} ${category}`);
        if (meant.get(number) !== `${label} ${category}`) {
          throw new Error(`${number} stands for ${meant.get(number)} and for ${label} ${category}`);
        }
      }
    }
    expect(Math.min(...meant.keys())).toBeGreaterThanOrEqual(0);
    expect(Math.max(...meant.keys())).toBeLessThan(LABEL_NUMBERS);
    expect([...meant.values()]).toEqual(expect.arrayContaining(['_OTHER warning', '_OTHER error']));
  });
});

describe('an R-APDU', () => {
  test('ends in its status word', () => {
    expect(statusWord(Uint8Array.of(0x90, 0x00))).toBe(0x9000);
    expect(statusWord(Uint8Array.of(1, 2, 0x6a, 0x82))).toBe(0x6a82);
    expect(statusWord(Uint8Array.of(0x90))).toBeUndefined();
    expect(statusWord(new Uint8Array(0))).toBeUndefined();
  });

  test('is taken apart into data and status word', () => {
    expect(parseResponse(Uint8Array.of(1, 2, 0x90, 0))).toEqual({
      ok: true,
      statusWord: 0x9000,
      dataLength: 2,
      data: Uint8Array.of(1, 2),
    });
    expect(parseResponse(Uint8Array.of(0x90, 0))).toMatchObject({ dataLength: 0, data: undefined });
    expect(parseResponse(Uint8Array.of(0x90))).toEqual({ ok: false, reason: 'too_short' });
  });
});
