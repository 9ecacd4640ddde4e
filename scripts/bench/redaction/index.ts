import { createRedactor } from '../../../lib/redaction';
import type { Benchmark, Scale } from '../support/scale';
import { spreadOf } from '../support/statistics';
import { startStopwatch } from '../support/stopwatch';
import { formatSpread, formatTable } from '../support/table';
import { ATTRIBUTES, LOG_LINES } from './log-lines';

const FULL_ROUNDS = 15;
const BRIEF_ROUNDS = 3;
const FULL_REPEATS = 2_000;
const BRIEF_REPEATS = 200;
const BYTES_PER_MEGABYTE = 1_000_000;

/** What is measured: something done with each round's data, and how many bytes that is. */
interface Contestant {
  readonly name: string;
  readonly items: number;
  readonly bytes: number;
  /** Gives what came out, in characters or attributes, so that nothing is done in vain. */
  run(): number;
}

/** How much redaction looks through in a second, beside passing on the same data without it. */
export const redactionBenchmark: Benchmark = async ({ brief }: Scale) => {
  const rounds = brief ? BRIEF_ROUNDS : FULL_ROUNDS;
  const repeats = brief ? BRIEF_REPEATS : FULL_REPEATS;
  const rows = contestants().map((contestant) => [contestant.name, ...measure(contestant, rounds, repeats)]);
  return [
    `redaction: ${rounds} rounds of ${repeats} times the same lines and attributes; median (least to most).`,
    'Megabytes are of UTF-8 text, for attributes of their JSON; without redaction the data is copied alone.',
    '',
    formatTable([['', 'MB/s', 'µs an item'], ...rows]),
  ].join('\n');
};

function contestants(): readonly Contestant[] {
  const redactor = createRedactor({ secrets: ['opensesame', '00112233445566778899aabbccddeeff'] });
  const asked = createRedactor({ ipAddresses: true });
  const clean = LOG_LINES.filter((line) => createRedactor().text(line) === line);
  const texts = (name: string, lines: readonly string[], pass: (line: string) => string): Contestant => ({
    name,
    items: lines.length,
    bytes: Buffer.byteLength(lines.join('')),
    run: () => lines.reduce((kept, line) => kept + pass(line).length, 0),
  });
  const attributes = (name: string, pass: (record: Record<string, unknown>) => void): Contestant => ({
    name,
    items: ATTRIBUTES.length,
    bytes: Buffer.byteLength(ATTRIBUTES.map((record) => JSON.stringify(record)).join('')),
    run: () =>
      ATTRIBUTES.reduce((kept, record) => {
        const copy = { ...record };
        pass(copy);
        return kept + Object.keys(copy).length;
      }, 0),
  });
  return [
    texts('text, none', LOG_LINES, (line) => line),
    texts('text', LOG_LINES, (line) => redactor.text(line)),
    texts('text with nothing to take out', clean, (line) => redactor.text(line)),
    texts('text, IP addresses too', LOG_LINES, (line) => asked.text(line)),
    attributes('attributes, none', () => {}),
    attributes('attributes', (record) => redactor.attributes(record)),
  ];
}

function measure({ items, bytes, run }: Contestant, rounds: number, repeats: number): readonly string[] {
  const seconds: number[] = [];
  let kept = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) kept += run();
  for (let round = 0; round < rounds; round += 1) {
    const elapsed = startStopwatch();
    for (let repeat = 0; repeat < repeats; repeat += 1) kept += run();
    seconds.push(elapsed() / 1_000);
  }
  if (kept === 0) throw new Error('nothing came out');
  const rate = spreadOf(seconds.map((time) => (bytes * repeats) / time / BYTES_PER_MEGABYTE));
  const each = spreadOf(seconds.map((time) => (time * 1e6) / repeats / items));
  return [formatSpread(rate, 1), formatSpread(each, 2)];
}
