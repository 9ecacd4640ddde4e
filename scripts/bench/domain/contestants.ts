import {
  atCommand,
  commandSensitivity,
  commandType,
  commandTypeOfBytes,
  commandVariant,
  encodeCommandScript,
  explainAnswer,
  explainStatusWord,
  parseCommand,
  parseCommandScript,
  parseResponse,
  statusWord,
} from '../../../lib/domain';

/** Something that is done with each of a number of items. */
export interface Contestant {
  readonly name: string;
  readonly items: number;
  /** Gives a figure that depends on what came out, so that nothing is done in vain. */
  run(): number;
}

const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'));

/** A session as the lab's server has it: files, applications and a PIN, with their answers. */
const EXCHANGES: readonly { readonly command: Uint8Array; readonly answer: Uint8Array }[] = [
  { command: bytes('00A4040007A000000087100200'), answer: bytes('6F108408A0000000871002FFA504800171009000') },
  { command: bytes('00A40804047FFF6F07'), answer: bytes('611C') },
  { command: bytes('00C000001C'), answer: bytes(`${'62'.repeat(28)}9000`) },
  { command: bytes('00B0000009'), answer: bytes('0849061020304050609000') },
  { command: bytes('00B2010400'), answer: bytes('6C1C') },
  { command: bytes('002000010831323334FFFFFFFF'), answer: bytes('63C2') },
  { command: bytes('80F24002024F0000'), answer: bytes('6310') },
  { command: bytes('80F2000000'), answer: bytes('9000') },
  { command: bytes('80E60C000100'), answer: bytes('6A80') },
  { command: bytes(`80E80000FF${'C4'.repeat(255)}`), answer: bytes('9000') },
  { command: bytes('80E2910003BF3E00'), answer: bytes('910B') },
  { command: bytes('84D8008102018000'), answer: bytes('6A88') },
];
const COMMANDS = EXCHANGES.map(({ command }) => command);
const PARSED = COMMANDS.map((command) => {
  const parsed = parseCommand(command);
  if (!parsed.ok) throw new Error('the benchmark has a command that is none');
  return parsed;
});
const ANSWERS = EXCHANGES.map(({ command, answer }) => ({
  command: parseCommand(command),
  type: commandTypeOfBytes(command),
  word: statusWord(answer) ?? 0,
}));
const SCRIPT = encodeCommandScript(COMMANDS);
const LINES = [
  'AT+CIMI',
  'AT+CSIM=14,"00A40004023F00"',
  'AT+CPIN?',
  'ATE0',
  'AT+CSQ',
  'AT^SCFG?',
  'AT+COPS=?',
];

/** Does something with each item; a loop of its own for each contestant, so that they share no feedback. */
function each<Item>(name: string, items: readonly Item[], work: (item: Item) => number): Contestant {
  return {
    name,
    items: items.length,
    run: new Function(
      'items',
      'work',
      'return () => { let n = 0; for (const item of items) n += work(item); return n; }',
    )(items, work) as () => number,
  };
}

export const CONTESTANTS: readonly Contestant[] = [
  each('nothing', COMMANDS, (command) => command.length),
  each('parseCommand', COMMANDS, (command) => (parseCommand(command).ok ? 1 : 0)),
  each('commandType of a parsed one', PARSED, (command) => commandType(command).length),
  each('commandTypeOfBytes', COMMANDS, (command) => commandTypeOfBytes(command).length),
  each('commandSensitivity', PARSED, (command) => (commandSensitivity(command).data ? 1 : 2)),
  each('commandVariant', PARSED, (command) => commandVariant(commandType(command), command)?.length ?? 1),
  each('explainAnswer', ANSWERS, ({ word, type }) => explainAnswer(word, type, 0).label.length),
  each(
    'explainStatusWord by the command',
    ANSWERS,
    ({ word, command }) => explainStatusWord(word, command).label.length,
  ),
  each('an exchange: all that a recorder decodes', EXCHANGES, ({ command, answer }) => {
    const parsed = parseCommand(command);
    const type = parsed.ok ? commandType(parsed) : '_OTHER';
    const response = parseResponse(answer);
    return response.ok ? explainAnswer(response.statusWord, type, command[0]).label.length : 1;
  }),
  each('parseCommandScript, of 12 commands', [SCRIPT], (script) => {
    const parsed = parseCommandScript(script);
    return parsed.ok ? parsed.commands.length : 0;
  }),
  each('atCommand', LINES, (line) => atCommand(line).name.length),
];
