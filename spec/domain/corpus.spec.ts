import {
  COMMAND_ROWS,
  type Command,
  classByte,
  commandName,
  commandSensitivity,
  commandTypeOfBytes,
  commandVariant,
  encodeCommand,
  explainAnswer,
  explainStatusWord,
  parseCommand,
  STATUS_WORD_ROWS,
  STORE_DATA_ROWS,
  storeDataFunction,
  UNKNOWN_COMMAND_REASONS,
} from '../../lib/domain';
import { bytesOf, CLASSES, COMMANDS, classesOf, corpus, given } from './corpus-files';
import { sharedTable } from './shared-data';

function parsed(bytes: Uint8Array): Command {
  const command = parseCommand(bytes);
  if (!command.ok) throw new Error(`${Buffer.from(bytes).toString('hex')} is no C-APDU: ${command.reason}`);
  return command;
}

const hexByte = (byte: number) => byte.toString(16).toUpperCase().padStart(2, '0');

type WordColumn =
  | 'word'
  | 'commands'
  | 'class'
  | 'label'
  | 'category'
  | 'error_type'
  | 'standard'
  | 'meaning';
const STATUS_WORDS = corpus<WordColumn>('status-words.psv');
const NO_NAME = corpus<'apdu' | 'reason'>('no-name.psv');
const MALFORMED = corpus<'bytes' | 'name' | 'reason'>('malformed.psv');
const VARIANTS = corpus<'apdu' | 'variant'>('variants.psv');
const STORE_DATA = corpus<'data' | 'function'>('store-data.psv');

/** The lines of `status-words.psv`, one for each command that a line names. */
const ANSWERS = STATUS_WORDS.flatMap((row) =>
  row.commands.split(' ').map((command) => ({ ...row, command: given(command) })),
);

describe('class bytes of the corpus', () => {
  test('are all 256, and read as expected', () => {
    expect(CLASSES).toHaveLength(256);
    CLASSES.forEach((expected, cla) => {
      expect([hexByte(cla), classByte(cla)]).toEqual([hexByte(cla), expected]);
    });
  });
});

describe('commands of the corpus', () => {
  test('are taken apart into case, form, lengths and class', () => {
    const read = COMMANDS.map(({ hex, bytes }) => {
      const command = parsed(bytes);
      const { commandCase, extended, dataLength, le } = command;
      return { hex, commandCase, extended, dataLength, le, class: command.class };
    });
    expect(read).toEqual(
      COMMANDS.map(({ hex, bytes, commandCase, extended, dataLength, le }) => ({
        hex,
        commandCase,
        extended,
        dataLength,
        le,
        class: CLASSES[bytes[0] ?? 0],
      })),
    );
  });

  test('have their names, from their bytes and from their header', () => {
    const names = COMMANDS.map(({ hex, bytes }) => [
      hex,
      commandTypeOfBytes(bytes),
      commandName(parsed(bytes)),
    ]);
    expect(names).toEqual(COMMANDS.map(({ hex, name }) => [hex, name, { ok: true, commandType: name }]));
  });

  test('are secret where they carry secrets, and wholly under secure messaging', () => {
    const secrets = COMMANDS.map(({ hex, bytes }) => [hex, commandSensitivity(parsed(bytes))]);
    expect(secrets).toEqual(COMMANDS.map(({ hex, secret }) => [hex, secret]));
  });

  test('are written again as they were read', () => {
    const written = COMMANDS.map(({ bytes }) => {
      const { cla, ins, p1, p2, data, le, extended } = parsed(bytes);
      return Buffer.from(encodeCommand({ cla, ins, p1, p2, data, le, extended })).toString('hex');
    });
    expect(written).toEqual(COMMANDS.map(({ bytes }) => Buffer.from(bytes).toString('hex')));
  });

  test.each(NO_NAME)('have no name when they read $apdu, because of $reason', ({ apdu, reason }) => {
    const command = parseCommand(bytesOf(apdu));
    expect(command.ok && commandName(command)).toEqual({ ok: false, commandType: '_OTHER', reason });
    expect(commandTypeOfBytes(bytesOf(apdu))).toBe('_OTHER');
    expect(command.ok && commandSensitivity(command)).toEqual({ data: true, response: true });
  });

  test.each(MALFORMED)('are refused when they read "$bytes", as $reason', ({ bytes, name, reason }) => {
    const command = parseCommand(bytesOf(bytes));
    expect(command).toMatchObject({ ok: false, reason });
    expect(commandTypeOfBytes(bytesOf(bytes))).toBe(name);
    expect(!command.ok && commandName(command.header).commandType).toBe(name);
  });

  test.each(VARIANTS)('do $variant when they read $apdu', ({ apdu, variant }) => {
    const bytes = bytesOf(apdu);
    const command = parseCommand(bytes);
    if (!command.ok) throw new Error(`${apdu} is no C-APDU`);
    expect(commandVariant(commandTypeOfBytes(bytes), command)).toBe(given(variant));
  });

  test.each(STORE_DATA)('store $data as $function', ({ data, function: name }) => {
    expect(storeDataFunction(bytesOf(data))).toBe(name);
  });
});

