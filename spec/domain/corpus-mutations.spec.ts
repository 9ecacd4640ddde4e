import fc from 'fast-check';
import {
  COMMAND_FAULTS,
  COMMAND_TYPES,
  commandName,
  commandSensitivity,
  commandTypeOfBytes,
  commandVariant,
  encodeCommand,
  encodeCommandScript,
  explainAnswer,
  explainStatusWord,
  parseCommand,
  parseCommandScript,
  parseResponse,
  parseResponseScript,
  STATUS_WORD_ERROR_TYPES,
  STATUS_WORD_LABELS,
  sensitivityOf,
} from '../../lib/domain';
import { bytesOf, COMMANDS, corpus } from './corpus-files';

const HEADER = 4;

/** Every sequence of bytes that the corpus has, well-formed or not. */
const SEEDS: readonly Uint8Array[] = [
  ...COMMANDS.map(({ bytes }) => bytes),
  ...corpus<'bytes'>('malformed.psv').map(({ bytes }) => bytesOf(bytes)),
  ...corpus<'apdu'>('no-name.psv').map(({ apdu }) => bytesOf(apdu)),
];
const seed = fc.constantFrom(...SEEDS);

/** What may happen to bytes on their way. Each takes the bytes, a place in them, and more bytes. */
const MUTATIONS: Readonly<Record<string, (bytes: Uint8Array, at: number, more: Uint8Array) => Uint8Array>> = {
  flip: (bytes, at, more) =>
    bytes.map((byte, index) => (index === at ? byte ^ (1 << ((more[0] ?? 0) % 8)) : byte)),
  replace: (bytes, at, more) => bytes.map((byte, index) => (index === at ? (more[0] ?? 0) : byte)),
  truncate: (bytes, at) => bytes.slice(0, at),
  extend: (bytes, _at, more) => Uint8Array.of(...bytes, ...more),
  duplicate: (bytes) => Uint8Array.of(...bytes, ...bytes),
  splice: (bytes, at, more) => Uint8Array.of(...bytes.slice(0, at), ...more, ...bytes.slice(at)),
  remove: (bytes, at, more) => Uint8Array.of(...bytes.slice(0, at), ...bytes.slice(at + more.length + 1)),
  cross: (bytes, at, more) => Uint8Array.of(...bytes.slice(0, at), ...more),
};
const mutation = fc.constantFrom(...Object.keys(MUTATIONS));
const more = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 40 }), seed);

const mutated = fc
  .tuple(seed, fc.array(fc.tuple(mutation, fc.nat({ max: 300 }), more), { minLength: 1, maxLength: 4 }))
  .map(([bytes, steps]) =>
    steps.reduce((now, [name, at, rest]) => {
      const mutate = MUTATIONS[name];
      return mutate === undefined ? now : mutate(now, now.length === 0 ? 0 : at % now.length, rest);
    }, bytes),
  );
/** Up to well beyond the longest C-APDU, with the first bytes of the corpus or none of it. */
const long = fc
  .tuple(fc.oneof(seed, fc.constant(new Uint8Array())), fc.nat({ max: 70_000 }), fc.nat({ max: 255 }))
  .map(([bytes, length, filling]) => {
    const result = new Uint8Array(length).fill(filling);
    result.set(bytes.subarray(0, length));
    return result;
  });

/** What holds of any bytes that are taken for a C-APDU. */
function checkCommand(bytes: Uint8Array): void {
  const command = parseCommand(bytes);
  const header = command.ok ? command : command.header;
  const name = commandName(header);
  const type = commandTypeOfBytes(bytes);
  expect(COMMAND_TYPES).toContain(type);
  expect(name.commandType).toBe(type);
  if (!command.ok) {
    expect(COMMAND_FAULTS).toContain(command.reason);
    expect(command.header !== undefined).toBe(bytes.length >= HEADER);
    return;
  }
  const { cla, ins, p1, p2, data, dataLength, le, extended, commandCase } = command;
  const lcField = dataLength === 0 ? 0 : extended ? 3 : 1;
  const leField = le === undefined ? 0 : !extended ? 1 : dataLength === 0 ? 3 : 2;
  expect(HEADER + lcField + dataLength + leField).toBe(bytes.length);
  expect(commandCase).toBe((dataLength > 0 ? 3 : 1) + (le === undefined ? 0 : 1));
  expect(le === undefined || (le >= 1 && le <= (extended ? 65_536 : 256))).toBe(true);
  expect(data?.length ?? 0).toBe(dataLength);
  expect(Buffer.from(encodeCommand({ cla, ins, p1, p2, data, le, extended })).equals(bytes)).toBe(true);
  const variant = commandVariant(type, command);
  if (variant !== undefined) expect(variant).toMatch(/^\w+$/);
}

