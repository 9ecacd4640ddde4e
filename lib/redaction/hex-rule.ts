import type { ByteFinding } from './byte-finding';
import { findInBytes } from './byte-findings';
import { ByteRun } from './byte-run';
import { mayBe, type NumberKind } from './identities';
import type { Marks } from './marks';
import { NearbyWords } from './nearby-words';
import type { Pseudonyms } from './pseudonyms';
import { REDACTED } from './rule';
import type { TextRule } from './text-rule';
import { Hint, type TextScan } from './text-scan';

/**
 * Looks at bytes that are written in hexadecimal, however they are separated: identities as a card holds them become
 * pseudonyms; the data of a C-APDU is taken out behind its header, and all of a script that carries secrets.
 */
export class HexRule implements TextRule {
  readonly name = 'apdu_data';
  readonly needs = Hint.stretch;
  readonly #run = new ByteRun();

  constructor(private readonly pseudonyms: Pseudonyms) {}

  find(text: string, marks: Marks, scan: TextScan): void {
    const look = (run: ByteRun) =>
      findInBytes(run, (finding) => this.#mark(run, finding, marks), namedBefore(text, run, scan));
    for (let index = 0; index < scan.count; index += 1) {
      const [start, end] = [scan.start(index), scan.end(index)];
      if (end - start >= FEWEST_CHARACTERS) this.#run.read(text, start, end, look);
    }
  }

  #mark(run: ByteRun, { start, end, rule, identity }: ByteFinding, marks: Marks): void {
    const replacement =
      identity === undefined ? REDACTED : this.pseudonyms.of(identity.kind, identity.digits);
    marks.add(run.begin(start), run.end(end), replacement, rule);
  }
}

/** Six bytes. */
const FEWEST_CHARACTERS = 12;
const FEWEST_NAMED_BYTES = 14;
const MOST_NAMED_BYTES = 32;

/** Which identity a word before the bytes names, when they may be its digits in ASCII. */
function namedBefore(text: string, run: ByteRun, scan: TextScan): NumberKind | undefined {
  if (run.length < FEWEST_NAMED_BYTES || run.length > MOST_NAMED_BYTES) return undefined;
  const named = new NearbyWords(text, run.begin(0), scan).kindBefore;
  return named !== undefined && mayBe(named, run.length) ? named : undefined;
}