describe('status words of the corpus', () => {
  test.each(ANSWERS)('say of $word to $command in class $class: $meaning', (row) => {
    const cla = given(row.class) === undefined ? undefined : Number.parseInt(row.class, 16);
    const word = Number.parseInt(row.word, 16);
    const explanation = explainAnswer(word, row.command, cla);
    expect(explanation).toEqual({
      statusWord: row.word,
      label: row.label,
      category: row.category,
      meaning: row.meaning,
      standard: given(row.standard),
      errorType: given(row.error_type),
      unknown: row.label === '_OTHER' ? expect.stringMatching(/^(invalid|proprietary|reserved)$/) : undefined,
    });
    expect(explainStatusWord(word, { commandType: row.command, cla })).toBe(explanation);
  });

  test('are explained by the command itself, whole or malformed, by its name, and by nothing', () => {
    const verify = parseCommand(bytesOf('00 20 00 01 08 31323334FFFFFFFF'));
    const truncated = parseCommand(bytesOf('00 20 00 01 08 31'));
    for (const context of [verify, truncated, 'VERIFY', { cla: 0, ins: 0x20, p1: 0, p2: 1 }]) {
      expect(explainStatusWord(0x63c2, context).meaning).toBe('Wrong PIN; tries left: 2');
    }
    expect(explainStatusWord(0x9240, parseCommand(bytesOf('A0 D6 00 00 01 FF'))).category).toBe('error');
    expect(explainStatusWord(0x63c2, parseCommand(bytesOf('00 20'))).category).toBe('warning');
    for (const nonsense of [null, 7, {}, [], 'NO SUCH COMMAND'] as unknown as string[]) {
      expect(explainStatusWord(0x63c2, nonsense).category).toBe('warning');
    }
  });
});

describe('the corpus is complete', () => {
  test('it has each row of the table of commands, in each of its classes', () => {
    const inCorpus = new Set(
      COMMANDS.map(({ bytes, name }) => `${hexByte(bytes[0] ?? 0)} ${hexByte(bytes[1] ?? 0)} ${name}`),
    );
    // Where two commands share class and instruction, secure messaging hides what tells them apart.
    const hidden = /^84 78 GET_IDENTITY$/;
    const missing = COMMAND_ROWS.flatMap((row) =>
      classesOf(row.classes).map((cla) => `${cla} ${hexByte(row.ins)} ${row.commandType}`),
    ).filter((entry) => !inCorpus.has(entry) && !hidden.test(entry));
    expect(missing).toEqual([]);
    const known = new Set(COMMAND_ROWS.map((row) => row.commandType as string));
    expect(COMMANDS.filter(({ name }) => !known.has(name))).toEqual([]);
  });

  test('it has each row of the table of status words, to each of its commands', () => {
    const missing = STATUS_WORD_ROWS.flatMap((row) =>
      (row.commands ?? [undefined]).map((command) => ({ row, command })),
    ).filter(
      ({ row, command }) =>
        !ANSWERS.some(
          (answer) =>
            new RegExp(`^${row.pattern.replaceAll('x', '.')}$`).test(answer.word) &&
            (command === undefined || answer.command === command) &&
            answer.category === row.category &&
            answer.standard === row.standard,
        ),
    );
    expect(missing).toEqual([]);
  });

  test('it has each function of STORE DATA and each reason for having no name', () => {
    const functions = STORE_DATA.map(({ function: name }) => name);
    expect(functions).toEqual(expect.arrayContaining(Object.values(STORE_DATA_ROWS).map(({ name }) => name)));
    const reasons = new Set([...NO_NAME, ...MALFORMED].map(({ reason }) => reason));
    expect([...reasons]).toEqual(expect.arrayContaining([...UNKNOWN_COMMAND_REASONS]));
  });

  test('it has each row of the shared tables, where these are beside the checkout', () => {
    for (const row of sharedTable('commands.csv') ?? []) {
      const found = COMMANDS.filter(
        ({ bytes, name }) => name === row.command_type && hexByte(bytes[1] ?? 0) === row.ins,
      ).map(({ bytes }) => hexByte(bytes[0] ?? 0));
      const missing = classesOf(row.cla ?? '').filter((cla) => !found.includes(cla));
      // The shared note on GET IDENTITY: what is secured on channel 0 is END R-MAC SESSION.
      expect([row.command_type, missing]).toEqual([row.command_type, hiddenIn(row.command_type, row.ins)]);
    }
    for (const row of sharedTable('status-words.csv') ?? []) {
      const pattern = new RegExp(`^${row.pattern?.replaceAll('x', '.')}$`);
      const found = STATUS_WORDS.filter(
        (ours) => pattern.test(ours.word) && ours.category === row.category && ours.standard === row.standard,
      );
      expect([row.pattern, found.length > 0]).toEqual([row.pattern, true]);
    }
    for (const row of sharedTable('sgp22-store-data.csv') ?? []) {
      const found = STORE_DATA.find(({ data }) => data.startsWith(row.tag ?? ''));
      expect([row.tag, found?.function]).toEqual([row.tag, row.function]);
    }
  });
});

/** Classes in which a command cannot be told from another that shares its instruction. */
function hiddenIn(commandType: string | undefined, ins: string | undefined): readonly string[] {
  return commandType === 'GET_IDENTITY' && ins === '78' ? ['84'] : [];
}