describe('bytes that were changed on their way', () => {
  test('never make an exception, and what is read of them is consistent', () => {
    fc.assert(fc.property(mutated, checkCommand), { numRuns: 4000 });
  });

  test('nor do up to 70,000 of them', () => {
    fc.assert(fc.property(long, checkCommand), { numRuns: 200 });
  });

  test('stay secret when they were, as long as the header is what it was', () => {
    const tail = fc.oneof(fc.uint8Array({ maxLength: 40 }), seed);
    const known = fc.constantFrom(...COMMANDS);
    fc.assert(
      fc.property(known, tail, ({ bytes, secret }, rest) => {
        const changed = Uint8Array.of(...bytes.subarray(0, HEADER), ...rest);
        const command = parseCommand(changed);
        const header = command.ok ? command : command.header;
        const now = header === undefined ? { data: true, response: true } : commandSensitivity(header);
        expect(now.data || !secret.data).toBe(true);
        expect(now.response || !secret.response).toBe(true);
      }),
      { numRuns: 4000 },
    );
  });

  test('are wholly secret once no table knows them', () => {
    fc.assert(
      fc.property(mutated, (bytes) => {
        if (commandTypeOfBytes(bytes) !== '_OTHER') return;
        expect(sensitivityOf('_OTHER')).toEqual({ data: true, response: true });
        const command = parseCommand(bytes);
        if (command.ok) expect(commandSensitivity(command)).toEqual({ data: true, response: true });
      }),
      { numRuns: 1000 },
    );
  });

  test('are an answer with a label of the table, or none', () => {
    const answer = fc.oneof(mutated, fc.uint8Array({ maxLength: 4 }), long);
    fc.assert(
      fc.property(answer, fc.constantFrom(...COMMAND_TYPES), (bytes, type) => {
        const response = parseResponse(bytes);
        expect(response.ok).toBe(bytes.length >= 2);
        if (!response.ok) return;
        expect(response.dataLength).toBe(bytes.length - 2);
        const { label, errorType, category } = explainStatusWord(response.statusWord, type);
        expect(STATUS_WORD_LABELS).toContain(label);
        expect(errorType === undefined).toBe(category !== 'error');
        if (errorType !== undefined) expect(STATUS_WORD_ERROR_TYPES).toContain(errorType);
      }),
      { numRuns: 1000 },
    );
  });

  test('are a script, or are refused at a place within them', () => {
    const form = fc.constantFrom('definite', 'indefinite' as const);
    const script = fc
      .tuple(
        fc.array(seed, { maxLength: 8 }),
        form as fc.Arbitrary<'definite' | 'indefinite'>,
        mutation,
        fc.nat(),
        more,
      )
      .map(([commands, chosen, name, at, rest]) => {
        const bytes = encodeCommandScript(commands, { form: chosen });
        return MUTATIONS[name]?.(bytes, at % bytes.length, rest) ?? bytes;
      });
    fc.assert(
      fc.property(fc.oneof(script, long), (bytes) => {
        for (const parse of [parseCommandScript, parseResponseScript]) {
          const read = parse(bytes);
          if (read.ok) continue;
          expect(read.offset).toBeGreaterThanOrEqual(0);
          expect(read.offset).toBeLessThanOrEqual(bytes.length);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

/** The categories as CardLink's list of signals has them, apart from the tables. */
function expectedCategory(word: number, command: string | undefined, cla: number | undefined): string {
  const sw1 = word >> 8;
  if (word === 0x9240) return cla === 0 ? 'success' : 'error';
  if (word === 0x9000 || sw1 === 0x61 || sw1 === 0x91 || sw1 === 0x92 || sw1 === 0x9f) return 'success';
  if (command === 'VERIFY' && word >> 4 === 0x63c) return 'error';
  if (command === 'EXTERNAL_AUTHENTICATE' && word === 0x6300) return 'error';
  return sw1 === 0x62 || sw1 === 0x63 || sw1 === 0x6c ? 'warning' : 'error';
}

test.each([
  [undefined, undefined],
  ['SELECT', 0],
  ['VERIFY', 0],
  ['EXTERNAL_AUTHENTICATE', undefined],
  [undefined, 0xa0],
])(
  'every one of the 65,536 status words is of the category that is laid down, to %s in class %s',
  (command, cla) => {
    const wrong: unknown[] = [];
    for (let word = 0; word < 0x10000; word += 1) {
      const { category } = explainAnswer(word, command, cla);
      if (category !== expectedCategory(word, command, cla)) wrong.push([word.toString(16), category]);
    }
    expect(wrong).toEqual([]);
  },
);
